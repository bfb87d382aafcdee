//! A report on one or several models: JSON for programs, Markdown for a README, and one HTML page for people.
//!
//! Names, texts and pictures come from strangers. The page escapes all of them, holds no script, and its own
//! content policy forbids scripts and the network in case it ever did not escape one.

mod charts;
mod mistakes;
mod page;
mod rows;
mod templates;

use agpis_core::RuleSet;

pub use self::rows::{
    CategoryRow, ClassRow, ComparisonRow, DifferenceRow, EstimateRow, FactRow, MetricRow, MistakeRow,
    ModelRow, ReliabilityRow, ReportFile, RunsRow, SubmissionRow, SystemFileRow,
};
use crate::{Comparison, Evaluation, Level, Prediction, Predictions, SystemTable};

/// What is to be reported. The models should be evaluated on the same sequences.
#[derive(Debug)]
pub struct Report<'a> {
    title: String,
    rules: &'a RuleSet,
    facts: Vec<(String, String)>,
    models: Vec<Model<'a>>,
    comparisons: Vec<NamedComparison>,
    systems: Vec<NamedSystem>,
    worst: usize,
    threshold: f64,
}

#[derive(Debug)]
struct Model<'a> {
    name: String,
    predictions: &'a Predictions,
    evaluation: Evaluation,
}

#[derive(Debug)]
struct NamedComparison {
    reference: String,
    model: String,
    comparison: Comparison,
}

#[derive(Debug)]
struct NamedSystem {
    name: String,
    table: SystemTable,
    level: Level,
}

/// A report could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// Nothing to report.
    #[error("expected at least one model, got none")]
    NoModel,
    /// The JSON could not be made.
    #[error("expected a report that can be written as JSON")]
    Json(#[from] serde_json::Error),
    /// The layout failed.
    #[error("expected a report that fits its layout")]
    Layout(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A chart could not be drawn.
    #[error(transparent)]
    Chart(#[from] crate::ChartError),
}

/// The pictures of a sequence in order, each the bytes of a PNG or JPEG file; nothing if there are none at hand.
pub type Pictures<'a> = &'a dyn Fn(&Prediction) -> Option<Vec<Vec<u8>>>;

const MAX_WORST: usize = 1000;

impl<'a> Report<'a> {
    /// A report without models. It shows the 10 worst mistakes of either kind, at a threshold of 0.5.
    #[must_use]
    pub fn new(title: impl Into<String>, rules: &'a RuleSet) -> Self {
        Self {
            title: title.into(),
            rules,
            facts: Vec::new(),
            models: Vec::new(),
            comparisons: Vec::new(),
            systems: Vec::new(),
            worst: 10,
            threshold: 0.5,
        }
    }

    /// Something to know about how this came about: seed, commit, hardware, command.
    #[must_use]
    pub fn with_fact(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.facts.push((name.into(), value.into()));
        self
    }

    /// A model, what it predicted, and what [`Evaluator::evaluate`](crate::Evaluator::evaluate) says of it.
    #[must_use]
    pub fn with_model(
        mut self,
        name: impl Into<String>,
        predictions: &'a Predictions,
        evaluation: Evaluation,
    ) -> Self {
        self.models.push(Model { name: name.into(), predictions, evaluation });
        self
    }

    /// A comparison: the names of the reference and of the model, and what
    /// [`Evaluator::compare`](crate::Evaluator::compare) says.
    #[must_use]
    pub fn with_comparison(
        mut self,
        reference: impl Into<String>,
        model: impl Into<String>,
        comparison: Comparison,
    ) -> Self {
        let (reference, model) = (reference.into(), model.into());
        self.comparisons.push(NamedComparison { reference, model, comparison });
        self
    }

    /// What a whole system submits and how much of it is rejected, with Wilson intervals of this level.
    #[must_use]
    pub fn with_system(mut self, name: impl Into<String>, table: SystemTable, level: Level) -> Self {
        self.systems.push(NamedSystem { name: name.into(), table, level });
        self
    }

    /// Another number of worst mistakes of either kind, at most 1000, and the threshold of p^t above which a
    /// sequence counts as accepted by the model; one that is not in 0..=1 changes nothing.
    #[must_use]
    pub fn with_worst(self, count: usize, threshold: f64) -> Self {
        let threshold = if (0.0..=1.0).contains(&threshold) { threshold } else { self.threshold };
        Self { worst: count.min(MAX_WORST), threshold, ..self }
    }

    /// The report as the types of its JSON file.
    ///
    /// # Errors
    /// If there is no model.
    pub fn to_file(&self) -> Result<ReportFile, ReportError> {
        if self.models.is_empty() { Err(ReportError::NoModel) } else { Ok(ReportFile::new(self)) }
    }

    /// The report as JSON: a [`ReportFile`].
    ///
    /// # Errors
    /// If there is no model.
    pub fn json(&self) -> Result<String, ReportError> {
        let mut json = serde_json::to_string_pretty(&self.to_file()?)?;
        json.push('\n');
        Ok(json)
    }

    /// The report as Markdown tables.
    ///
    /// # Errors
    /// If there is no model.
    pub fn markdown(&self) -> Result<String, ReportError> {
        templates::render("report.md", self.to_file()?)
    }

    /// The report as one HTML page with nothing outside it. `pictures` is asked once for each of the worst
    /// mistakes; what is no PNG or JPEG is left out.
    ///
    /// # Errors
    /// If there is no model.
    pub fn html(&self, pictures: Pictures<'_>) -> Result<String, ReportError> {
        templates::render("report.html", page::PageView::new(self, pictures)?)
    }
}
