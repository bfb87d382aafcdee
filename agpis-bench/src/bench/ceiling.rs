//! How well the truth itself predicts what the reviewer says: the best that any model can do.

use std::fmt;

use agpis_core::{MetricError, roc_auc};

use super::Plan;
use crate::rules::Reviewer;

/// The ROC AUC, with accepted sequences as positives, of scores that know the truth and how the reviewer errs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ceiling {
    /// A score that knows only whether a rule is broken.
    pub of_truth: f64,
    /// A score that knows how plain every violation is and how the reviewer errs.
    pub of_severity: f64,
}

impl Ceiling {
    /// Over sequences of a bench with this reviewer.
    ///
    /// # Errors
    /// Unless some are accepted and some rejected.
    pub fn of<'a>(
        reviewer: &Reviewer,
        plans: impl IntoIterator<Item = &'a Plan>,
    ) -> Result<Self, MetricError> {
        let (mut accepted, mut truth, mut severity) = (Vec::new(), Vec::new(), Vec::new());
        for plan in plans {
            accepted.push(plan.class() == 0);
            truth.push(if plan.violations.is_empty() { 1.0 } else { 0.0 });
            severity.push(reviewer.accepts(&plan.violations));
        }
        Ok(Self { of_truth: roc_auc(&accepted, &truth)?, of_severity: roc_auc(&accepted, &severity)? })
    }
}

impl fmt::Display for Ceiling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "oracle's ceiling: AUC {:.3} (knowing severities {:.3})", self.of_truth, self.of_severity)
    }
}
