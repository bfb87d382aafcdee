//! What became of a whole catalogue.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::{DropRow, FateRow, SelectionRow, Status};

/// Counts over rows, in the order of their codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// Products with a sequence.
    pub selected: u64,
    /// Products without one, by the code of the reason.
    pub terminated: BTreeMap<String, u64>,
    /// Entries that could not be used, by the code of the error.
    pub invalid: BTreeMap<String, u64>,
    /// Candidate images.
    pub images: u64,
    /// Images in sequences.
    pub chosen: u64,
    /// Images dropped as non-compliant.
    pub non_compliant: u64,
    /// Images dropped as duplicates.
    pub duplicates: u64,
    /// Images that could not be read.
    pub unreadable: u64,
}

impl Summary {
    /// Counts a row.
    pub fn add(&mut self, row: &SelectionRow) {
        match (row.status, &row.termination, &row.error) {
            (Status::Selected, ..) => self.selected += 1,
            (Status::Terminated, Some(end), _) => {
                *self.terminated.entry(end.reason.clone()).or_default() += 1
            }
            (_, _, Some(error)) => *self.invalid.entry(error.code.clone()).or_default() += 1,
            _ => {}
        }
        for candidate in &row.candidates {
            self.images += 1;
            match (candidate.fate, candidate.reason) {
                (FateRow::Chosen, _) => self.chosen += 1,
                (_, Some(DropRow::NonCompliant)) => self.non_compliant += 1,
                (_, Some(DropRow::Duplicate)) => self.duplicates += 1,
                (_, Some(DropRow::Unreadable)) => self.unreadable += 1,
                _ => {}
            }
        }
    }

    /// All products, invalid ones included.
    #[must_use]
    pub fn products(&self) -> u64 {
        self.selected + self.num_terminated() + self.num_invalid()
    }

    /// Products that were terminated for any reason.
    #[must_use]
    pub fn num_terminated(&self) -> u64 {
        self.terminated.values().sum()
    }

    /// Entries that could not be used for any reason.
    #[must_use]
    pub fn num_invalid(&self) -> u64 {
        self.invalid.values().sum()
    }

    /// Whether the input had faults: invalid entries or unreadable images. A termination is none.
    #[must_use]
    pub fn has_faults(&self) -> bool {
        self.num_invalid() + self.unreadable > 0
    }
}

/// For the terminal: a few lines without a newline at the end.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (terminated, invalid) = (self.num_terminated(), self.num_invalid());
        writeln!(f, "{:>7} products", self.products())?;
        writeln!(f, "{:>7} selected", self.selected)?;
        writeln!(f, "{terminated:>7} terminated{}", Reasons(&self.terminated))?;
        writeln!(f, "{invalid:>7} invalid{}", Reasons(&self.invalid))?;
        write!(
            f,
            "{:>7} images: {} chosen, {} non-compliant, {} duplicates, {} unreadable",
            self.images, self.chosen, self.non_compliant, self.duplicates, self.unreadable
        )
    }
}

/// How often each reason came, such as `: 2 broken json, 1 duplicate sku`.
pub(crate) struct Reasons<'a>(pub(crate) &'a BTreeMap<String, u64>);

impl fmt::Display for Reasons<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (code, count)) in self.0.iter().enumerate() {
            write!(f, "{}{count} {}", if i == 0 { ": " } else { ", " }, code.replace('_', " "))?;
        }
        Ok(())
    }
}
