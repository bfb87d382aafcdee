//! What became of a whole file of sequences.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::{ScoreRow, ScoreStatus};
use crate::summary::Reasons;

/// Counts over rows, in the order of their codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ScoreSummary {
    /// Sequences that were judged.
    pub scored: u64,
    /// Sequences with an image that could not be read.
    pub unreadable: u64,
    /// Entries that could not be used, by the code of the error.
    pub invalid: BTreeMap<String, u64>,
}

impl ScoreSummary {
    /// Counts a row.
    pub fn add(&mut self, row: &ScoreRow) {
        match (row.status, &row.error) {
            (ScoreStatus::Scored, _) => self.scored += 1,
            (ScoreStatus::Unreadable, _) => self.unreadable += 1,
            (ScoreStatus::Invalid, Some(error)) => *self.invalid.entry(error.code.clone()).or_default() += 1,
            (ScoreStatus::Invalid, None) => {}
        }
    }

    /// All sequences, invalid ones included.
    #[must_use]
    pub fn sequences(&self) -> u64 {
        self.scored + self.unreadable + self.num_invalid()
    }

    /// Entries that could not be used for any reason.
    #[must_use]
    pub fn num_invalid(&self) -> u64 {
        self.invalid.values().sum()
    }

    /// Whether a sequence was not judged.
    #[must_use]
    pub fn has_faults(&self) -> bool {
        self.unreadable + self.num_invalid() > 0
    }
}

/// For the terminal: a few lines without a newline at the end.
impl fmt::Display for ScoreSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>7} sequences", self.sequences())?;
        writeln!(f, "{:>7} scored", self.scored)?;
        writeln!(f, "{:>7} unreadable", self.unreadable)?;
        write!(f, "{:>7} invalid{}", self.num_invalid(), Reasons(&self.invalid))
    }
}
