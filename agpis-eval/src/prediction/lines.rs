//! Predictions as JSON lines. Files come from strangers: lines and rows are limited before they are parsed.

use std::io::{self, BufRead, Read, Write};

use super::{Prediction, PredictionError, Predictions, PredictionsError};

/// The longest line that is read: two texts of a reviewer's length many times over.
pub const MAX_LINE_BYTES: usize = 1 << 18;

/// The most rows that are read, far more than the paper's test set of some 70,000.
pub const MAX_ROWS: usize = 10_000_000;

/// A file holds no predictions, or none that can be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Reading failed.
    #[error("line {line}: cannot be read")]
    Io {
        /// 1-based line.
        line: usize,
        /// Why.
        source: io::Error,
    },
    /// A line is longer than [`MAX_LINE_BYTES`].
    #[error("line {line}: expected at most {MAX_LINE_BYTES} bytes, got more")]
    LongLine {
        /// 1-based line.
        line: usize,
    },
    /// A line is no prediction.
    #[error("line {line}: expected a prediction as a JSON object, got: {source}")]
    Json {
        /// 1-based line.
        line: usize,
        /// What the parser says.
        source: serde_json::Error,
    },
    /// A prediction is wrong by itself.
    #[error("line {line}: {source}")]
    Row {
        /// 1-based line.
        line: usize,
        /// What is wrong.
        source: PredictionError,
    },
    /// Two predictions with the same id.
    #[error("line {line}: expected unique ids, got {id:?} as in line {first}")]
    Repeated {
        /// 1-based line of the second.
        line: usize,
        /// 1-based line of the first.
        first: usize,
        /// The id.
        id: String,
    },
    /// No line holds anything.
    #[error("expected at least one prediction, got an empty file")]
    Empty,
    /// More than [`MAX_ROWS`] predictions.
    #[error("line {line}: expected at most {MAX_ROWS} predictions, got more")]
    TooMany {
        /// 1-based line of the first that is too many.
        line: usize,
    },
}

impl Predictions {
    /// Reads one [`Prediction`] a line; empty lines are passed over.
    ///
    /// # Errors
    /// If reading fails, a line is too long or no prediction, an id comes twice, or there is none at all; all
    /// but the last say which line.
    pub fn read(mut from: impl BufRead) -> Result<Self, ReadError> {
        let (mut rows, mut lines) = (Vec::new(), Vec::new());
        let mut buffer = Vec::new();
        for line in 1.. {
            if !next_line(&mut from, &mut buffer, line)? {
                break;
            }
            if buffer.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            if rows.len() == MAX_ROWS {
                return Err(ReadError::TooMany { line });
            }
            rows.push(parse(&buffer, line)?);
            lines.push(line);
        }
        Self::new(rows).map_err(|error| at_line(error, &lines))
    }

    /// Writes one [`Prediction`] a line.
    ///
    /// # Errors
    /// If writing fails.
    pub fn write(&self, mut to: impl Write) -> io::Result<()> {
        for row in self.rows() {
            serde_json::to_writer(&mut to, row)?;
            to.write_all(b"\n")?;
        }
        to.flush()
    }
}

/// Reads a line into `buffer`, at most one byte more than is allowed; false at the end of the file.
fn next_line(from: &mut impl BufRead, buffer: &mut Vec<u8>, line: usize) -> Result<bool, ReadError> {
    buffer.clear();
    // One more for the line's end.
    let limit = MAX_LINE_BYTES as u64 + 1;
    let read = from.take(limit).read_until(b'\n', buffer).map_err(|source| ReadError::Io { line, source })?;
    if buffer.last() == Some(&b'\n') {
        buffer.pop();
    }
    if buffer.len() > MAX_LINE_BYTES {
        return Err(ReadError::LongLine { line });
    }
    Ok(read > 0)
}

fn parse(bytes: &[u8], line: usize) -> Result<Prediction, ReadError> {
    let row: Prediction = serde_json::from_slice(bytes).map_err(|source| ReadError::Json { line, source })?;
    row.check().map_err(|source| ReadError::Row { line, source })?;
    Ok(row)
}

fn at_line(error: PredictionsError, lines: &[usize]) -> ReadError {
    let line = |index: usize| lines.get(index).copied().unwrap_or(0);
    match error {
        PredictionsError::Empty => ReadError::Empty,
        PredictionsError::TooMany => ReadError::TooMany { line: line(MAX_ROWS) },
        PredictionsError::Row { index, source } => ReadError::Row { line: line(index), source },
        PredictionsError::Repeated { id, first, second } => {
            ReadError::Repeated { line: line(second), first: line(first), id }
        }
    }
}
