//! What a model of product-image sequences is worth: metrics with intervals, paired comparisons, reports.
//!
//! ```text
//! predictions.jsonl ──Predictions::read──▶ Predictions ──Evaluator::evaluate──▶ Evaluation ─┐
//!                                               │                                           ├──▶ Report ──▶ JSON, Markdown, HTML
//!                                               └───────Evaluator::compare────▶ Comparison ─┘
//!
//! products and what reviewers said of them ──▶ SystemTable        clicks, purchases ──▶ two_proportions
//! ```
//!
//! Every number has an interval, made by resampling SKUs: sequences of one product resemble each other, and a test set
//! of many sequences of few products says less than its size suggests. The same seed gives the same numbers on any
//! number of threads.
//!
//! ```
//! use agpis_core::{Rule, RuleCategory, RuleSet};
//! use agpis_eval::{Evaluator, Metric, Predictions, Report};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let file = r#"{"id": "a", "sku": "mug", "label": 0, "p": 0.9}
//! {"id": "b", "sku": "mug", "label": 1, "p": 0.2, "feedback": "logo on image 1", "written": "logo on image 2"}
//! {"id": "c", "sku": "hat", "label": 0, "p": 0.6}
//! {"id": "d", "sku": "cap", "label": 1, "p": 0.7}
//! "#;
//! let logo = Rule { id: "S01".into(), name: "logo".into(), category: RuleCategory::SingleImage };
//! let rules = RuleSet::new(vec![logo])?;
//! let predictions = Predictions::read(file.as_bytes())?;
//! let evaluation = Evaluator::new(&rules).evaluate(&predictions)?;
//! assert_eq!(evaluation.metric(Metric::Auc).map(|auc| auc.value), Some(0.75));
//!
//! let report = Report::new("Mugs and hats", &rules).with_fact("seed", "0").with_model("MUIsC", &predictions, evaluation);
//! assert!(report.markdown()?.contains("| AUC | 0.750"));
//! let page = report.html(&|_prediction| None)?;
//! assert!(page.contains("<svg"));
//! # Ok(())
//! # }
//! ```
//!
//! This crate knows nothing of tensors, and opens no files.

mod bootstrap;
mod calibration;
mod chart;
mod comparison;
mod curves;
mod estimate;
mod evaluation;
mod evaluator;
mod feedback;
mod level;
mod metric;
mod prediction;
mod proportion;
mod ranking;
mod report;
mod statistics;
mod system;

pub use crate::bootstrap::{Bootstrap, ResamplesError};
pub use crate::calibration::{Calibration, ReliabilityBin};
pub use crate::chart::{Chart, ChartError, Corner, Series};
pub use crate::comparison::{CompareError, Comparison, Difference, Runs};
pub use crate::curves::{precision_recall_curve, roc_curve, thin};
pub use crate::estimate::{Estimate, Interval};
pub use crate::evaluation::{ClassAccuracy, ClassResult, Evaluation, FeedbackQuality};
pub use crate::evaluator::{EvaluationError, Evaluator};
pub use crate::feedback::{MAX_TOKENS, RuleNames, rouge_l, tokens};
pub use crate::level::{Level, LevelError};
pub use crate::metric::Metric;
pub use crate::prediction::{
    MAX_LINE_BYTES, MAX_ROWS, Prediction, PredictionError, Predictions, PredictionsError, ReadError,
};
pub use crate::proportion::{Proportion, ProportionError, TwoProportions, two_proportions};
pub use crate::ranking::{Ranking, Threshold};
pub use crate::report::{
    CategoryRow, ClassRow, ComparisonRow, DifferenceRow, EstimateRow, FactRow, MetricRow, MistakeRow,
    ModelRow, Pictures, ReliabilityRow, Report, ReportError, ReportFile, RunsRow, SubmissionRow,
    SystemFileRow,
};
pub use crate::system::{Offer, SystemError, SystemRow, SystemTable};
