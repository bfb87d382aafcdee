//! `selections.jsonl`: one JSON row for every product, in input order.

mod candidate;
mod convert;
mod explanation;
mod ranking;
mod timings;
mod writer;

use agpis_core::Region;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::candidate::{CandidateRow, DropRow, FateRow, RegionRow};
pub use self::explanation::{AttentionRow, ExplanationRow};
pub use self::ranking::RankedRow;
pub use self::timings::Timings;
pub use self::writer::SelectionWriter;
use crate::rows::{self, rounded};

/// The version of the row format, written into every row.
const SCHEMA: u32 = 1;

/// What became of one product.
///
/// Numbers are rounded to six decimals, finer than any model is exact, so that files of the same run
/// can be compared byte by byte. Fields that do not apply are left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SelectionRow {
    /// Version of this format: 1.
    pub schema: u32,
    /// The product; null if its catalogue line does not say.
    pub sku: Option<String>,
    /// Its title.
    pub title: String,
    /// What became of it.
    pub status: Status,
    /// Ids of the chosen images in order, the primary first; empty unless selected.
    pub images: Vec<String>,
    /// Probability that a reviewer accepts the sequence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_qualified: Option<f64>,
    /// The likeliest reasons for a rejection, at most three.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<LikelyRule>,
    /// Feedback in words, if the model was asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<String>,
    /// The rule in question and where the model looked, if it was asked to explain itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<ExplanationRow>,
    /// The best sequences, best first, if there was a search that lists them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranking: Vec<RankedRow>,
    /// What became of every candidate, in input order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<CandidateRow>,
    /// Why there is no sequence, if the product was terminated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub termination: Option<TerminationRow>,
    /// What is wrong with the catalogue's entry, if it is invalid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorRow>,
    /// Further fields of the manifest whose names are taken by fields of this row.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
    /// Time spent on the product, in milliseconds by stage.
    #[serde(default, skip_serializing_if = "Timings::is_empty")]
    pub timings_ms: Timings,
    /// All other fields of the manifest, under their own names.
    #[serde(flatten)]
    pub passed: Map<String, Value>,
}

/// Names that fields of a manifest cannot have in a row.
const RESERVED: [&str; 15] = [
    "schema",
    "sku",
    "title",
    "status",
    "images",
    "p_qualified",
    "rules",
    "feedback",
    "explanation",
    "ranking",
    "candidates",
    "termination",
    "error",
    "extra",
    "timings_ms",
];

/// What became of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// There is a sequence.
    Selected,
    /// There is none, for the reason in [`SelectionRow::termination`].
    Terminated,
    /// The catalogue's entry could not be used; see [`SelectionRow::error`].
    Invalid,
}

impl Status {
    /// Its name in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Selected => "selected",
            Self::Terminated => "terminated",
            Self::Invalid => "invalid",
        }
    }
}

/// A rule that the sequence may break.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LikelyRule {
    /// Id of the rule, or `other`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Probability that a reviewer rejects the sequence because of it.
    pub p: f64,
}

/// Why a product has no sequence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TerminationRow {
    /// The stage that ended it.
    pub stage: String,
    /// Machine-readable reason such as `too_few_images`.
    pub reason: String,
    /// The reason for people.
    pub message: String,
    /// The numbers of the reason, under their own names.
    #[serde(flatten)]
    pub numbers: Map<String, Value>,
}

/// What is wrong with an entry of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ErrorRow {
    /// Machine-readable, such as `broken_json`.
    pub code: String,
    /// The error for people.
    pub message: String,
    /// Where in the input, such as `line 12`.
    pub place: String,
}

impl SelectionRow {
    /// Adds the further fields of a manifest: under their own names, or in
    /// [`extra`](Self::extra) if those are taken.
    #[must_use]
    pub fn with_extra(mut self, fields: Map<String, Value>) -> Self {
        rows::pass_on(fields, &RESERVED, &mut self.extra, &mut self.passed);
        self
    }

    /// Adds timings.
    #[must_use]
    pub fn with_timings(self, timings_ms: Timings) -> Self {
        Self { timings_ms, ..self }
    }
}

/// As rows have a region: `[x, y, width, height]`.
fn corners(region: Region) -> [u32; 4] {
    [region.x, region.y, region.width, region.height]
}
