//! What the whole system is worth: how many products get a sequence, and how many of those the reviewer rejects (§5.1).

use crate::Proportion;

/// The sequence that a product got, before the submission threshold, and what the reviewer said of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offer {
    /// p^t, in 0..=1.
    pub p: f64,
    /// Whether the reviewer accepts it.
    pub accepted: bool,
}

/// Yield and reject rate at several thresholds.
#[derive(Clone, Debug, PartialEq)]
pub struct SystemTable {
    /// First without a threshold, so that all sequences of stage 1 are submitted, then the thresholds as given.
    pub rows: Vec<SystemRow>,
}

/// What is submitted at one threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SystemRow {
    /// th^t; a sequence is submitted if its p^t is larger (§3.2). Without one, every sequence is.
    pub threshold: Option<f64>,
    /// Submitted sequences, of all products.
    pub submitted: Proportion,
    /// Rejected sequences, of the submitted ones: the paper's 19.3% and 13.6%.
    pub rejected: Proportion,
}

/// A table cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SystemError {
    /// No products.
    #[error("expected at least one product, got none")]
    Empty,
    /// A product's p^t is no probability.
    #[error("product {index}: expected p in 0..=1, got {got}")]
    Probability {
        /// 0-based place of the product.
        index: usize,
        /// What is there.
        got: f64,
    },
    /// A threshold is none.
    #[error("expected thresholds in 0..=1, got {got}")]
    Threshold {
        /// What is there.
        got: f64,
    },
}

impl SystemTable {
    /// One entry for every product; nothing for a product that stage 1 found no sequence for.
    ///
    /// # Errors
    /// If there are no products, or a probability or threshold is not in 0..=1.
    pub fn new(products: &[Option<Offer>], thresholds: &[f64]) -> Result<Self, SystemError> {
        if products.is_empty() {
            return Err(SystemError::Empty);
        }
        for (index, product) in products.iter().enumerate() {
            if let Some(offer) = product.filter(|offer| !(0.0..=1.0).contains(&offer.p)) {
                return Err(SystemError::Probability { index, got: offer.p });
            }
        }
        if let Some(&got) = thresholds.iter().find(|threshold| !(0.0..=1.0).contains(*threshold)) {
            return Err(SystemError::Threshold { got });
        }
        let thresholds = std::iter::once(None).chain(thresholds.iter().copied().map(Some));
        Ok(Self { rows: thresholds.map(|threshold| SystemRow::new(products, threshold)).collect() })
    }
}

impl SystemRow {
    fn new(products: &[Option<Offer>], threshold: Option<f64>) -> Self {
        let is_submitted = |offer: &Offer| threshold.is_none_or(|threshold| offer.p > threshold);
        let submitted = || products.iter().map(|product| product.filter(is_submitted));
        Self {
            threshold,
            submitted: Proportion::count(submitted().map(|offer| offer.is_some())),
            rejected: Proportion::count(submitted().flatten().map(|offer| !offer.accepted)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Offer, SystemError, SystemTable};

    #[test]
    fn a_sequence_is_submitted_above_the_threshold() {
        let offer = |p, accepted| Some(Offer { p, accepted });
        let products = [offer(0.9, true), offer(0.5, true), offer(0.3, false), offer(0.31, false), None];
        let table = SystemTable::new(&products, &[0.3, 0.5, 1.0]).unwrap();
        let counts = |row: usize| {
            let row = table.rows[row];
            (row.threshold, row.submitted.successes(), row.rejected.successes(), row.rejected.trials())
        };
        assert_eq!(counts(0), (None, 4, 2, 4));
        assert_eq!(counts(1), (Some(0.3), 3, 1, 3));
        assert_eq!(counts(2), (Some(0.5), 1, 0, 1));
        assert_eq!(counts(3), (Some(1.0), 0, 0, 0));
        assert_eq!(table.rows[1].submitted.rate(), Some(0.6));
        assert_eq!(table.rows[3].rejected.rate(), None);
    }

    #[test]
    fn probabilities_are_probabilities() {
        assert_eq!(SystemTable::new(&[], &[]), Err(SystemError::Empty));
        let nan = [None, Some(Offer { p: f64::NAN, accepted: true })];
        assert!(matches!(SystemTable::new(&nan, &[]), Err(SystemError::Probability { index: 1, .. })));
        assert_eq!(SystemTable::new(&[None], &[1.5]), Err(SystemError::Threshold { got: 1.5 }));
    }
}
