//! The lines of the manifests. Lists are never null, and an absent text always is, so that readers
//! which guess the type of a column guess the same of every file.

use serde::{Deserialize, Serialize};

/// One sequence: a line of `<split>.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Unique in the data set, such as `train-12`.
    pub id: String,
    /// The name of the split.
    pub split: String,
    /// The id of the product.
    pub sku: String,
    /// What kind of thing it is.
    pub family: String,
    /// `en` or `zh`.
    pub lang: String,
    /// The title of the product.
    pub title: String,
    /// Paths of the pictures in order, relative to the manifest.
    pub images: Vec<String>,
    /// What the reviewer writes.
    pub feedback: String,
    /// Ids of the rules that the reviewer names; the first is the label's. Empty if qualified.
    pub rules: Vec<String>,
    /// The reviewer's verdict: 0 if qualified, `1..=43` for a rule, 44 for other.
    pub label: usize,
    /// The true one: reviewers err.
    pub label_true: usize,
    /// Everything that is wrong.
    pub violations: Vec<ViolationRow>,
    /// How faulty sequences were chosen: `raw`, or `agpis` for what stage 1 lets through.
    pub flavour: String,
    /// Where the pictures come from: `render` or `composite`.
    pub source: String,
    /// The id of the sequence that differs from this one in nothing but what breaks the rule.
    pub twin_of: Option<String>,
    /// SHA-256 of every picture's RGB bytes, in hexadecimal digits.
    pub pixels: Vec<String>,
}

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ViolationRow {
    /// The rule's id, such as `S04`.
    pub rule: String,
    /// How plain it is to see, `0.0..=1.0`.
    pub severity: f64,
    /// 0-based indices of the images concerned.
    pub images: Vec<usize>,
    /// What is wrong, in the language of the row.
    pub what: Option<String>,
    /// The second thing of a comparison.
    pub what2: Option<String>,
    /// Column and row of a three by three grid, such as `0,2`, or `whole`.
    pub cell: Option<String>,
    /// `[x, y, width, height]` in fractions of the picture's sides; empty if it is nowhere in particular.
    #[serde(rename = "box")]
    pub area: Vec<f64>,
}

/// One product with its candidates: a line of `candidates-<split>.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CandidateRow {
    /// Unique in the split: the product's id and the number of the listing.
    pub sku: String,
    /// The name of the split.
    pub split: String,
    /// The id of the product.
    pub product: String,
    /// What kind of thing it is.
    pub family: String,
    /// `en` or `zh`.
    pub lang: String,
    /// The title of the product.
    pub title: String,
    /// Paths of the pictures, relative to the manifest.
    pub images: Vec<String>,
    /// What is to be learnt of every picture.
    pub labels: Vec<LabelRow>,
    /// Pairs of pictures that share content.
    pub duplicates: Vec<DuplicateRow>,
    /// SHA-256 of every picture's RGB bytes, in hexadecimal digits.
    pub pixels: Vec<String>,
}

/// The labels of one candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelRow {
    /// Equation 1: whether reviewers put such a picture first.
    pub primary: bool,
    /// Whether its content breaks a single-image rule.
    pub non_compliant: bool,
    /// That rule's id.
    pub rule: Option<String>,
}

/// Two pictures that share content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DuplicateRow {
    /// 0-based indices.
    pub images: [usize; 2],
    /// The rule about duplicated content that they break.
    pub rule: String,
    /// Where the shared content is in each: `[x, y, width, height]` in fractions of the sides.
    pub boxes: [[f64; 4]; 2],
}

/// Four decimals, and no negative zero.
pub(super) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4 + 0.0
}
