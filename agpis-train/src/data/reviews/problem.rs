//! What can be wrong with a row.

use std::{fmt, io};

/// A row cannot be used; the file goes on with the next. The messages name no paths.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// The line is not JSON.
    #[error("expected a JSON object on one line: {actual}, column {column}")]
    BrokenJson {
        /// What the parser said.
        actual: String,
        /// 1-based byte at which it gave up; 0 if it did not say.
        column: usize,
    },
    /// The line is JSON, but no object.
    #[error("expected a JSON object, got {actual}")]
    NotAnObject {
        /// What it is instead.
        actual: &'static str,
    },
    /// The line is too long.
    #[error("expected a line of at most {expected} bytes, got a longer one")]
    LineTooLong {
        /// [`ReviewOptions::max_line_bytes`](super::ReviewOptions::max_line_bytes).
        expected: usize,
    },
    /// A field that every row has is missing or empty.
    #[error("expected a value in the field \"{field}\", got none")]
    Missing {
        /// Its name.
        field: &'static str,
    },
    /// A field has a value of the wrong kind.
    #[error("expected {expected} in the field \"{field}\", got {actual}")]
    WrongField {
        /// Its name.
        field: &'static str,
        /// What belongs there.
        expected: &'static str,
        /// What is there.
        actual: &'static str,
    },
    /// A text is too long.
    #[error("expected at most {expected} bytes in the field \"{field}\", got {actual}")]
    TooLong {
        /// Its name.
        field: &'static str,
        /// The limit.
        expected: usize,
        /// Its length in bytes.
        actual: usize,
    },
    /// A list is too long.
    #[error("expected at most {expected} entries in the field \"{field}\", got {actual}")]
    TooMany {
        /// Its name.
        field: &'static str,
        /// The limit.
        expected: usize,
        /// Its length.
        actual: usize,
    },
    /// A path leads out of the root folder.
    #[error("expected paths inside the root folder in the field \"{field}\", entry {entry} leads out of it")]
    OutsidePath {
        /// The name of the field.
        field: &'static str,
        /// 1-based place in the list.
        entry: usize,
    },
    /// A date is none.
    #[error("expected a date such as 2021-12-31 in the field \"reviewed_at\", got another text")]
    WrongDate,
    /// Nothing tells whether the sequence was accepted.
    #[error("expected \"accepted\", \"label\" or feedback, got none of them")]
    NoVerdict,
    /// One field accepts, another rejects.
    #[error("expected one verdict, {accepts} accepts and {rejects} rejects")]
    Contradiction {
        /// What says that the sequence was accepted.
        accepts: &'static str,
        /// What says that it was rejected.
        rejects: &'static str,
    },
    /// There is no such class.
    #[error("expected a class index of at most {expected} in the field \"{field}\", got {actual}")]
    NoSuchClass {
        /// The name of the field.
        field: &'static str,
        /// The last class, `other`.
        expected: usize,
        /// What is there.
        actual: u64,
    },
    /// An earlier row has the same id; that one stands.
    #[error("expected unique ids, got {id} again")]
    RepeatedId {
        /// The id that came twice.
        id: String,
    },
    /// The sequence is longer or shorter than those that are learnt.
    #[error("expected a sequence of {expected} images, got {actual}")]
    WrongLength {
        /// [`OpenOptions::length`](crate::data::OpenOptions::length).
        expected: usize,
        /// How many there are.
        actual: usize,
    },
    /// A picture cannot be read or decoded. The paper, too, keeps only samples with valid images (§4.1).
    #[error("expected a readable image {image}, got: {actual}")]
    Picture {
        /// 1-based position in the sequence.
        image: usize,
        /// What its reader said.
        actual: String,
    },
    /// The row, or the rest of the file, cannot be read.
    #[error("expected a readable row, got: {actual}")]
    Unreadable {
        /// What the system said.
        actual: io::ErrorKind,
    },
    /// The row, or the rest of a Parquet file, cannot be decoded.
    #[error("expected a sound row, got: {actual}")]
    Damaged {
        /// What the reader said.
        actual: String,
    },
}

/// A row that is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of a JSONL file, or the row of a Parquet file, counted from 1.
    pub row: u64,
    /// The id of the review, if it is known.
    pub id: Option<String>,
    /// Why.
    pub error: RowError,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(id) => write!(f, "row {} ({id}): {}", self.row, self.error),
            None => write!(f, "row {}: {}", self.row, self.error),
        }
    }
}

/// The rows that are not used: how many, and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// How many there are.
    pub count: usize,
    /// The first ones, in the order of the file.
    pub first: Vec<Problem>,
    limit: usize,
}

impl Skipped {
    pub(in crate::data) fn listing(limit: usize) -> Self {
        Self { count: 0, first: Vec::new(), limit }
    }

    pub(in crate::data) fn add(&mut self, problem: Problem) {
        self.count += 1;
        if self.first.len() < self.limit {
            self.first.push(problem);
        }
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows skipped", self.count)?;
        self.first.iter().try_for_each(|problem| write!(f, "\n  {problem}"))?;
        match self.count - self.first.len() {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

/// A row whose given class is not the one that its feedback names first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The line of a JSONL file, or the row of a Parquet file, counted from 1.
    pub row: u64,
    /// The class that is given, and used.
    pub class: usize,
    /// The class of the rule that the feedback names first.
    pub named: usize,
}
