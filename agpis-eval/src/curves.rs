//! ROC and precision–recall curves: every threshold exactly, and thinned for drawing.

use crate::Ranking;

/// False positive rate and true positive rate at every threshold, from (0, 0) to (1, 1); the area under the straight
/// lines between them is the AUC. Nothing if a class is missing.
#[must_use]
pub fn roc_curve(ranking: &Ranking) -> Option<Vec<(f64, f64)>> {
    let ones = ranking.ones();
    let all = ranking.thresholds(&ones).last().filter(|all| all.positives > 0 && all.negatives > 0)?;
    let at = ranking
        .thresholds(&ones)
        .map(|at| (at.negatives as f64 / all.negatives as f64, at.positives as f64 / all.positives as f64));
    Some(std::iter::once((0.0, 0.0)).chain(at).collect())
}

/// Recall and precision at every threshold, from the highest down. Between them the curve is no straight line.
/// Nothing without positives.
#[must_use]
pub fn precision_recall_curve(ranking: &Ranking) -> Option<Vec<(f64, f64)>> {
    let ones = ranking.ones();
    let all = ranking.thresholds(&ones).last().filter(|all| all.positives > 0)?;
    let at = ranking.thresholds(&ones).map(|at| {
        let taken = (at.positives + at.negatives) as f64;
        (at.positives as f64 / all.positives as f64, at.positives as f64 / taken)
    });
    Some(at.collect())
}

/// Leaves out points that are nearer than `step`, in both directions, to the last one kept. The ends stay.
#[must_use]
pub fn thin(points: &[(f64, f64)], step: f64) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for (i, &(x, y)) in points.iter().enumerate() {
        let is_end = i == 0 || i + 1 == points.len();
        let is_far = |last: &(f64, f64)| (x - last.0).abs() >= step || (y - last.1).abs() >= step;
        if is_end || kept.last().is_none_or(is_far) {
            kept.push((x, y));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{precision_recall_curve, roc_curve, thin};
    use crate::Ranking;

    fn ranking(items: &[(bool, u8)]) -> Ranking {
        let (positive, scores): (Vec<bool>, Vec<f64>) = items.iter().map(|&(l, s)| (l, f64::from(s))).unzip();
        Ranking::new(&positive, &scores, &vec![0; items.len()]).unwrap()
    }

    #[test]
    fn curves_have_a_point_for_each_threshold() {
        let ranking = ranking(&[(true, 9), (false, 8), (true, 7), (true, 7), (false, 1)]);
        let third = 1.0 / 3.0;
        assert_eq!(
            roc_curve(&ranking).unwrap(),
            [(0.0, 0.0), (0.0, third), (0.5, third), (0.5, 1.0), (1.0, 1.0)]
        );
        assert_eq!(
            precision_recall_curve(&ranking).unwrap(),
            [(third, 1.0), (third, 0.5), (1.0, 0.75), (1.0, 0.6)]
        );
    }

    #[test]
    fn one_class_has_no_roc_curve() {
        assert_eq!(roc_curve(&ranking(&[(true, 1)])), None);
        assert_eq!(precision_recall_curve(&ranking(&[(false, 1)])), None);
    }

    #[test]
    fn thinning_keeps_the_ends_and_the_shape() {
        let line: Vec<(f64, f64)> = (0..=10_000).map(|i| (f64::from(i) / 1e4, f64::from(i) / 1e4)).collect();
        let thinned = thin(&line, 0.01);
        assert!((90..=110).contains(&thinned.len()), "{}", thinned.len());
        assert_eq!((thinned[0], thinned[thinned.len() - 1]), ((0.0, 0.0), (1.0, 1.0)));
        assert!(thinned.windows(2).all(|pair| pair[1].0 - pair[0].0 <= 0.011));
        assert_eq!(thin(&[], 0.1), []);
    }

    proptest! {
        #[test]
        fn the_area_under_the_roc_curve_is_the_auc(items in prop::collection::vec((any::<bool>(), 0u8..9), 1..50)) {
            let ranking = ranking(&items);
            let trapezoids = roc_curve(&ranking).map(|points| {
                points.windows(2).map(|p| (p[1].0 - p[0].0) * (p[1].1 + p[0].1) / 2.0).sum::<f64>()
            });
            match (trapezoids, ranking.auc(&[1])) {
                (Some(area), Some(auc)) => prop_assert!((area - auc).abs() < 1e-12),
                (area, auc) => prop_assert_eq!(area, auc),
            }
        }
    }
}
