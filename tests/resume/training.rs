//! A tiny training, with everything that a checkpoint must know: pretraining, dropout, validation.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use agpis_bench::Size;
use agpis_train::SequenceModelConfig;
use agpis_train::experiment::{DataConfig, Experiment};
use agpis_train::tables::{Plan, Table};
use tempfile::TempDir;

use crate::process::example;

/// What must be the same in the end.
const RESULTS: [&str; 4] = ["model.safetensors", "curves.csv", "predictions.jsonl", "report.json"];

/// The experiment of a row of the tables.
pub(crate) fn row(size: Size, key: &str) -> Experiment {
    let folder = PathBuf::from("runs");
    let (seeds, only) = (vec![0], Vec::new());
    let plan = Plan { size, train: None, seeds, category: None, pretrained: true, folder, only };
    plan.experiment(Table::row(key).unwrap(), 0)
}

pub(crate) fn experiment(seed: u64) -> Experiment {
    let mut experiment = row(Size::Tiny, "muisc");
    experiment.data =
        DataConfig::Bench { size: Size::Tiny, seed: 0, train: Some(64), test: Some(16), category: None };
    let SequenceModelConfig::Muisc { sizes, .. } = &mut experiment.model else { unreachable!() };
    (sizes.dropout, sizes.image.dropout) = (0.1, 0.1);
    experiment.epochs = None;
    experiment.train.seed = seed;
    experiment.train.steps = 30;
    experiment.train.checkpoint_every = 3.try_into().ok();
    experiment.train.validate_every = 10.try_into().ok();
    let pretraining = experiment.pretraining.as_mut().unwrap();
    (pretraining.pictures, pretraining.batch_size, pretraining.steps) = (64, 16, 10);
    experiment
}

/// A training in a folder of its own.
pub(crate) struct Training {
    folder: PathBuf,
    /// Removes the folder in the end.
    _temporary: Option<TempDir>,
}

impl Training {
    pub(crate) fn new(experiment: &Experiment) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let training = Self::in_folder(temporary.path().to_owned(), experiment);
        Self { _temporary: Some(temporary), ..training }
    }

    fn in_folder(folder: PathBuf, experiment: &Experiment) -> Self {
        fs::write(folder.join("experiment.toml"), experiment.to_toml().unwrap()).unwrap();
        Self { folder, _temporary: None }
    }

    /// One whose results are lost, and whose checkpoints are there.
    pub(crate) fn without_results() -> Self {
        let training = Self::new(&experiment(0));
        copy(&undisturbed().run_folder(), &training.run_folder());
        RESULTS.iter().for_each(|name| fs::remove_file(training.run_folder().join(name)).unwrap());
        training
    }

    pub(crate) fn run_folder(&self) -> PathBuf {
        self.folder.join("run")
    }

    pub(crate) fn checkpoints(&self) -> PathBuf {
        self.run_folder().join("checkpoints")
    }

    /// The names of the checkpoints, the oldest first.
    pub(crate) fn steps(&self) -> Vec<String> {
        names(&self.checkpoints()).into_iter().filter(|name| name.starts_with("step-")).collect()
    }

    /// Ends the training that `options` begin.
    pub(crate) fn command(&self, options: &[&str]) -> Command {
        let mut command = example("train");
        command.arg(self.folder.join("experiment.toml"));
        command.arg("--output").arg(self.run_folder()).args(options);
        command
    }

    #[track_caller]
    pub(crate) fn ends(&self, options: &[&str]) -> String {
        let Output { status, stderr, .. } = self.command(options).output().unwrap();
        let stderr = String::from_utf8(stderr).unwrap();
        assert!(status.success(), "{stderr}");
        stderr
    }

    #[track_caller]
    pub(crate) fn fails(&self, options: &[&str], parts: &[&str]) {
        expect_error(self.command(options), parts);
    }

    #[track_caller]
    pub(crate) fn expect_same_results(&self) {
        for name in RESULTS {
            let read = |training: &Self| fs::read(training.run_folder().join(name)).unwrap();
            assert!(read(self) == read(undisturbed()), "{name} differs");
        }
    }
}

/// Fails if `command` does not end with an error that has `parts`.
#[track_caller]
pub(crate) fn expect_error(mut command: Command, parts: &[&str]) {
    let Output { status, stderr, .. } = command.output().unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(2), "{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
    for part in parts {
        assert!(stderr.contains(part), "expected {part:?} in: {stderr}");
    }
}

/// Whose bytes all others must have.
pub(crate) fn undisturbed() -> &'static Training {
    static UNDISTURBED: OnceLock<Training> = OnceLock::new();
    UNDISTURBED.get_or_init(|| {
        // Nothing removes what is static, so it is always the same folder.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("resume-undisturbed");
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        let training = Training::in_folder(folder, &experiment(0));
        training.ends(&[]);
        training
    })
}

/// The names in a folder, in order; none if there is no folder.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    names
}

/// A folder with everything in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in names(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}
