//! Predictions that belong together: at least one, ids unique, SKUs numbered.

use std::collections::BTreeMap;

use super::{Prediction, PredictionError};

/// The predictions of one model (one run of it) on one set of sequences.
#[derive(Clone, Debug, PartialEq)]
pub struct Predictions {
    rows: Vec<Prediction>,
    /// The SKU of each row, as its place among the sorted SKUs: the same SKUs have the same numbers in every
    /// model's predictions, whatever the order of the rows.
    clusters: Vec<u32>,
    num_skus: usize,
}

/// The predictions make no set.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PredictionsError {
    /// Nothing to evaluate.
    #[error("expected at least one prediction, got none")]
    Empty,
    /// More than [`MAX_ROWS`](super::MAX_ROWS).
    #[error("expected at most {max} predictions, got more", max = super::MAX_ROWS)]
    TooMany,
    /// One is wrong by itself.
    #[error("prediction {index}: {source}")]
    Row {
        /// 0-based place.
        index: usize,
        /// What is wrong with it.
        source: PredictionError,
    },
    /// Two with one id.
    #[error("expected unique ids, got {id:?} at {first} and again at {second}")]
    Repeated {
        /// The id.
        id: String,
        /// 0-based place of the first.
        first: usize,
        /// 0-based place of the second.
        second: usize,
    },
}

impl Predictions {
    /// # Errors
    /// If there is none or more than [`MAX_ROWS`](super::MAX_ROWS), one is wrong, or two have the same id.
    pub fn new(rows: Vec<Prediction>) -> Result<Self, PredictionsError> {
        if rows.is_empty() {
            return Err(PredictionsError::Empty);
        }
        if rows.len() > super::MAX_ROWS {
            return Err(PredictionsError::TooMany);
        }
        let mut seen = BTreeMap::new();
        for (index, row) in rows.iter().enumerate() {
            row.check().map_err(|source| PredictionsError::Row { index, source })?;
            if let Some(first) = seen.insert(row.id.as_str(), index) {
                return Err(PredictionsError::Repeated { id: row.id.clone(), first, second: index });
            }
        }
        drop(seen);
        let mut numbers: BTreeMap<&str, u32> = rows.iter().map(|row| (row.sku.as_str(), 0)).collect();
        for (number, place) in (0..).zip(numbers.values_mut()) {
            *place = number;
        }
        let clusters = rows.iter().map(|row| numbers[row.sku.as_str()]).collect();
        let num_skus = numbers.len();
        Ok(Self { rows, clusters, num_skus })
    }

    /// The predictions in their order.
    #[must_use]
    pub fn rows(&self) -> &[Prediction] {
        &self.rows
    }

    /// How many SKUs they show.
    #[must_use]
    pub fn num_skus(&self) -> usize {
        self.num_skus
    }

    /// Each row with the number of its SKU.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (u32, &Prediction)> {
        self.clusters.iter().copied().zip(&self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::{Predictions, PredictionsError};
    use crate::Prediction;

    #[test]
    fn skus_are_numbered_in_their_own_order() {
        let rows =
            ["b", "a", "b"].iter().enumerate().map(|(i, sku)| Prediction::new(i.to_string(), *sku, 0, 0.5));
        let predictions = Predictions::new(rows.collect()).unwrap();
        assert_eq!(predictions.numbered().map(|(cluster, _)| cluster).collect::<Vec<_>>(), [1, 0, 1]);
        assert_eq!(predictions.num_skus(), 2);
    }

    #[test]
    fn there_is_at_least_one_and_no_id_twice() {
        assert_eq!(Predictions::new(vec![]), Err(PredictionsError::Empty));
        let twice = vec![Prediction::new("x", "s", 0, 0.5), Prediction::new("x", "t", 0, 0.5)];
        let error = Predictions::new(twice).unwrap_err();
        assert_eq!(error.to_string(), "expected unique ids, got \"x\" at 0 and again at 1");
        let nan = Predictions::new(vec![Prediction::new("x", "s", 0, f64::NAN)]).unwrap_err();
        assert_eq!(nan.to_string(), "prediction 0: expected p in 0..=1, got NaN");
    }
}
