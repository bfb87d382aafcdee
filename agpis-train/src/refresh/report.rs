//! What a renewal did, in words: for the terminal, and for the card of the new version.

use std::fmt;

use super::Refreshed;
use crate::Calibrated;

impl Refreshed {
    /// The model card.
    pub(super) fn card(&self) -> String {
        let served = if self.is_switched { "let serve" } else { "not let serve" };
        format!(
            "# Bundle {}\n\nTrained on reviews, from the weights of {}; when it was made, it was {served}.\n\n```text\n{self}\n```\n",
            self.name, self.before
        )
    }

    fn verdict(&self) -> String {
        let Self { name, before, min_difference, .. } = self;
        match (self.is_switched, &self.difference) {
            (true, _) => format!("{name} serves now, in place of {before}"),
            (false, None) => {
                format!("{before} still serves: without both kinds of test sequences nothing can be compared")
            }
            (false, Some(_)) => {
                format!("{before} still serves: {name} is not surely better by more than {min_difference}")
            }
        }
    }
}

impl fmt::Display for Refreshed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for note in self.notes.iter().chain(&self.stage1.notes) {
            writeln!(f, "{note}")?;
        }
        for (name, calibrated) in
            [("primary model", self.stage1.primary), ("compliance model", self.stage1.non_compliant)]
        {
            match calibrated {
                Some(calibrated) => writeln!(f, "{name}: {calibrated}")?,
                None => writeln!(f, "{name}: as before")?,
            }
        }
        if let Some(difference) = &self.difference {
            let (old, new) = (difference.reference.mean(), difference.model.mean());
            write!(f, "MUIsC: AUC on test sequences {old:.4} before, {new:.4} after")?;
            write!(f, ", difference {:+.4}", difference.difference.value)?;
            match difference.difference.interval {
                Some(interval) => writeln!(f, " ({:+.4} to {:+.4})", interval.low, interval.high)?,
                None => writeln!(f, " (too few products for an interval)")?,
            }
        }
        write!(f, "{}", self.verdict())
    }
}

impl fmt::Display for Calibrated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { threshold, before, after, is_new, test } = self;
        let taken = if *is_new { "the new one is taken" } else { "the old one stays" };
        write!(
            f,
            "AUC on validation images {before} before, {after} after, so {taken}, with threshold {threshold:.4}"
        )?;
        test.map_or(Ok(()), |test| write!(f, "; on test images {test}"))
    }
}
