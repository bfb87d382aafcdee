//! From predictions to an evaluation or a comparison, under one rule set and one way of resampling.

use std::fmt;

use agpis_core::RuleSet;

use crate::comparison::check_same;
use crate::feedback::Namer;
use crate::statistics::Statistics;
use crate::{Bootstrap, CompareError, Comparison, Evaluation, Predictions, RuleNames};

type NamedBy<'a> = Box<dyn Fn(&str) -> Option<usize> + Send + Sync + 'a>;

/// Evaluates predictions whose classes are those of a [`RuleSet`].
pub struct Evaluator<'a> {
    rules: &'a RuleSet,
    bootstrap: Bootstrap,
    bins: usize,
    named_by: NamedBy<'a>,
}

/// Predictions do not fit the rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluationError {
    /// A class that the rules do not have.
    #[error("{id:?}: expected a {field} below {num_classes}, the number of classes, got {got}")]
    Class {
        /// The prediction.
        id: String,
        /// Which of its fields: `label`, `label_true` or `predicted`.
        field: &'static str,
        /// K^g.
        num_classes: usize,
        /// What is there.
        got: usize,
    },
}

const DEFAULT_BINS: usize = 10;
const MAX_BINS: usize = 1000;

impl<'a> Evaluator<'a> {
    /// With the default [`Bootstrap`], 10 bins for the calibration, and the names that the rules themselves have.
    #[must_use]
    pub fn new(rules: &'a RuleSet) -> Self {
        let names = RuleNames::new(rules);
        let named_by = Box::new(move |text: &str| names.named_by(text));
        Self { rules, bootstrap: Bootstrap::default(), bins: DEFAULT_BINS, named_by }
    }

    /// Resamples in another way.
    #[must_use]
    pub fn with_bootstrap(self, bootstrap: Bootstrap) -> Self {
        Self { bootstrap, ..self }
    }

    /// Another number of bins for the calibration, taken into 1..=1000.
    #[must_use]
    pub fn with_bins(self, bins: usize) -> Self {
        Self { bins: bins.clamp(1, MAX_BINS), ..self }
    }

    /// Another way to tell which class's rule a text names, such as [`RuleNames`] with names in further languages.
    #[must_use]
    pub fn with_named_by(self, named_by: impl Fn(&str) -> Option<usize> + Send + Sync + 'a) -> Self {
        Self { named_by: Box::new(named_by), ..self }
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &'a RuleSet {
        self.rules
    }

    /// Measures one model.
    ///
    /// # Errors
    /// If a class is none of the rule set.
    pub fn evaluate(&self, predictions: &Predictions) -> Result<Evaluation, EvaluationError> {
        self.check(predictions)?;
        let namer: Namer<'_> = &|text| (self.named_by)(text);
        let statistics = Statistics::new(predictions, self.rules, namer);
        Ok(Evaluation::new(predictions, &statistics, self.bootstrap, self.bins))
    }

    /// Compares the runs of a model (one or several seeds) with those of a reference, all on the same sequences.
    ///
    /// # Errors
    /// If one of them has no run, a class is none of the rule set, or two runs are not of the same sequences with
    /// the same SKUs and labels.
    pub fn compare(
        &self,
        reference: &[&Predictions],
        model: &[&Predictions],
    ) -> Result<Comparison, CompareError> {
        let (Some(first), false) = (reference.first(), model.is_empty()) else {
            return Err(CompareError::NoRun);
        };
        for (run, predictions) in (1..).zip(reference.iter().chain(model)) {
            self.check(predictions)?;
            check_same(first, predictions, run)?;
        }
        let statistics = |runs: &[&Predictions]| {
            runs.iter().map(|run| Statistics::rankings(run, self.rules)).collect::<Vec<_>>()
        };
        Ok(Comparison::new(first, &statistics(reference), &statistics(model), self.bootstrap))
    }

    fn check(&self, predictions: &Predictions) -> Result<(), EvaluationError> {
        let num_classes = self.rules.num_classes();
        for row in predictions.rows() {
            let classes =
                [("label", Some(row.label)), ("label_true", row.label_true), ("predicted", row.predicted)];
            for (field, class) in classes {
                if let Some(got) = class.filter(|class| *class >= num_classes) {
                    return Err(EvaluationError::Class { id: row.id.clone(), field, num_classes, got });
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Evaluator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evaluator").field("bootstrap", &self.bootstrap).field("bins", &self.bins).finish()
    }
}
