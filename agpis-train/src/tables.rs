//! Tables 2 and 3 of the paper on AGPIS-bench: every row an experiment, run one after the other, each of them resumable,
//! its result a line of a file that only grows.

mod by_rule;
mod ledger;
mod render;
mod rows;
mod scale;

use std::path::{Path, PathBuf};

use agpis_bench::Size;
use agpis_eval::{Bootstrap, Evaluator, Metric, Predictions};
use burn::tensor::Device;

pub use self::by_rule::by_rule;
pub use self::ledger::{Facts, Ledger, Measured};
pub use self::render::{Claim, claims, table};
pub use self::rows::{Published, Row, Table};
pub use self::scale::Scale;

use crate::TrainError;
use crate::experiment::{Category, Data, DataConfig, Experiment, RunEvent, Runner};

/// What to run, and where.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The size of the bench, and with it of the models.
    pub size: Size,
    /// Seeds of the training; the bench's is always 0, so that all runs have the same test sequences.
    pub seeds: Vec<u64>,
    /// Training sequences, where it is not as many as the size has. An epoch is one pass over them.
    pub train: Option<u64>,
    /// Only the rules of one category; all of them by default.
    pub category: Option<Category>,
    /// Whether backbones begin with pretrained weights.
    pub pretrained: bool,
    /// The folder of the runs.
    pub folder: PathBuf,
    /// Only rows with these keys; all by default.
    pub only: Vec<String>,
}

impl Plan {
    /// The experiment of a row.
    #[must_use]
    pub fn experiment(&self, row: &Row, seed: u64) -> Experiment {
        let scale = Scale::of(self.size);
        let train = self.train.or(scale.train);
        let data = DataConfig::Bench { size: self.size, seed: 0, train, test: None, category: self.category };
        row.experiment(&scale, data, self.pretrained, seed)
    }

    fn run_folder(&self, row: &Row, seed: u64) -> PathBuf {
        let start = if self.pretrained { "pretrained" } else { "scratch" };
        let train = self.train.map_or(String::new(), |count| format!("-{count}"));
        let category = self.category.map_or(String::new(), |category| format!("-{}", category.name()));
        self.folder.join(format!("{}{train}{category}-{start}-{}-seed{seed}", self.size.name(), row.key))
    }

    /// The predictions of a row that was run.
    ///
    /// # Errors
    /// If they are there and cannot be read.
    pub fn predictions(&self, row: &Row, seed: u64) -> Result<Option<Predictions>, TrainError> {
        let path = self.run_folder(row, seed).join("predictions.jsonl");
        match std::fs::File::open(&path) {
            Ok(file) => Ok(Some(
                Predictions::read(std::io::BufReader::new(file))
                    .map_err(|source| TrainError::PredictionsFile { path, source: Box::new(source) })?,
            )),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(TrainError::file(&path)(error)),
        }
    }

    /// The predictions of a row with each seed that `ledger` has: what else lies there is of another experiment.
    fn runs(&self, row: &Row, ledger: &Ledger) -> Result<Vec<Predictions>, TrainError> {
        let done = self.seeds.iter().filter(|&&seed| ledger.has(&self.experiment(row, seed)));
        let runs = done.map(|&seed| self.predictions(row, seed)).collect::<Result<Vec<_>, _>>()?;
        Ok(runs.into_iter().flatten().collect())
    }
}

/// Runs the rows of `table` that `ledger` does not have yet, and writes each into it as soon as it is done. `observe` hears
/// the row and what happens.
///
/// # Errors
/// If a row fails, or a file cannot be read or written.
pub fn run(
    table: Table,
    plan: &Plan,
    ledger: &Path,
    facts: &Facts,
    device: &Device,
    observe: &(dyn Fn(&str, RunEvent) + Sync),
) -> Result<(), TrainError> {
    let mut data = None;
    for &seed in &plan.seeds {
        for row in
            table.rows().iter().filter(|row| plan.only.is_empty() || plan.only.iter().any(|k| k == row.key))
        {
            let experiment = plan.experiment(row, seed);
            if Ledger::read(ledger)?.has(&experiment) {
                continue;
            }
            let say = |event| observe(row.key, event);
            let data = match &mut data {
                Some(data) => data,
                none => none.insert(Data::open(&experiment.data, &|what, done, all| {
                    say(RunEvent::Progress(what.to_owned(), done, all));
                })?),
            };
            let start = std::time::Instant::now();
            let finished = Runner::new(&experiment, data, plan.run_folder(row, seed), device, &say)
                .with_pretrained_in(&plan.folder)
                .run()?;
            let bootstrap = Bootstrap::default();
            let evaluation = Evaluator::new(&data.rules)
                .with_named_by(|text| data.names.first_named(text))
                .with_bootstrap(bootstrap)
                .evaluate(&finished.predictions)?;
            let measured =
                Measured::new(row, &experiment, &finished, &evaluation, data, facts, start.elapsed());
            Ledger::append(ledger, &measured)?;
        }
    }
    Ok(())
}

/// The figures of a row, in the paper's order.
pub(crate) const FIGURES: [Metric; 7] = [
    Metric::Auc,
    Metric::Recall80,
    Metric::Recall85,
    Metric::Recall90,
    Metric::AucSingle,
    Metric::AucPair,
    Metric::AucMulti,
];
