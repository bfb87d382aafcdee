//! Rules and predictions for tests, drawn by a generator of three lines.

#![allow(dead_code, reason = "each test takes what it needs")]

use agpis_core::{Rule, RuleCategory, RuleSet};
use agpis_eval::{Prediction, Predictions};

/// One rule of each category and two of the first: classes 1 to 4, other is 5.
pub(crate) fn rules() -> RuleSet {
    let rule = |id: &str, name: &str, category| Rule { id: id.into(), name: name.into(), category };
    let rules = vec![
        rule("S01", "logo on image", RuleCategory::SingleImage),
        rule("S02", "dark image", RuleCategory::SingleImage),
        rule("P01", "repeated image", RuleCategory::ImagePair),
        rule("M01", "wrong order", RuleCategory::MultiImage),
    ];
    RuleSet::new(rules).expect("a rule set")
}

pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x1234_5678)
    }

    /// In 0..1.
    pub(crate) fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1u64 << 31) as f64
    }

    /// About normal, by the sum of twelve.
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.share()).sum::<f64>() - 6.0
    }
}

/// `n` rows, three to a SKU, labels the same for every seed, scores the better the smaller `noise` is.
pub(crate) fn rows(n: usize, noise: f64, seed: u64) -> Vec<Prediction> {
    let (mut labels, mut scores) = (Random::new(1), Random::new(seed + 100));
    let row = |i: usize| {
        let label = if labels.share() < 0.6 { 0 } else { 1 + (labels.share() * 5.0) as usize };
        let middle = if label == 0 { 0.65 } else { 0.4 };
        // Two decimals make ties.
        let p = (middle + noise * scores.normal()).clamp(0.0, 1.0);
        let mut row =
            Prediction::new(format!("seq-{i}"), format!("sku-{}", i / 3), label, (p * 100.0).round() / 100.0);
        row.predicted = Some(if scores.share() < 0.7 { label } else { 0 });
        row
    };
    (0..n).map(row).collect()
}

pub(crate) fn predictions(n: usize, noise: f64, seed: u64) -> Predictions {
    Predictions::new(rows(n, noise, seed)).expect("predictions")
}
