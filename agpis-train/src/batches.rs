//! Which samples make up which step.

use std::num::NonZeroUsize;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Goes through all samples in an order that is shuffled anew every epoch. A pure function of the
/// seed and the step, so that training can be taken up anywhere.
#[derive(Clone, Debug)]
pub(crate) struct Batches {
    samples: usize,
    batch_size: usize,
    shards: NonZeroUsize,
    seed: u64,
}

impl Batches {
    pub(crate) fn new(samples: usize, batch_size: usize, shards: NonZeroUsize, seed: u64) -> Self {
        Self { samples, batch_size: batch_size.clamp(1, samples.max(1)), shards, seed }
    }

    /// The samples of one shard of a step; an incomplete batch at the end of an epoch is left out.
    pub(crate) fn indices(&self, step: usize, shard: usize) -> Vec<usize> {
        let per_epoch = (self.samples / self.batch_size).max(1);
        let order = self.order(step / per_epoch);
        let start = step % per_epoch * self.batch_size;
        let batch = &order[start..start + self.batch_size];
        let size = self.batch_size.div_ceil(self.shards.get());
        batch.chunks(size).nth(shard).unwrap_or(&batch[..1]).to_vec()
    }

    fn order(&self, epoch: usize) -> Vec<usize> {
        let mut rng =
            ChaCha8Rng::seed_from_u64(self.seed ^ (epoch as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut order: Vec<usize> = (0..self.samples).collect();
        for i in (1..order.len()).rev() {
            // The bias of the remainder is below 2^-40 for any data set.
            order.swap(i, (rng.next_u64() % (i as u64 + 1)) as usize);
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::Batches;

    #[test]
    fn an_epoch_sees_every_sample_once_and_epochs_differ() {
        let batches = Batches::new(12, 4, 2.try_into().unwrap(), 7);
        let epoch = |e: usize| -> Vec<usize> {
            let parts = (0..6).map(|part| batches.indices(e * 3 + part / 2, part % 2));
            parts.flatten().collect()
        };
        let (mut first, second) = (epoch(0), epoch(1));
        assert_ne!(first, second);
        first.sort_unstable();
        assert_eq!(first, (0..12).collect::<Vec<_>>());
    }
}
