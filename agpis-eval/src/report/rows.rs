//! The types of a report's JSON file. They are its own, so that files stay readable when others change.

mod build;

use serde::{Deserialize, Serialize};

pub(super) use self::build::six;

/// A whole report. Numbers are rounded to six decimals; what is not defined is null.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportFile {
    /// The layout of this file: 1.
    pub version: u32,
    /// The report's title.
    pub title: String,
    /// How it came about.
    pub facts: Vec<FactRow>,
    /// The level of all intervals.
    pub level: f64,
    /// The number of resamples behind the intervals.
    pub resamples: usize,
    /// The seed of the resamples.
    pub bootstrap_seed: u64,
    /// The models, at least one.
    pub models: Vec<ModelRow>,
    /// Differences between models.
    pub comparisons: Vec<ComparisonRow>,
    /// What whole systems submit.
    pub systems: Vec<SystemFileRow>,
    /// Above it a sequence counts as accepted by a model.
    pub threshold: f64,
}

/// A name and a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRow {
    /// What it is.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// One model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelRow {
    /// Its name.
    pub name: String,
    /// Number of sequences.
    pub rows: usize,
    /// Number of SKUs.
    pub skus: usize,
    /// Number of sequences that the reviewer accepted.
    pub qualified: usize,
    /// All metrics.
    pub metrics: Vec<MetricRow>,
    /// The categories of rules.
    pub categories: Vec<CategoryRow>,
    /// The classes of rejected sequences.
    pub classes: Vec<ClassRow>,
    /// Share of sequences whose most probable class is the reviewer's.
    pub class_accuracy: Option<EstimateRow>,
    /// The same over rejected sequences.
    pub class_accuracy_rejected: Option<EstimateRow>,
    /// Expected calibration error.
    pub calibration_error: f64,
    /// Brier score.
    pub brier: Option<EstimateRow>,
    /// The bins of the calibration.
    pub reliability: Vec<ReliabilityRow>,
    /// Rejected sequences with a text of the reviewer and one of the model.
    pub feedback_rows: usize,
    /// Those of them in which the reviewer names a rule.
    pub feedback_naming_rows: usize,
    /// The share of these in which the model names the same.
    pub same_rule: Option<EstimateRow>,
    /// Mean ROUGE-L F1.
    pub rouge_l: Option<EstimateRow>,
    /// Rejected sequences that the model accepts, the most confident first.
    pub wrong_accepts: Vec<MistakeRow>,
    /// Qualified sequences that the model does not accept, the most confident first.
    pub wrong_rejects: Vec<MistakeRow>,
}

/// A number with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EstimateRow {
    /// The number.
    pub value: f64,
    /// Lower end of its interval.
    pub low: Option<f64>,
    /// Upper end of its interval.
    pub high: Option<f64>,
}

/// One metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricRow {
    /// Its id, such as `auc_single`.
    pub metric: String,
    /// Its name, such as `AUC-single`.
    pub name: String,
    /// Its value.
    pub estimate: Option<EstimateRow>,
}

/// One category of rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CategoryRow {
    /// `single_image`, `image_pair` or `multi_image`.
    pub category: String,
    /// How many sequences were rejected for its rules.
    pub rows: usize,
    /// AUC of the qualified ones against them.
    pub auc: Option<EstimateRow>,
}

/// One class of rejected sequences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassRow {
    /// The rule's id, or `other`.
    pub class: String,
    /// The rule's name, or `other`.
    pub name: String,
    /// The rule's category, as in [`CategoryRow`].
    pub category: Option<String>,
    /// How many sequences were rejected for it.
    pub rows: usize,
    /// AUC of the qualified ones against them.
    pub auc: Option<EstimateRow>,
}

/// One bin of the calibration.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityRow {
    /// Where it begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// How many sequences are in it.
    pub rows: usize,
    /// Their mean p^t.
    pub predicted: f64,
    /// The share of them that is qualified.
    pub observed: f64,
}

/// One sequence that model and reviewer disagree on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MistakeRow {
    /// The sequence.
    pub id: String,
    /// Its SKU.
    pub sku: String,
    /// p^t.
    pub p: f64,
    /// The reviewer's class.
    pub label: String,
    /// The true class, where known.
    pub label_true: Option<String>,
    /// The most probable class.
    pub predicted: Option<String>,
    /// What the reviewer wrote.
    pub feedback: Option<String>,
    /// What the model wrote.
    pub written: Option<String>,
}

/// A model minus a reference on the same sequences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparisonRow {
    /// Name of the reference.
    pub reference: String,
    /// Name of the model.
    pub model: String,
    /// Number of sequences.
    pub rows: usize,
    /// Number of SKUs.
    pub skus: usize,
    /// Metric by metric.
    pub differences: Vec<DifferenceRow>,
}

/// The difference of one metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DifferenceRow {
    /// Its id.
    pub metric: String,
    /// Its name.
    pub name: String,
    /// The reference.
    pub reference: RunsRow,
    /// The model.
    pub model: RunsRow,
    /// Mean of the model minus mean of the reference.
    pub difference: EstimateRow,
    /// Share of resamples in which it is above zero.
    pub above_zero: Option<f64>,
    /// Standard error of the difference that comes from the seeds; it is not in the interval.
    pub seed_standard_error: Option<f64>,
}

/// One metric over the runs of a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunsRow {
    /// Each run.
    pub values: Vec<f64>,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation.
    pub standard_deviation: Option<f64>,
}

/// What a whole system submits (§5.1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SystemFileRow {
    /// The system's name.
    pub name: String,
    /// The level of its intervals, which are Wilson's.
    pub level: f64,
    /// One for each threshold.
    pub submissions: Vec<SubmissionRow>,
}

/// What is submitted at one threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubmissionRow {
    /// p^t must be larger; without a threshold everything is submitted.
    pub threshold: Option<f64>,
    /// Number of products.
    pub products: u64,
    /// Number of submitted sequences.
    pub submitted: u64,
    /// Their share of the products.
    pub submitted_share: Option<EstimateRow>,
    /// Number of rejected ones among them.
    pub rejected: u64,
    /// Their share of the submitted ones.
    pub reject_rate: Option<EstimateRow>,
}
