//! All that is measured of one model's predictions.

use crate::statistics::{Mean, Statistic, Statistics};
use crate::{Bootstrap, Calibration, Estimate, Metric, Predictions};

/// What a model of sequences is worth on a set of reviewed ones. Intervals are by resampling SKUs.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Evaluation {
    /// Number of sequences.
    pub rows: usize,
    /// Number of SKUs that they show.
    pub skus: usize,
    /// Number of sequences that the reviewer accepted.
    pub qualified: usize,
    /// How the intervals were made.
    pub bootstrap: Bootstrap,
    /// Every metric, in the order of [`Metric::ALL`]; nothing where one is not defined, such as an AUC without
    /// rejected sequences.
    pub metrics: Vec<(Metric, Option<Estimate>)>,
    /// Every class of rejected sequences, in class order: the rules, then "other".
    pub classes: Vec<ClassResult>,
    /// Whether the most probable class is the reviewer's.
    pub class_accuracy: ClassAccuracy,
    /// The mean of (p − y)², y being 1 for qualified sequences and 0 for others (Brier 1950): 0 is best.
    pub brier: Option<Estimate>,
    /// Whether p^t is the share that is accepted.
    pub calibration: Calibration,
    /// Whether the model writes what the reviewer writes.
    pub feedback: FeedbackQuality,
}

/// The sequences rejected for one rule, or for other reasons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassResult {
    /// The class of the rule set.
    pub class: usize,
    /// How many sequences the reviewer gave it.
    pub rows: usize,
    /// AUC of all qualified sequences against them.
    pub auc: Option<Estimate>,
}

/// Share of sequences whose most probable class is the reviewer's, among those for which it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassAccuracy {
    /// Of all.
    pub all: Option<Estimate>,
    /// How many they are.
    pub all_rows: usize,
    /// Of those that the reviewer rejected.
    pub rejected: Option<Estimate>,
    /// How many they are.
    pub rejected_rows: usize,
}

/// The model's text against the reviewer's, over rejected sequences that have both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FeedbackQuality {
    /// How many have both texts.
    pub rows: usize,
    /// How many of the reviewer's texts name a rule.
    pub naming_rows: usize,
    /// The share of these in which the model's text names the same rule.
    pub same_rule: Option<Estimate>,
    /// Mean F1 of ROUGE-L, see [`rouge_l`](crate::rouge_l).
    pub rouge_l: Option<Estimate>,
}

impl Evaluation {
    /// The estimate of one metric, if it is defined.
    #[must_use]
    pub fn metric(&self, metric: Metric) -> Option<Estimate> {
        self.metrics.iter().find(|(name, _)| *name == metric).and_then(|(_, estimate)| *estimate)
    }

    pub(crate) fn new(
        predictions: &Predictions,
        statistics: &Statistics,
        bootstrap: Bootstrap,
        bins: usize,
    ) -> Self {
        let estimates = bootstrap.estimate(predictions.num_skus(), |weights| statistics.values(weights));
        let named: Vec<_> = statistics.names().into_iter().zip(estimates).collect();
        let of = |name| named.iter().find(|(other, _)| *other == name).and_then(|(_, estimate)| *estimate);
        let rows = predictions.rows();
        let class = |class| ClassResult {
            class,
            rows: rows.iter().filter(|row| row.label == class).count(),
            auc: of(Statistic::Class(class)),
        };
        Self {
            rows: rows.len(),
            skus: predictions.num_skus(),
            qualified: rows.iter().filter(|row| row.is_qualified()).count(),
            bootstrap,
            metrics: Metric::ALL.into_iter().map(|metric| (metric, of(Statistic::Metric(metric)))).collect(),
            classes: (1..statistics.num_classes()).map(class).collect(),
            class_accuracy: ClassAccuracy {
                all: of(Statistic::Mean(Mean::ClassOfAll)),
                all_rows: statistics.terms(Mean::ClassOfAll),
                rejected: of(Statistic::Mean(Mean::ClassOfRejected)),
                rejected_rows: statistics.terms(Mean::ClassOfRejected),
            },
            brier: of(Statistic::Mean(Mean::Brier)),
            calibration: Calibration::new(rows.iter().map(|row| (row.is_qualified(), row.p)), bins),
            feedback: FeedbackQuality {
                rows: statistics.terms(Mean::RougeL),
                naming_rows: statistics.terms(Mean::SameRule),
                same_rule: of(Statistic::Mean(Mean::SameRule)),
                rouge_l: of(Statistic::Mean(Mean::RougeL)),
            },
        }
    }
}
