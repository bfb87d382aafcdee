//! What a search knows of the sequences of one product: every order is scored once.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::orders::Order;
use crate::{ClassProbabilities, Error, SequenceScorer, Shortlist};

/// Orders with their class probabilities.
pub(super) struct Scores<'a, S: SequenceScorer> {
    scorer: &'a S,
    encoded: S::Encoded,
    known: BTreeMap<Order, ClassProbabilities>,
}

impl<'a, S: SequenceScorer> Scores<'a, S> {
    /// Encodes the kept images of `shortlist`; no order is known yet.
    pub(super) fn new(scorer: &'a S, shortlist: &Shortlist) -> Result<Self, Error> {
        let images: Vec<_> = shortlist.kept().cloned().collect();
        let encoded = scorer.encode(shortlist.product().title(), &images)?;
        Ok(Self { scorer, encoded, known: BTreeMap::new() })
    }

    /// Scores those of the different `orders` that are not known, in one call.
    pub(super) fn score(&mut self, orders: &[Order]) -> Result<(), Error> {
        let new: Vec<Order> =
            orders.iter().filter(|order| !self.known.contains_key(*order)).cloned().collect();
        if new.is_empty() {
            return Ok(());
        }
        let probabilities = self.scorer.score(&self.encoded, &new)?;
        Error::check_count("sequence scorer", new.len(), probabilities.len())?;
        self.known.extend(new.into_iter().zip(probabilities));
        Ok(())
    }

    /// The best `count` of `orders`, all of them known, best first.
    pub(super) fn best_of(&self, mut orders: Vec<Order>, count: usize) -> Vec<Order> {
        orders.sort_unstable();
        orders.sort_by_key(|order| Reverse(self.known[order].p_qualified()));
        orders.truncate(count);
        orders
    }

    /// All that is known, best first: by p_qualified, of equals the smaller order.
    pub(super) fn ranked(self) -> Vec<(Order, ClassProbabilities)> {
        let mut ranked: Vec<_> = self.known.into_iter().collect();
        ranked.sort_by_key(|(_, probabilities)| Reverse(probabilities.p_qualified()));
        ranked
    }
}
