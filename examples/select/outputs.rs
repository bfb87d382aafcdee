//! The files, and the summary for the terminal.

use std::fmt;
use std::path::{Path, PathBuf};

use agpis::{Assessment, Outcome, Probability};
use agpis_io::{OutputError, ReportWriter, SelectionRow, SelectionWriter, Summary, Thumbnails};

/// Everything that rows go into.
pub(crate) struct Outputs {
    rows: SelectionWriter,
    report: Option<ReportWriter>,
    summary: Summary,
    submitted: u64,
}

/// What was done.
pub(crate) struct Done {
    pub(crate) summary: Summary,
    /// Sequences that exceed the threshold.
    submitted: u64,
    threshold: Probability,
    files: Vec<PathBuf>,
}

impl Outputs {
    /// Starts the files in `folder`, with a report if there is a heading for it.
    pub(crate) fn create(folder: &Path, heading: Option<String>) -> Result<Self, OutputError> {
        let report = heading.map(|heading| ReportWriter::create(folder, heading)).transpose()?;
        Ok(Self { rows: SelectionWriter::create(folder)?, report, summary: Summary::default(), submitted: 0 })
    }

    /// Adds the row of a product.
    pub(crate) fn add(&mut self, row: &SelectionRow, thumbnails: &Thumbnails) -> Result<(), OutputError> {
        self.summary.add(row);
        self.rows.write(row)?;
        match &mut self.report {
            Some(report) => report.add(row, thumbnails),
            None => Ok(()),
        }
    }

    /// Counts a sequence that is worth a reviewer's time (§3.2).
    pub(crate) fn count(&mut self, outcome: &Outcome<Assessment>, threshold: Probability) {
        if matches!(outcome, Outcome::Next(assessment) if assessment.exceeds(threshold)) {
            self.submitted += 1;
        }
    }

    /// Gives the files their names.
    pub(crate) fn finish(self, threshold: Probability) -> Result<Done, OutputError> {
        let Self { rows, report, summary, submitted } = self;
        let mut files = vec![rows.finish()?];
        if let Some(report) = report {
            files.push(report.finish(&summary)?);
        }
        Ok(Done { summary, submitted, threshold, files })
    }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { summary, submitted, threshold, files } = self;
        writeln!(f, "{summary}")?;
        writeln!(f, "{submitted:>7} to be reviewed: their probability exceeds {threshold:.3}")?;
        files.iter().try_for_each(|file| writeln!(f, "{}", file.display()))
    }
}
