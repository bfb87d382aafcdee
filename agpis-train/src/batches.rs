//! Which samples make up which step.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use agpis_vision::ConfigError;

use crate::data::EpochOrder;

/// Goes through all samples in an order that is drawn anew every epoch. A pure function of the
/// seed and the step, so that training can be taken up anywhere.
#[derive(Debug)]
pub(crate) struct Batches {
    order: EpochOrder,
    batch_size: usize,
    parts: NonZeroUsize,
    seed: u64,
    /// The order of the epoch that was asked for last: all its steps and parts ask for the same.
    latest: Mutex<Option<(usize, Arc<[usize]>)>>,
}

impl Batches {
    /// Batches of `batch_size`, in `parts` equal parts, of samples that count alike.
    pub(crate) fn new(
        samples: usize,
        batch_size: usize,
        parts: NonZeroUsize,
        seed: u64,
    ) -> Result<Self, ConfigError> {
        Self::in_order(EpochOrder::new(std::iter::repeat_n(0, samples)), batch_size, parts, seed)
    }

    /// The same, with the samples of an epoch in this order.
    pub(crate) fn in_order(
        order: EpochOrder,
        batch_size: usize,
        parts: NonZeroUsize,
        seed: u64,
    ) -> Result<Self, ConfigError> {
        ConfigError::check_range("batch_size", batch_size, parts.get()..=1_000_000)?;
        ConfigError::check_multiple("batch_size", batch_size, parts.get())?;
        ConfigError::check_range("samples", order.len(), 1..=usize::MAX)?;
        Ok(Self { order, batch_size, parts, seed, latest: Mutex::new(None) })
    }

    /// Steps of an epoch.
    pub(crate) fn per_epoch(&self) -> usize {
        (self.order.len() / self.batch_size).max(1)
    }

    /// The samples of one part of a step; an incomplete batch at the end of an epoch is left out, and fewer samples
    /// than a batch come again.
    pub(crate) fn indices(&self, step: usize, part: usize) -> Vec<usize> {
        let order = self.order_of(self.epoch(step));
        let size = self.batch_size / self.parts.get();
        let start = step % self.per_epoch() * self.batch_size + part * size;
        (start..start + size).map(|i| order[i % order.len()]).collect()
    }

    /// The epoch of a step.
    pub(crate) fn epoch(&self, step: usize) -> usize {
        step / self.per_epoch()
    }

    fn order_of(&self, epoch: usize) -> Arc<[usize]> {
        // What is kept is whole at any time, so a panic elsewhere does not matter.
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        match latest.as_ref() {
            Some((known, order)) if *known == epoch => order.clone(),
            _ => {
                let order: Arc<[usize]> = self.order.epoch_order(self.seed, epoch as u64).into();
                *latest = Some((epoch, order.clone()));
                order
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Batches;
    use crate::data::EpochOrder;

    #[test]
    fn an_epoch_sees_every_sample_once_and_epochs_differ() {
        let batches = Batches::new(12, 4, 2.try_into().unwrap(), 7).unwrap();
        let epoch = |e: usize| -> Vec<usize> {
            let parts = (0..6).map(|part| batches.indices(e * 3 + part / 2, part % 2));
            parts.flatten().collect()
        };
        let (mut first, second) = (epoch(0), epoch(1));
        assert_ne!(first, second);
        first.sort_unstable();
        assert_eq!(first, (0..12).collect::<Vec<_>>());
    }

    #[test]
    fn steps_may_be_asked_for_in_any_order() {
        let new = || Batches::new(50, 4, 2.try_into().unwrap(), 7).unwrap();
        let (forth, back) = (new(), new());
        let all = |batches: &Batches, steps: Vec<usize>| {
            let mut all: Vec<_> = steps.into_iter().map(|step| (step, batches.indices(step, 1))).collect();
            all.sort();
            all
        };
        assert_eq!(all(&forth, (0..40).collect()), all(&back, (0..40).rev().collect()));
    }

    #[test]
    fn an_epoch_has_the_share_that_is_wanted() {
        // One of four is qualified, and every second one is to be.
        let order = EpochOrder::new((0..40).map(|i| i % 4)).with_qualified_share(0.5).unwrap();
        let batches = Batches::in_order(order, 8, 2.try_into().unwrap(), 7).unwrap();
        let drawn = (0..5).flat_map(|step| (0..2).flat_map(move |part| [(step, part)]));
        let drawn: Vec<usize> = drawn.flat_map(|(step, part)| batches.indices(step, part)).collect();
        assert_eq!(drawn.iter().filter(|i| i.is_multiple_of(4)).count(), 20);
    }

    #[test]
    fn parts_have_one_size() {
        let error = Batches::new(12, 5, 2.try_into().unwrap(), 7).unwrap_err();
        assert_eq!(error.to_string(), "batch_size: expected a multiple of 2, got 5");
        let few = Batches::new(3, 8, 2.try_into().unwrap(), 7).unwrap();
        assert_eq!(few.indices(0, 1).len(), 4);
    }
}
