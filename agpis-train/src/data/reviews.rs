//! Reviewed sequences as files have them, one a row, with the class that each row tells.

mod class;
#[cfg(feature = "parquet")]
mod columns;
mod date;
mod fields;
mod options;
mod problem;
mod row;

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

use agpis_io::{Line, Lines, json_kind};
use serde_json::{Map, Value};

pub(super) use self::date::Date;
pub use self::options::{ClassFrom, ReviewOptions};
pub use self::problem::{Disagreement, Problem, RowError, Skipped};
pub use self::row::Review;
use super::{DataError, RuleNames};

/// What a file of reviews holds.
///
/// # Columns
/// | Column | What | If it is missing or null |
/// |---|---|---|
/// | `id` | text or integer, unique | the number of the row |
/// | `sku` | text or integer | a bad row |
/// | `title` | text | an empty title |
/// | `images` | list of paths, in order, relative to the root folder | a bad row |
/// | `accepted` | truth value | told by `label`, or by the feedback |
/// | `label` | class index, 0 if accepted | told by `rules`, or by the feedback |
/// | `label_true` | class index without reviewers' errors | unknown |
/// | `rules` | list of ids of the rules named, the first one counts | told by the feedback |
/// | `feedback` | text | an empty one |
/// | `lang` | such as `en` or `zh` | empty |
/// | `reviewed_at` | `2021-12-31`, also with a time behind it | no date |
/// | `split` | name of the split | no split |
/// | `candidates` | list of paths of the product's other images | none |
///
/// All other columns are passed over, so the manifests of AGPIS-bench can be read as they are.
///
/// # Classes
/// A sequence is accepted if `accepted` or `label` says so or, without both, if the feedback is one of the words that
/// [`RuleNames`] has for it. A class is that of [`ClassFrom`]. A row that contradicts itself is a bad row: of which one
/// field accepts and another rejects, or which is accepted and names a rule in its feedback.
///
/// # Bad rows
/// They are skipped, counted, and the first of them listed in [`skipped`](Self::skipped). Of two rows with one id the
/// first one stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Reviews {
    /// The rows that can be used, in the order of the file.
    pub reviews: Vec<Review>,
    /// The others.
    pub skipped: Skipped,
    /// Rows of which the given class is not the one that the feedback names first. They are used.
    pub disagreements: Vec<Disagreement>,
}

impl Reviews {
    /// Reads a file with one JSON object a line, in UTF-8. A byte-order mark, CRLF and blank lines are fine.
    ///
    /// # Errors
    /// If the file cannot be read, is larger or has more rows than allowed, or holds nothing. If it ends in the middle
    /// for a fault of the disk, what comes after is a bad row.
    pub fn read_jsonl(
        path: impl AsRef<Path>,
        names: &RuleNames,
        options: &ReviewOptions,
    ) -> Result<Self, DataError> {
        let path = path.as_ref();
        let mut lines = Lines::new(BufReader::new(open(path, options)?), options.max_line_bytes);
        let mut reading = Reading::new(names, options);
        loop {
            match lines.next() {
                Ok(Some((number, Line::Text(text)))) => reading.add(number, parse(&text))?,
                Ok(Some((number, Line::TooLong))) => {
                    let expected = options.max_line_bytes;
                    reading.add(number, Err(RowError::LineTooLong { expected }))?;
                }
                Ok(None) => break,
                Err(error) => {
                    reading.add(lines.number() + 1, Err(RowError::Unreadable { actual: error.kind() }))?;
                    break;
                }
            }
        }
        reading.finish(path)
    }

    /// Reads a Parquet file with the columns of the same names; other columns are not even decoded. Dates and
    /// timestamps are fine as `reviewed_at`.
    ///
    /// # Errors
    /// As [`read_jsonl`](Self::read_jsonl), and if its description is damaged or announces too much.
    #[cfg(feature = "parquet")]
    pub fn read_parquet(
        path: impl AsRef<Path>,
        names: &RuleNames,
        options: &ReviewOptions,
    ) -> Result<Self, DataError> {
        let path = path.as_ref();
        let mut reading = Reading::new(names, options);
        for (number, fields) in (1..).zip(columns::rows(open(path, options)?, options)?) {
            reading.add(number, fields)?;
        }
        reading.finish(path)
    }
}

/// Only ordinary files: opening a pipe would wait for ever.
fn open(path: &Path, options: &ReviewOptions) -> Result<File, DataError> {
    let failed = |source| DataError::Open { path: path.to_owned(), source };
    let metadata = fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(DataError::NotAFile { path: path.to_owned() });
    }
    let (expected, actual) = (options.max_file_bytes, metadata.len());
    if actual > expected {
        return Err(DataError::FileTooLarge { expected, actual });
    }
    File::open(path).map_err(failed)
}

fn parse(text: &[u8]) -> Result<Map<String, Value>, RowError> {
    match serde_json::from_slice(text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(other) => Err(RowError::NotAnObject { actual: json_kind(&other) }),
        Err(error) => {
            let message = error.to_string();
            // Its line number is always 1 here, and would only confuse.
            let actual = message.split(" at line ").next().unwrap_or_default().to_owned();
            Err(RowError::BrokenJson { actual, column: error.column() })
        }
    }
}

/// What has been read so far.
struct Reading<'a> {
    names: &'a RuleNames,
    options: &'a ReviewOptions,
    rows: usize,
    ids: HashSet<String>,
    so_far: Reviews,
}

impl<'a> Reading<'a> {
    fn new(names: &'a RuleNames, options: &'a ReviewOptions) -> Self {
        let so_far = Reviews {
            reviews: Vec::new(),
            skipped: Skipped::listing(options.max_listed),
            disagreements: Vec::new(),
        };
        Self { names, options, rows: 0, ids: HashSet::new(), so_far }
    }

    fn add(&mut self, number: u64, fields: Result<Map<String, Value>, RowError>) -> Result<(), DataError> {
        self.rows += 1;
        if self.rows > self.options.max_rows {
            return Err(DataError::TooManyRows { expected: self.options.max_rows });
        }
        let mut id = None;
        let review = fields.and_then(|mut fields| self.review(number, &mut fields, &mut id));
        match review {
            Ok(review) => self.keep(review),
            Err(error) => self.so_far.skipped.add(Problem { row: number, id, error }),
        }
        Ok(())
    }

    fn review(
        &mut self,
        number: u64,
        fields: &mut Map<String, Value>,
        known: &mut Option<String>,
    ) -> Result<Review, RowError> {
        let id = fields::id(fields, "id", self.options)?.unwrap_or_else(|| number.to_string());
        *known = Some(id.clone());
        let review = row::read(id.clone(), number, fields, self.names, self.options)?;
        if !self.ids.insert(id.clone()) {
            return Err(RowError::RepeatedId { id });
        }
        Ok(review)
    }

    fn keep(&mut self, review: Review) {
        // An accepted sequence whose feedback names a rule did not get as far as this.
        let named = self.names.first_named(&review.feedback).filter(|&named| named != review.class);
        if let Some(named) = named {
            let (row, class) = (review.row, review.class);
            self.so_far.disagreements.push(Disagreement { row, class, named });
        }
        self.so_far.reviews.push(review);
    }

    fn finish(self, path: &Path) -> Result<Reviews, DataError> {
        if self.rows == 0 {
            return Err(DataError::Empty { path: path.to_owned() });
        }
        Ok(self.so_far)
    }
}
