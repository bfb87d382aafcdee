//! What a model is worth, with how sure one can be of it.

use std::fmt;

use agpis_core::{MetricError, RecallAtPrecision, roc_auc};

/// An area under the ROC curve on held-out data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Auc {
    /// The area.
    pub value: f64,
    /// Its standard error (Hanley and McNeil 1982).
    pub standard_error: f64,
    /// Positives.
    pub positives: usize,
    /// Negatives.
    pub negatives: usize,
}

impl Auc {
    /// # Errors
    /// As [`roc_auc`].
    pub fn compute(positive: &[bool], scores: &[f64]) -> Result<Self, MetricError> {
        let value = roc_auc(positive, scores)?;
        let positives = positive.iter().filter(|p| **p).count();
        let negatives = positive.len() - positives;
        let standard_error = hanley_mcneil(value, positives as f64, negatives as f64);
        Ok(Self { value, standard_error, positives, negatives })
    }
}

fn hanley_mcneil(auc: f64, positives: f64, negatives: f64) -> f64 {
    let q1 = auc / (2.0 - auc);
    let q2 = 2.0 * auc * auc / (1.0 + auc);
    let variance =
        auc * (1.0 - auc) + (positives - 1.0) * (q1 - auc * auc) + (negatives - 1.0) * (q2 - auc * auc);
    (variance.max(0.0) / (positives * negatives)).sqrt()
}

impl fmt::Display for Auc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { value, standard_error, positives, negatives } = self;
        write!(f, "{value:.3} ± {standard_error:.3} ({positives} positives, {negatives} negatives)")
    }
}

/// The threshold above which at least `precision` of the scores are positives, and as many
/// positives as possible; the strictest one if no threshold is that good. "Above" is meant strictly,
/// as the pipeline compares.
///
/// # Errors
/// As [`RecallAtPrecision::compute`].
pub fn threshold_for_precision(
    positive: &[bool],
    scores: &[f64],
    precision: f64,
) -> Result<f32, MetricError> {
    let at_least = RecallAtPrecision::compute(positive, scores, precision)?.threshold;
    Ok(at_least.map_or(1.0, |t| (t as f32).next_down().clamp(0.0, 1.0)))
}

/// The threshold above which lie at least `share` of the positives.
///
/// # Errors
/// If there is no positive.
pub fn threshold_for_recall(positive: &[bool], scores: &[f64], share: f64) -> Result<f32, MetricError> {
    let positives = sorted_scores(positive, scores, true)?;
    let below = (positives.len() as f64 * (1.0 - share)) as usize;
    Ok((positives[below.min(positives.len() - 1)] as f32).next_down().clamp(0.0, 1.0))
}

/// The threshold above which lie at most `share` of the negatives.
///
/// # Errors
/// If there is no negative.
pub fn threshold_for_false_positives(
    positive: &[bool],
    scores: &[f64],
    share: f64,
) -> Result<f32, MetricError> {
    let negatives = sorted_scores(positive, scores, false)?;
    let allowed = (negatives.len() as f64 * share) as usize;
    let highest_refused = negatives.len().checked_sub(allowed + 1).map(|i| negatives[i] as f32);
    Ok(highest_refused.map_or(0.0, f32::next_up).clamp(0.0, 1.0))
}

/// The scores of one class, ascending; never empty.
fn sorted_scores(positive: &[bool], scores: &[f64], class: bool) -> Result<Vec<f64>, MetricError> {
    let own = positive.iter().zip(scores).filter(|(p, _)| **p == class).map(|(_, s)| *s);
    let mut own: Vec<f64> = own.collect();
    own.sort_by(f64::total_cmp);
    if own.is_empty() { Err(MetricError::OneClass) } else { Ok(own) }
}

#[cfg(test)]
mod tests {
    use super::{Auc, threshold_for_false_positives, threshold_for_precision, threshold_for_recall};

    const LABELS: [bool; 6] = [true, true, false, true, false, false];
    const SCORES: [f64; 6] = [0.9, 0.8, 0.7, 0.6, 0.4, 0.1];

    #[test]
    fn the_standard_error_is_that_of_hanley_and_mcneil() {
        // Their example: an area of 0.893 with 51 abnormal and 58 normal cases has 0.032.
        assert!((super::hanley_mcneil(0.893, 51.0, 58.0) - 0.032).abs() < 0.001);
        let auc = Auc::compute(&LABELS, &SCORES).unwrap();
        assert_eq!((auc.positives, auc.negatives), (3, 3));
    }

    #[test]
    fn thresholds_are_exceeded_strictly() {
        let above = |t: f32| SCORES.iter().filter(|s| **s as f32 > t).count();
        assert_eq!(above(threshold_for_precision(&LABELS, &SCORES, 1.0).unwrap()), 2);
        assert_eq!(above(threshold_for_precision(&LABELS, &SCORES, 0.75).unwrap()), 4);
        assert_eq!(above(threshold_for_recall(&LABELS, &SCORES, 1.0).unwrap()), 4);
        assert_eq!(above(threshold_for_false_positives(&LABELS, &SCORES, 0.34).unwrap()), 4);
        assert_eq!(above(threshold_for_false_positives(&LABELS, &SCORES, 0.0).unwrap()), 2);
    }
}
