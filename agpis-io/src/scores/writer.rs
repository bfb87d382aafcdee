//! Writes rows.

use std::path::{Path, PathBuf};

use super::ScoreRow;
use crate::OutputError;
use crate::output::AtomicFile;

/// Writes a file of rows, which appears under its name when it is finished.
#[derive(Debug)]
pub struct ScoreWriter(AtomicFile);

impl ScoreWriter {
    /// Starts `file`, whose folder is made if need be.
    ///
    /// # Errors
    /// If it cannot be written: worth knowing before any work is done.
    pub fn create(file: impl AsRef<Path>) -> Result<Self, OutputError> {
        AtomicFile::at(file.as_ref()).map(Self)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, row: &ScoreRow) -> Result<(), OutputError> {
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
