//! Results, a line each, in a file that only grows.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;
use std::time::Duration;

use agpis_eval::{Evaluation, Metric};
use serde::{Deserialize, Serialize};

use super::Row;
use crate::TrainError;
use crate::experiment::{Data, Experiment, Finished};

/// Where and how results came about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The commit of the program.
    pub commit: String,
    /// Processor, or graphics card, and how many threads.
    pub hardware: String,
    /// What was called.
    pub command: String,
    /// When: `YYYY-MM-DD`.
    pub date: String,
}

/// The result of one row with one seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Which row.
    pub row: String,
    /// Which seed.
    pub seed: u64,
    /// The experiment, so that it is known what was run, and that it need not be run again.
    pub experiment: Experiment,
    /// Name, value and interval of every figure.
    pub figures: Vec<Figure>,
    /// The step of the best model on validation sequences.
    pub step: usize,
    /// Learned values.
    pub parameters: usize,
    /// What the truth itself scores in AUC.
    pub ceiling: Option<f64>,
    /// Seconds of the last run of the row, training and test.
    pub seconds: f64,
    /// Where and how.
    #[serde(flatten)]
    pub facts: Facts,
}

/// A figure with its interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Such as `auc`.
    pub name: String,
    /// The value.
    pub value: f64,
    /// 90 % interval by SKU bootstrap.
    pub interval: Option<[f64; 2]>,
}

impl Measured {
    pub(super) fn new(
        row: &Row,
        experiment: &Experiment,
        finished: &Finished,
        evaluation: &Evaluation,
        data: &Data,
        facts: &Facts,
        time: Duration,
    ) -> Self {
        let figure = |metric: &Metric| {
            let estimate = evaluation.metric(*metric)?;
            let interval = estimate.interval.map(|i| [rounded(i.low), rounded(i.high)]);
            Some(Figure { name: metric.id().to_owned(), value: rounded(estimate.value), interval })
        };
        Self {
            row: row.key.to_owned(),
            seed: experiment.train.seed,
            experiment: experiment.clone(),
            figures: Metric::ALL.iter().filter_map(figure).collect(),
            step: finished.step,
            parameters: finished.parameters,
            ceiling: data.ceiling.as_ref().map(|ceiling| rounded(ceiling.of_truth)),
            seconds: time.as_secs_f64().round(),
            facts: facts.clone(),
        }
    }

    /// The value of a figure.
    #[must_use]
    pub fn value(&self, metric: Metric) -> Option<f64> {
        self.figures.iter().find(|figure| figure.name == metric.id()).map(|figure| figure.value)
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1e5).round() / 1e5
}

/// All results so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger(Vec<Measured>);

impl Ledger {
    /// Reads a file of results; none is none.
    ///
    /// # Errors
    /// If it cannot be read, or a line is no result.
    pub fn read(path: &Path) -> Result<Self, TrainError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(TrainError::file(path)(error)),
        };
        let lines = text[..whole_lines(&text)].lines().filter(|line| !line.trim().is_empty());
        let measured = lines
            .map(|line| serde_json::from_str(line).map_err(|error| TrainError::file(path)(error.into())));
        Ok(Self(measured.collect::<Result<_, TrainError>>()?))
    }

    /// Appends a result.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn append(path: &Path, measured: &Measured) -> Result<(), TrainError> {
        let mut line =
            serde_json::to_string(measured).map_err(|error| TrainError::file(path)(error.into()))?;
        line.push('\n');
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(TrainError::file(path))?;
        }
        append_line(path, &line).map_err(TrainError::file(path))
    }

    /// Whether this very experiment has a result.
    #[must_use]
    pub fn has(&self, experiment: &Experiment) -> bool {
        self.0.iter().any(|measured| measured.experiment == *experiment)
    }

    /// All results.
    #[must_use]
    pub fn results(&self) -> &[Measured] {
        &self.0
    }
}

/// Where the whole lines end: one that was cut off in writing is none.
fn whole_lines(text: &str) -> usize {
    text.rfind('\n').map_or(0, |end| end + 1)
}

fn append_line(path: &Path, line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    file.set_len(whole_lines(&text) as u64)?;
    file.write_all(line.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::{append_line, whole_lines};

    #[test]
    fn a_line_that_was_cut_off_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        append_line(&path, "one\n").unwrap();
        std::fs::write(&path, "one\ntw").unwrap();
        append_line(&path, "three\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one\nthree\n");
        assert_eq!(whole_lines("a\nb"), 2);
    }
}
