//! Writes rows.

use std::path::{Path, PathBuf};

use super::SelectionRow;
use crate::OutputError;
use crate::output::AtomicFile;

/// Writes `selections.jsonl`, which appears under its name when it is finished.
#[derive(Debug)]
pub struct SelectionWriter(AtomicFile);

impl SelectionWriter {
    /// Starts the file in `folder`, which is made if need be.
    ///
    /// # Errors
    /// If nothing can be written there: worth knowing before any work is done.
    pub fn create(folder: impl AsRef<Path>) -> Result<Self, OutputError> {
        AtomicFile::create(folder.as_ref(), "selections.jsonl").map(Self)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, row: &SelectionRow) -> Result<(), OutputError> {
        self.0.write_row(row)
    }

    /// Gives the file its name, and returns its path.
    ///
    /// # Errors
    /// If the last rows cannot be written, or the file cannot be renamed.
    pub fn finish(self) -> Result<PathBuf, OutputError> {
        self.0.finish()
    }
}
