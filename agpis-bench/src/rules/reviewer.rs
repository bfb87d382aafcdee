//! A reviewer: someone who sees most of what is wrong, most of the time.

use agpis_core::RuleCategory;

use super::review::Violation;
use super::table;
use crate::stream::Stream;
use crate::text::{QUALIFIED, Title, feedback_all};

/// How a reviewer errs.
///
/// A violation of severity `s` is noticed with probability `lapse + (1 − 2·lapse)·σ((s − threshold)/slope)`, a
/// psychometric curve with lapses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reviewer {
    /// The share of answers given without looking.
    pub lapse: f64,
    /// The severity that is noticed half the time.
    pub threshold: f64,
    /// How fast noticing grows with severity.
    pub slope: f64,
    /// The share of sequences without a violation that are rejected all the same.
    pub false_alarms: f64,
    /// How often the rule that is named is one like it.
    pub confusion: f64,
}

impl Default for Reviewer {
    /// Three in a hundred good sequences are rejected, and about ten in a hundred bad ones pass.
    fn default() -> Self {
        Self { lapse: 0.02, threshold: 0.2, slope: 0.06, false_alarms: 0.03, confusion: 0.03 }
    }
}

/// What a reviewer says of a sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What is said to be wrong, the first one first; empty if the sequence is accepted.
    pub violations: Vec<Violation>,
    /// In words; `yes` or `通过` if accepted.
    pub feedback: String,
}

impl Verdict {
    /// 0 if accepted, `1..=43` for the first rule named, 44 for other.
    #[must_use]
    pub fn class(&self) -> usize {
        class(&self.violations)
    }

    /// The ids of the rules named.
    pub fn rules(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.violations.iter().map(|violation| violation.rule)
    }
}

/// The class of a sequence with these violations, by the first of them.
pub(crate) fn class(violations: &[Violation]) -> usize {
    violations.first().map_or(0, |violation| table::class(violation.rule))
}

impl Reviewer {
    /// Never errs.
    #[must_use]
    pub fn perfect() -> Self {
        Self { lapse: 0.0, threshold: -1.0, slope: 0.01, false_alarms: 0.0, confusion: 0.0 }
    }

    /// The probability that a violation of this severity is noticed.
    #[must_use]
    pub fn notices(&self, severity: f32) -> f64 {
        let x = (f64::from(severity) - self.threshold) / self.slope;
        self.lapse + (1.0 - 2.0 * self.lapse) / (1.0 + libm::exp(-x))
    }

    /// The probability that a sequence with these violations is accepted.
    #[must_use]
    pub fn accepts(&self, violations: &[Violation]) -> f64 {
        match violations {
            [] => 1.0 - self.false_alarms,
            some => some.iter().map(|violation| 1.0 - self.notices(violation.severity)).product(),
        }
    }

    /// The verdict on a sequence of `length` images of which this is true.
    pub(crate) fn judge(
        &self,
        truth: &[Violation],
        title: &Title,
        length: usize,
        stream: &mut Stream,
    ) -> Verdict {
        let mut chance = |p: f64| f64::from(stream.unit()) < p;
        let mut violations: Vec<Violation> =
            truth.iter().filter(|violation| chance(self.notices(violation.severity))).cloned().collect();
        if truth.is_empty() && chance(self.false_alarms) {
            violations.push(imagined(length, stream));
        }
        // Reviewers name what they happen to see first.
        stream.shuffle(&mut violations);
        for violation in &mut violations {
            if f64::from(stream.unit()) < self.confusion {
                confuse(violation);
            }
        }
        let feedback = match violations.as_slice() {
            [] => QUALIFIED.of(title.language).to_owned(),
            some => feedback_all(some, title, stream),
        };
        Verdict { violations, feedback }
    }
}

/// Something that is not there.
fn imagined(length: usize, stream: &mut Stream) -> Violation {
    let ids: Vec<&str> = table::ids().collect();
    let rule = ids[stream.weighted(ids.iter().map(|id| table::weight(id) as f32))];
    let images = match table::category(rule) {
        Some(RuleCategory::SingleImage) => vec![stream.below(length)],
        Some(RuleCategory::ImagePair) if length > 1 => {
            let second = 1 + stream.below(length - 1);
            vec![stream.below(second), second]
        }
        _ => (0..length).collect(),
    };
    Violation::new(rule, 0.0, images)
}

/// Rules that are taken for each other.
const ALIKE: [[&str; 2]; 14] = [
    ["P01", "P02"],
    ["P03", "M06"],
    ["P05", "P04"],
    ["P07", "P06"],
    ["S01", "S03"],
    ["S02", "S04"],
    ["S07", "S03"],
    ["S08", "S09"],
    ["S11", "S12"],
    ["S15", "S17"],
    ["S18", "S13"],
    ["S19", "S18"],
    ["M01", "M02"],
    ["M08", "M12"],
];

/// Names a rule like the right one, and then says no more than where.
fn confuse(violation: &mut Violation) {
    let other = ALIKE.iter().find_map(|&[one, two]| match violation.rule {
        rule if rule == one => Some(two),
        rule if rule == two => Some(one),
        _ => None,
    });
    if let Some(rule) = other {
        (violation.rule, violation.what, violation.what2) = (rule, None, None);
    }
}
