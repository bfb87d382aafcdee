//! Rows sorted by score once, so that any weighting of them is measured in one pass.
//!
//! A bootstrap resample is a weighting: a SKU drawn twice counts twice. Sorting is the expensive part of an
//! AUC and does not depend on the weights, so it is done once and not a thousand times.

use agpis_core::MetricError;

use crate::Predictions;

/// Rows in the order of falling scores, in groups of equal ones. Class 0 is the positive one.
#[derive(Clone, Debug)]
pub struct Ranking {
    entries: Vec<Entry>,
    /// Where each group of ties ends; the last is the number of entries.
    ends: Vec<usize>,
    num_classes: usize,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    cluster: u32,
    class: u32,
}

/// One row before it is ranked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) score: f64,
    pub(crate) cluster: u32,
    pub(crate) class: u32,
}

/// One threshold, as [`Ranking::thresholds`] passes it: how much lies at or above it, of all there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// Weight of the positives at or above.
    pub positives: u64,
    /// Weight of the negatives at or above.
    pub negatives: u64,
}

impl Ranking {
    /// Ranks rows of two kinds. `clusters[i]` is which weight belongs to row `i`.
    ///
    /// # Errors
    /// If there are no rows, not one label and one cluster for each score, or a score is not finite.
    pub fn new(positive: &[bool], scores: &[f64], clusters: &[u32]) -> Result<Self, MetricError> {
        for labels in [positive.len(), clusters.len()] {
            if labels != scores.len() {
                return Err(MetricError::LengthMismatch { labels, scores: scores.len() });
            }
        }
        if let Some(index) = scores.iter().position(|score| !score.is_finite()) {
            return Err(MetricError::NotFinite { index });
        }
        let rows = positive.iter().zip(scores).zip(clusters);
        let rows =
            rows.map(|((&positive, &score), &cluster)| Row { score, cluster, class: u32::from(!positive) });
        Self::of_rows(rows.collect(), 2).ok_or(MetricError::Empty)
    }

    /// Ranks predictions by p^t, the qualified ones as positives; the clusters are their SKUs. Nothing if there are
    /// none, which [`Predictions`] rules out.
    #[must_use]
    pub fn of(predictions: &Predictions) -> Option<Self> {
        let rows = predictions.numbered().map(|(cluster, row)| Row {
            score: row.p,
            cluster,
            class: u32::from(!row.is_qualified()),
        });
        Self::of_rows(rows.collect(), 2)
    }

    /// Ranks rows with finite scores and classes below `num_classes`; nothing if there are none.
    pub(crate) fn of_rows(mut rows: Vec<Row>, num_classes: usize) -> Option<Self> {
        rows.sort_by(|a, b| b.score.total_cmp(&a.score));
        let mut ends = Vec::new();
        // `==` and not `total_cmp`: zero and negative zero tie.
        for group in rows.chunk_by(|a, b| a.score == b.score) {
            ends.push(ends.last().unwrap_or(&0) + group.len());
        }
        let entries = rows.iter().map(|row| Entry { cluster: row.cluster, class: row.class }).collect();
        (!rows.is_empty()).then_some(Self { entries, ends, num_classes })
    }

    /// Area under the ROC curve, each row counting as often as its cluster's weight says; a cluster beyond
    /// the end of `weights` counts as never. Nothing if no positive or no negative has weight.
    #[must_use]
    pub fn auc(&self, weights: &[u32]) -> Option<f64> {
        self.areas(weights).of(|_| true)
    }

    /// The largest recall among the thresholds of at least this precision, weighted as in
    /// [`auc`](Self::auc): 0 if there is no such threshold, nothing if no positive has weight.
    #[must_use]
    pub fn recall_at_precision(&self, weights: &[u32], precision: f64) -> Option<f64> {
        self.recalls(weights, [precision]).map(|[recall]| recall)
    }

    /// As [`recall_at_precision`](Self::recall_at_precision), for several precisions in one pass.
    pub(crate) fn recalls<const N: usize>(&self, weights: &[u32], precisions: [f64; N]) -> Option<[f64; N]> {
        let mut best = [0; N];
        let mut positives = 0;
        for Threshold { positives: hits, negatives } in self.thresholds(weights) {
            positives = hits;
            let precision = hits as f64 / (hits + negatives) as f64;
            for (best, needed) in best.iter_mut().zip(precisions) {
                // Hits only grow from one threshold to the next.
                if precision >= needed {
                    *best = hits;
                }
            }
        }
        (positives > 0).then(|| best.map(|hits| hits as f64 / positives as f64))
    }

    /// All thresholds from the highest score down; the last one lets everything pass.
    pub fn thresholds<'a>(&'a self, weights: &'a [u32]) -> impl Iterator<Item = Threshold> + 'a {
        self.groups().scan(Threshold { positives: 0, negatives: 0 }, move |sum, group| {
            for entry in group {
                let weight = entry.weight(weights);
                if entry.class == 0 { sum.positives += weight } else { sum.negatives += weight }
            }
            Some(*sum)
        })
    }

    /// How often positives rank above the negatives of each class.
    pub(crate) fn areas(&self, weights: &[u32]) -> Areas {
        let mut classes = vec![Beaten::default(); self.num_classes];
        // From the highest score down: each negative loses to the positives before it.
        let mut above = 0;
        for group in self.groups() {
            let is_positive = |entry: &&Entry| entry.class == 0;
            let tied: u64 = group.iter().filter(is_positive).map(|entry| entry.weight(weights)).sum();
            for entry in group.iter().filter(|entry| entry.class != 0) {
                let weight = entry.weight(weights);
                let class = &mut classes[entry.class as usize];
                class.negatives += weight;
                class.twice_won += u128::from(weight) * u128::from(2 * above + tied);
            }
            above += tied;
        }
        Areas { positives: above, classes }
    }

    fn groups(&self) -> impl Iterator<Item = &[Entry]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.entries[start..end])
    }

    /// A weight of one for every cluster.
    pub(crate) fn ones(&self) -> Vec<u32> {
        let clusters = self.entries.iter().map(|entry| entry.cluster as usize + 1).max();
        vec![1; clusters.unwrap_or(0)]
    }
}

impl Entry {
    fn weight(&self, weights: &[u32]) -> u64 {
        weights.get(self.cluster as usize).copied().unwrap_or(0).into()
    }
}

/// The areas under the ROC curves of the positives against any of the other classes.
#[derive(Debug)]
pub(crate) struct Areas {
    positives: u64,
    classes: Vec<Beaten>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Beaten {
    negatives: u64,
    /// Twice the positives above, and once those that tie, summed over the negatives. Exact.
    twice_won: u128,
}

impl Areas {
    /// The positives against the negatives of the classes that `among` names; nothing if either is missing.
    pub(crate) fn of(&self, among: impl Fn(usize) -> bool) -> Option<f64> {
        let chosen = (1..self.classes.len()).filter(|class| among(*class)).map(|class| self.classes[class]);
        let (negatives, twice_won) =
            chosen.fold((0, 0), |(n, won), class| (n + class.negatives, won + class.twice_won));
        (self.positives > 0 && negatives > 0)
            .then(|| twice_won as f64 / (2.0 * self.positives as f64 * negatives as f64))
    }
}

#[cfg(test)]
mod tests {
    use agpis_core::{MetricError, RecallAtPrecision, roc_auc};
    use proptest::prelude::*;

    use super::{Ranking, Row};

    #[test]
    fn a_class_is_measured_against_the_positives_alone() {
        let row = |score, class| Row { score, cluster: 0, class };
        let rows = vec![row(0.9, 1), row(0.8, 0), row(0.7, 2), row(0.6, 0), row(0.6, 2)];
        let areas = Ranking::of_rows(rows, 4).unwrap().areas(&[1]);
        assert_eq!(areas.of(|class| class == 1), Some(0.0));
        assert_eq!(areas.of(|class| class == 2), Some(0.625));
        assert_eq!(areas.of(|class| class == 3), None);
        assert_eq!(areas.of(|_| true), Some(2.5 / 6.0));
    }

    #[test]
    fn rows_must_fit_and_be_finite() {
        let new =
            |scores: &[f64], clusters: &[u32]| Ranking::new(&[true, false], scores, clusters).map(|_| ());
        assert_eq!(new(&[0.1, f64::INFINITY], &[0, 1]), Err(MetricError::NotFinite { index: 1 }));
        assert!(matches!(new(&[0.1], &[0]), Err(MetricError::LengthMismatch { .. })));
        assert!(matches!(new(&[0.1, 0.2], &[0]), Err(MetricError::LengthMismatch { .. })));
        assert!(matches!(Ranking::new(&[], &[], &[]), Err(MetricError::Empty)));
    }

    #[test]
    fn rows_without_weight_are_not_there() {
        let ranking = Ranking::new(&[true, false, false], &[0.5, 0.6, 0.4], &[0, 1, 2]).unwrap();
        assert_eq!(ranking.auc(&[1, 0, 1]), Some(1.0));
        assert_eq!(ranking.auc(&[1, 1]), Some(0.0));
        assert_eq!(ranking.auc(&[0, 1, 1]), None);
        assert_eq!(ranking.recall_at_precision(&[0, 1, 1], 0.5), None);
    }

    proptest! {
        /// Cluster = score modulo 3, so that rows of a cluster are spread over the ranking.
        #[test]
        fn weights_are_repetitions(
            items in prop::collection::vec((any::<bool>(), 0u32..8), 1..60),
            weights in prop::collection::vec(0u32..4, 3),
            precision in 0.0..1.0f64,
        ) {
            let labels: Vec<bool> = items.iter().map(|item| item.0).collect();
            let scores: Vec<f64> = items.iter().map(|item| f64::from(item.1)).collect();
            let clusters: Vec<u32> = items.iter().map(|item| item.1 % 3).collect();
            let ranking = Ranking::new(&labels, &scores, &clusters).unwrap();
            let repeated = (0..items.len()).flat_map(|i| vec![i; weights[clusters[i] as usize] as usize]);
            let (again, values): (Vec<bool>, Vec<f64>) = repeated.map(|i| (labels[i], scores[i])).unzip();
            prop_assert_eq!(ranking.auc(&weights), roc_auc(&again, &values).ok());
            let recall = RecallAtPrecision::compute(&again, &values, precision).ok();
            let expected = recall.filter(|_| again.contains(&true)).map(|at| at.recall);
            prop_assert_eq!(ranking.recall_at_precision(&weights, precision), expected);
        }
    }
}
