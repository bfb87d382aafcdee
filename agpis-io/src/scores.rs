//! `scores.jsonl`: one JSON row for every sequence of a file, in its order.

mod convert;
mod summary;
mod writer;

use agpis_core::Probability;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::summary::ScoreSummary;
pub use self::writer::ScoreWriter;
use crate::{ErrorRow, UnreadableImage, rows};

/// The version of the row format, written into every row.
const SCHEMA: u32 = 1;

/// What became of one sequence that somebody else put together.
///
/// Probabilities are rounded to six decimals, `p_nlg` to six digits, and nothing in a row differs between two runs, so that
/// files can be compared byte by byte. Fields that do not apply are left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScoreRow {
    /// Version of this format: 1.
    pub schema: u32,
    /// The sequence; null if its line does not say.
    pub id: Option<String>,
    /// Its title.
    pub title: String,
    /// What became of it.
    pub status: ScoreStatus,
    /// Its images in order, as the input names them.
    pub images: Vec<String>,
    /// Probability that a reviewer accepts the sequence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_qualified: Option<f64>,
    /// Probability of every class by its id, in the order of the classes: `qualified`, which is
    /// [`p_qualified`](Self::p_qualified) again, the rules, `other`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub class_probabilities: Map<String, Value>,
    /// P^nlg of a given feedback (equation 2), if the model was asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_nlg: Option<f64>,
    /// Feedback in words, if the model was asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<String>,
    /// The images that could not be read, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<UnreadableImage>,
    /// Why there is no probability, if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorRow>,
    /// Further fields of the input whose names are taken by fields of this row.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
    /// All other fields of the input, under their own names.
    #[serde(flatten)]
    pub passed: Map<String, Value>,
}

/// Names that fields of the input cannot have in a row.
const RESERVED: [&str; 12] = [
    "schema",
    "id",
    "title",
    "status",
    "images",
    "p_qualified",
    "class_probabilities",
    "p_nlg",
    "feedback",
    "unreadable",
    "error",
    "extra",
];

/// What became of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ScoreStatus {
    /// It was judged.
    Scored,
    /// It could not be judged, because of the images in [`ScoreRow::unreadable`].
    Unreadable,
    /// Its entry in the input could not be used; see [`ScoreRow::error`].
    Invalid,
}

impl ScoreRow {
    /// Adds P^nlg of a given feedback (equation 2): how likely the model is to write just that.
    #[must_use]
    pub fn with_p_nlg(self, p_nlg: Probability) -> Self {
        Self { p_nlg: Some(rows::to_six_digits(p_nlg.get())), ..self }
    }

    /// Adds the further fields of the input: under their own names, or in [`extra`](Self::extra) if
    /// those are taken.
    #[must_use]
    pub fn with_extra(mut self, fields: Map<String, Value>) -> Self {
        rows::pass_on(fields, &RESERVED, &mut self.extra, &mut self.passed);
        self
    }
}
