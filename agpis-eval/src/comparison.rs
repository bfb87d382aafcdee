//! Whether one model is better than another on the same sequences, over one or several runs of each.
//!
//! Both models are measured on the same resampled SKUs, so what makes a resample hard for both cancels. With several
//! runs (seeds) the mean over runs is compared. The interval says how the difference would vary with other SKUs
//! *for these runs*; how it varies with the seed is told beside it, and is not in the interval.

use std::collections::BTreeMap;

use crate::statistics::Statistics;
use crate::{Bootstrap, Estimate, EvaluationError, Metric, Prediction, Predictions};

/// Model minus reference, metric by metric.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// Number of sequences.
    pub rows: usize,
    /// Number of SKUs that they show.
    pub skus: usize,
    /// How the intervals were made.
    pub bootstrap: Bootstrap,
    /// The metrics that are defined for all runs, in the order of [`Metric::ALL`].
    pub differences: Vec<Difference>,
}

/// The difference of one metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Which metric.
    pub metric: Metric,
    /// The reference's runs.
    pub reference: Runs,
    /// The model's runs.
    pub model: Runs,
    /// Mean of the model's runs minus mean of the reference's.
    pub difference: Estimate,
    /// The share of resamples in which it is above zero, a zero counting one half; absent without resamples.
    pub above_zero: Option<f64>,
}

/// One metric of several runs of a model; at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct Runs {
    values: Vec<f64>,
}

/// Models cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// Nothing to compare.
    #[error("expected at least one run of either model, got none")]
    NoRun,
    /// A run does not fit the rules.
    #[error(transparent)]
    Evaluation(#[from] EvaluationError),
    /// A run lacks a sequence of the first.
    #[error("run {run}: expected a prediction of {id:?} as in run 1, got none")]
    Missing {
        /// 1-based, the reference's runs first.
        run: usize,
        /// The sequence.
        id: String,
    },
    /// A run has a sequence that the first has not.
    #[error("run {run}: expected the sequences of run 1, got {id:?} as well")]
    Extra {
        /// 1-based, the reference's runs first.
        run: usize,
        /// The sequence.
        id: String,
    },
    /// A sequence is not the same in a run as in the first.
    #[error("run {run}: {id:?}: expected {field} {expected} as in run 1, got {got}")]
    Differs {
        /// 1-based, the reference's runs first.
        run: usize,
        /// The sequence.
        id: String,
        /// Which field: `sku`, `label` or `label_true`.
        field: &'static str,
        /// Its value in the first run.
        expected: String,
        /// Its value in this one.
        got: String,
    },
}

impl Runs {
    /// The metric of each run.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Their mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / self.values.len() as f64
    }

    /// Their standard deviation (of a sample, with n − 1), if there are two.
    #[must_use]
    pub fn standard_deviation(&self) -> Option<f64> {
        let degrees = self.values.len().checked_sub(1).filter(|degrees| *degrees > 0)?;
        let mean = self.mean();
        let squares: f64 = self.values.iter().map(|value| (value - mean).powi(2)).sum();
        Some((squares / degrees as f64).sqrt())
    }
}

impl Difference {
    /// The standard error of the difference as far as it comes from the seeds, if both models have two runs:
    /// (s₁²/n₁ + s₂²/n₂)^½. It is in addition to the interval, which is about SKUs.
    #[must_use]
    pub fn seed_standard_error(&self) -> Option<f64> {
        let part = |runs: &Runs| Some(runs.standard_deviation()?.powi(2) / runs.values.len() as f64);
        Some((part(&self.reference)? + part(&self.model)?).sqrt())
    }
}

impl Comparison {
    /// The difference of one metric, if it is defined.
    #[must_use]
    pub fn difference(&self, metric: Metric) -> Option<&Difference> {
        self.differences.iter().find(|difference| difference.metric == metric)
    }

    /// All of the same sequences; `first` is one of them.
    pub(crate) fn new(
        first: &Predictions,
        reference: &[Statistics],
        model: &[Statistics],
        bootstrap: Bootstrap,
    ) -> Self {
        let ones = vec![1; first.num_skus()];
        let difference = |weights: &[u32]| -> Vec<Option<f64>> {
            let (reference, model) = (metrics(reference, weights), metrics(model, weights));
            let of =
                |(reference, model): (Option<Runs>, Option<Runs>)| Some(model?.mean() - reference?.mean());
            reference.into_iter().zip(model).map(of).collect()
        };
        let replicates = bootstrap.replicates(first.num_skus(), Metric::ALL.len(), &difference);
        let runs = metrics(reference, &ones).into_iter().zip(metrics(model, &ones));
        let differences = Metric::ALL.into_iter().zip(runs).zip(replicates);
        let differences = differences.filter_map(|((metric, (reference, model)), replicates)| {
            let (reference, model) = (reference?, model?);
            let value = model.mean() - reference.mean();
            let difference = Estimate { value, interval: replicates.interval(&bootstrap) };
            Some(Difference { metric, reference, model, difference, above_zero: replicates.above_zero() })
        });
        Self {
            rows: first.rows().len(),
            skus: first.num_skus(),
            bootstrap,
            differences: differences.collect(),
        }
    }
}

/// Each metric over the runs, nothing where one of them has none.
fn metrics(runs: &[Statistics], weights: &[u32]) -> Vec<Option<Runs>> {
    let by_run: Vec<Vec<Option<f64>>> = runs.iter().map(|run| run.metrics(weights)).collect();
    let of = |metric: usize| {
        let values: Option<Vec<f64>> = by_run.iter().map(|values| values[metric]).collect();
        values.map(|values| Runs { values })
    };
    (0..Metric::ALL.len()).map(of).collect()
}

/// Whether `other`, which is run number `run`, is of the same sequences as `first`. The order does not matter;
/// the first difference in the order of `first` is the one that is named.
pub(crate) fn check_same(first: &Predictions, other: &Predictions, run: usize) -> Result<(), CompareError> {
    let by_id = |predictions| -> BTreeMap<&str, &Prediction> {
        Predictions::rows(predictions).iter().map(|row| (row.id.as_str(), row)).collect()
    };
    let (known, others) = (by_id(first), by_id(other));
    for row in first.rows() {
        let id = || row.id.clone();
        let Some(other) = others.get(row.id.as_str()) else {
            return Err(CompareError::Missing { run, id: id() });
        };
        let show = |class: Option<usize>| class.map_or_else(|| "none".to_owned(), |class| class.to_string());
        let fields = [
            ("sku", row.sku.clone(), other.sku.clone()),
            ("label", row.label.to_string(), other.label.to_string()),
            ("label_true", show(row.label_true), show(other.label_true)),
        ];
        if let Some((field, expected, got)) = fields.into_iter().find(|(_, a, b)| a != b) {
            return Err(CompareError::Differs { run, id: id(), field, expected, got });
        }
    }
    let extra = other.rows().iter().find(|row| !known.contains_key(row.id.as_str()));
    extra.map_or(Ok(()), |row| Err(CompareError::Extra { run, id: row.id.clone() }))
}
