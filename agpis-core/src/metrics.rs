//! ROC AUC and Recall@Precision (§4.1). The positive class is "qualified" unless you score something else.

/// The metric is not defined for these scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MetricError {
    /// One label for every score.
    #[error("expected one label for every score, got {labels} labels and {scores} scores")]
    LengthMismatch {
        /// Number of labels.
        labels: usize,
        /// Number of scores.
        scores: usize,
    },
    /// A score is NaN or infinite.
    #[error("expected finite scores, score {index} is not")]
    NotFinite {
        /// The first such score.
        index: usize,
    },
    /// There is no score at all.
    #[error("expected at least one score, got none")]
    Empty,
    /// All labels are the same.
    #[error("expected positives and negatives, got one class only")]
    OneClass,
}

/// Area under the ROC curve: the probability that a random positive scores higher than a random
/// negative, a tie counting one half. By sorting, in O(n log n).
///
/// # Errors
/// If there are no scores, not one label for each, a score is not finite, or one class is missing.
pub fn roc_auc(positive: &[bool], scores: &[f64]) -> Result<f64, MetricError> {
    let groups = tie_groups(positive, scores)?;
    let (positives, negatives) = totals(&groups);
    if positives == 0 || negatives == 0 {
        return Err(MetricError::OneClass);
    }
    // From the highest score down: each negative loses to the positives before it. Counts are exact in u128.
    let mut above = 0u128;
    let mut twice_won = 0u128;
    for group in &groups {
        twice_won += u128::from(group.negatives) * (2 * above + u128::from(group.positives));
        above += u128::from(group.positives);
    }
    Ok(twice_won as f64 / (2.0 * positives as f64 * negatives as f64))
}

/// The largest recall among the thresholds whose precision is at least a given one: R@P.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RecallAtPrecision {
    /// The recall, 0 if no threshold reaches the precision.
    pub recall: f64,
    /// The highest threshold with that recall ("score at least"), if there is one.
    pub threshold: Option<f64>,
}

impl RecallAtPrecision {
    /// R@P for the precision `precision`, such as 0.9.
    ///
    /// # Errors
    /// If there are no scores, not one label for each, or a score is not finite. Without positives
    /// the recall is 0.
    pub fn compute(positive: &[bool], scores: &[f64], precision: f64) -> Result<Self, MetricError> {
        let groups = tie_groups(positive, scores)?;
        let (positives, _) = totals(&groups);
        let mut best = Self { recall: 0.0, threshold: None };
        let (mut hits, mut taken) = (0u64, 0u64);
        for group in &groups {
            hits += group.positives;
            taken += group.positives + group.negatives;
            let recall = if positives == 0 { 0.0 } else { hits as f64 / positives as f64 };
            if hits as f64 / taken as f64 >= precision && recall > best.recall {
                best = Self { recall, threshold: Some(group.score) };
            }
        }
        Ok(best)
    }
}

struct TieGroup {
    score: f64,
    positives: u64,
    negatives: u64,
}

/// Groups of equal scores, from the highest down.
fn tie_groups(positive: &[bool], scores: &[f64]) -> Result<Vec<TieGroup>, MetricError> {
    if positive.len() != scores.len() {
        return Err(MetricError::LengthMismatch { labels: positive.len(), scores: scores.len() });
    }
    if let Some(index) = scores.iter().position(|s| !s.is_finite()) {
        return Err(MetricError::NotFinite { index });
    }
    let mut sorted: Vec<(f64, bool)> = scores.iter().copied().zip(positive.iter().copied()).collect();
    if sorted.is_empty() {
        return Err(MetricError::Empty);
    }
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    // `==` and not `total_cmp`: zero and negative zero tie.
    Ok(sorted
        .chunk_by(|a, b| a.0 == b.0)
        .map(|group| {
            let positives = group.iter().filter(|(_, positive)| *positive).count() as u64;
            TieGroup { score: group[0].0, positives, negatives: group.len() as u64 - positives }
        })
        .collect())
}

fn totals(groups: &[TieGroup]) -> (u64, u64) {
    groups.iter().fold((0, 0), |(p, n), group| (p + group.positives, n + group.negatives))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MetricError, RecallAtPrecision, roc_auc};

    #[test]
    fn ties_count_one_half() {
        assert_eq!(roc_auc(&[true, false], &[0.5, 0.5]), Ok(0.5));
        assert_eq!(roc_auc(&[true, false, true], &[0.9, 0.5, 0.5]), Ok(0.75));
    }

    #[test]
    fn undefined_cases_are_errors() {
        assert_eq!(roc_auc(&[], &[]), Err(MetricError::Empty));
        assert_eq!(roc_auc(&[true], &[0.1]), Err(MetricError::OneClass));
        assert_eq!(roc_auc(&[true, false], &[0.1, f64::NAN]), Err(MetricError::NotFinite { index: 1 }));
        assert!(matches!(roc_auc(&[true], &[]), Err(MetricError::LengthMismatch { .. })));
    }

    #[test]
    fn recall_at_precision_reports_its_threshold() {
        let labels = [true, true, false, true];
        let scores = [0.9, 0.8, 0.7, 0.6];
        let at = |p| RecallAtPrecision::compute(&labels, &scores, p).unwrap();
        assert_eq!((at(1.0).recall, at(1.0).threshold), (2.0 / 3.0, Some(0.8)));
        assert_eq!((at(0.75).recall, at(0.75).threshold), (1.0, Some(0.6)));
        let hopeless = RecallAtPrecision::compute(&[false, true], &[0.9, 0.1], 0.9).unwrap();
        assert_eq!((hopeless.recall, hopeless.threshold), (0.0, None));
    }

    proptest! {
        #[test]
        fn auc_equals_the_count_over_all_pairs(items in prop::collection::vec((any::<bool>(), 0u8..6), 2..60)) {
            let (labels, scores): (Vec<bool>, Vec<f64>) = items.iter().map(|&(l, s)| (l, f64::from(s))).unzip();
            let pairs: Vec<f64> = items.iter().filter(|p| p.0).flat_map(|p| {
                items.iter().filter(|n| !n.0).map(move |n| match p.1.cmp(&n.1) {
                    std::cmp::Ordering::Greater => 1.0,
                    std::cmp::Ordering::Equal => 0.5,
                    std::cmp::Ordering::Less => 0.0,
                })
            }).collect();
            match roc_auc(&labels, &scores) {
                Err(error) => prop_assert!(pairs.is_empty() && error == MetricError::OneClass),
                Ok(auc) => prop_assert!((auc - pairs.iter().sum::<f64>() / pairs.len() as f64).abs() < 1e-12),
            }
        }
    }
}
