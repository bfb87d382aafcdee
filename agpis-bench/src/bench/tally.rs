//! The offline form of §5.1: what a reviewer makes of a pipeline's output.

use std::collections::BTreeMap;

use crate::rules::Verdict;

/// What became of the products that a pipeline was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub products: u64,
    /// Those of which a sequence was submitted.
    pub submitted: u64,
    /// Those whose sequence the reviewer rejected.
    pub rejected: u64,
    /// Rejections by the rule named first.
    pub by_rule: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// A product without a sequence, or with one that was not submitted.
    pub fn add_nothing(&mut self) {
        self.products += 1;
    }

    /// A product whose sequence was reviewed.
    pub fn add(&mut self, verdict: &Verdict) {
        self.products += 1;
        self.submitted += 1;
        if let Some(rule) = verdict.rules().next() {
            self.rejected += 1;
            *self.by_rule.entry(rule).or_default() += 1;
        }
    }

    /// The share of submitted sequences that are rejected; `None` if nothing was submitted.
    #[must_use]
    pub fn reject_rate(&self) -> Option<f64> {
        (self.submitted > 0).then(|| self.rejected as f64 / self.submitted as f64)
    }

    /// The share of products with a submitted sequence; `None` without products. It belongs beside every reject rate,
    /// which a stricter threshold always lowers.
    #[must_use]
    pub fn submission_rate(&self) -> Option<f64> {
        (self.products > 0).then(|| self.submitted as f64 / self.products as f64)
    }

    /// The reject rate's Wilson interval at 95 %.
    #[must_use]
    pub fn interval(&self) -> Option<[f64; 2]> {
        const Z: f64 = 1.959_964;
        let (n, p) = (self.submitted as f64, self.reject_rate()?);
        let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        Some([(middle - half).max(0.0), (middle + half).min(1.0)])
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;
    use crate::rules::{Verdict, Violation};

    fn verdict(rule: Option<&'static str>) -> Verdict {
        let violations = rule.into_iter().map(|rule| Violation::new(rule, 0.5, vec![0])).collect();
        Verdict { violations, feedback: String::new() }
    }

    #[test]
    fn rates_are_of_what_was_submitted() {
        let mut tally = Tally::default();
        assert_eq!((tally.reject_rate(), tally.submission_rate(), tally.interval()), (None, None, None));
        tally.add_nothing();
        [Some("S01"), Some("S01"), None, None].map(verdict).iter().for_each(|verdict| tally.add(verdict));
        assert_eq!(tally.reject_rate(), Some(0.5));
        assert_eq!(tally.submission_rate(), Some(0.8));
        assert_eq!(tally.by_rule["S01"], 2);
        // Wilson (1927), for 2 of 4.
        let [low, high] = tally.interval().unwrap();
        assert!((low - 0.150).abs() < 1e-3 && (high - 0.850).abs() < 1e-3, "{low} {high}");
    }
}
