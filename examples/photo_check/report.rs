//! A report for every model, as JSON, Markdown and HTML.

use std::error::Error;

use agpis::RuleSet;
use agpis_eval::{Evaluation, Evaluator, Prediction, Predictions, Report};

use crate::args::Args;
use crate::scored::Scored;
use crate::{pixels, written};

const THUMBNAIL: u32 = 224;

/// What one model says of everything it was shown.
pub(crate) struct Check {
    /// The files' name.
    name: &'static str,
    title: &'static str,
    scored: Scored,
}

/// What the summary says of a check.
pub(crate) struct Line {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// Nothing if there was nothing to show the model.
    pub(crate) evaluation: Option<Evaluation>,
    /// Untouched ones that do not pass, and violated ones that do not.
    pub(crate) stopped: [usize; 2],
}

/// Writes reports.
pub(crate) struct Writer<'a> {
    pub(crate) args: &'a Args,
    pub(crate) rules: &'a RuleSet,
}

impl Check {
    pub(crate) fn of(name: &'static str, title: &'static str, scored: Scored) -> Self {
        Self { name, title, scored }
    }
}

impl Writer<'_> {
    /// Writes the three files, if the model was shown anything.
    pub(crate) fn write(&self, check: Check) -> Result<Line, Box<dyn Error>> {
        let Check { name, title, scored } = check;
        let stopped = [true, false].map(|qualified| {
            let rows = scored.predictions.iter().zip(&scored.passes);
            rows.filter(|(row, passes)| row.is_qualified() == qualified && !**passes).count()
        });
        if scored.predictions.is_empty() {
            return Ok(Line { name, title, evaluation: None, stopped });
        }
        let predictions = Predictions::new(scored.predictions)?;
        let evaluation = Evaluator::new(self.rules).evaluate(&predictions)?;
        let report = self.report(title, &predictions, evaluation.clone());
        let shown = |row: &Prediction| {
            let pictures = scored.pictures.get(&row.id)?;
            pictures.iter().map(|picture| pixels::thumbnail(picture, THUMBNAIL).ok()).collect()
        };
        let files = [("json", report.json()?), ("md", report.markdown()?), ("html", report.html(&shown)?)];
        for (extension, content) in files {
            written::file(&self.args.output.join(format!("{name}.{extension}")), content.as_bytes())?;
        }
        Ok(Line { name, title, evaluation: Some(evaluation), stopped })
    }

    fn report<'a>(&'a self, title: &str, predictions: &'a Predictions, evaluation: Evaluation) -> Report<'a> {
        Report::new(format!("{title}: photographs"), self.rules)
            .with_fact("photographs", self.args.input.display().to_string())
            .with_fact("bundle", self.args.bundle.display().to_string())
            .with_fact("seed", self.args.seed.to_string())
            .with_fact("qualified", "photographs as they are, which no reviewer has seen")
            .with_fact("violated", "made from them by photo_check, with no code of the generator")
            .with_worst(self.args.worst, 0.5)
            .with_model(title, predictions, evaluation)
    }
}
