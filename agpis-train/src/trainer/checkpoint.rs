//! Checkpoints: a training that is cut off goes on as if it had not been.
//!
//! A checkpoint is a folder `step-…` with the model, the optimiser, the best model, the curves, `state.json`, which
//! has the SHA-256 of these, and its own in `state.sha256`. It is written beside its place and moved there when all of it is on the disk, so a folder
//! with that name is whole, and the one before it is removed only then.

mod error;
mod records;
mod state;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use self::error::CheckpointError;
pub(super) use self::records::{optimizer_bytes, record, restore, restore_optimizer, wrong_history};
use self::state::{BestState, State};
use crate::files;

const STATE: &str = "state.json";
const STATE_SUM: &str = "state.sha256";
const MODEL: &str = "model.bpk";
const OPTIMIZER: &str = "optimizer.bpk";
const BEST: &str = "best.bpk";
const HISTORY: &str = "history.bin";

/// Where the checkpoints of one training are.
#[derive(Clone, Debug)]
pub struct Checkpoints {
    directory: PathBuf,
    fingerprint: String,
    keep: usize,
}

/// A training under way.
pub(super) struct Snapshot {
    pub(super) step: usize,
    pub(super) model: Vec<u8>,
    pub(super) optimizer: Vec<u8>,
    /// The best model's step and score.
    pub(super) best: Option<(usize, f64, Vec<u8>)>,
    pub(super) stale: usize,
    /// As [`History`](super::History) packs itself.
    pub(super) history: Vec<u8>,
}

impl Checkpoints {
    /// In `directory`, which is made when the first one is written. `fingerprint` stands for all that decides
    /// the result: a checkpoint with another one is refused. The last two are kept.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>, fingerprint: impl Into<String>) -> Self {
        Self { directory: directory.into(), fingerprint: fingerprint.into(), keep: 2 }
    }

    /// The steps of the checkpoints that are there, ascending.
    #[must_use]
    pub fn steps(&self) -> Vec<usize> {
        self.listed().unwrap_or_default()
    }

    /// None where there is no folder. A folder that cannot be read is an error: training would begin anew
    /// beside what is in it.
    fn listed(&self) -> io::Result<Vec<usize>> {
        let entries = match fs::read_dir(&self.directory) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut steps = Vec::new();
        for entry in entries {
            let name = entry?.file_name();
            let step = name.to_str().and_then(|name| name.strip_prefix("step-")?.parse().ok());
            steps.extend(step.filter(|&step| self.path(step).file_name() == Some(&name)));
        }
        steps.sort_unstable();
        Ok(steps)
    }

    fn path(&self, step: usize) -> PathBuf {
        self.directory.join(format!("step-{step:09}"))
    }

    pub(super) fn write(&self, snapshot: &Snapshot) -> Result<(), CheckpointError> {
        let place = self.path(snapshot.step);
        let unfinished = self.directory.join(".unfinished");
        self.write_to(&unfinished, &place, snapshot).map_err(|source| {
            // A full disk is to be no fuller; the first failure is the one to tell.
            drop(files::remove_folder(&unfinished));
            CheckpointError::Write { path: place, source }
        })?;
        let (own, later): (Vec<usize>, Vec<usize>) =
            self.steps().into_iter().partition(|&step| step <= snapshot.step);
        let old = own.len().saturating_sub(self.keep);
        // Later ones could not be used, or training would have gone on from them. What cannot be removed
        // does no harm.
        own[..old].iter().chain(&later).for_each(|&step| drop(fs::remove_dir_all(self.path(step))));
        Ok(())
    }

    fn write_to(&self, unfinished: &Path, place: &Path, snapshot: &Snapshot) -> io::Result<()> {
        files::remove_folder(unfinished)?;
        fs::create_dir_all(unfinished)?;
        let Snapshot { step, model, optimizer, best, stale, history } = snapshot;
        let best_model = best.as_ref().map(|(.., model)| (BEST, model));
        let contents = [(MODEL, model), (OPTIMIZER, optimizer), (HISTORY, history)];
        let mut sums = Vec::new();
        for (name, bytes) in contents.into_iter().chain(best_model) {
            files::write(&unfinished.join(name), bytes)?;
            sums.push((name.to_owned(), files::sha256(bytes)));
        }
        let best = best.as_ref().map(|&(step, score, _)| BestState { step, score_bits: score.to_bits() });
        let state = State::new(&self.fingerprint, *step, best, *stale, sums);
        let state = serde_json::to_vec(&state)?;
        files::write(&unfinished.join(STATE), &state)?;
        files::write(&unfinished.join(STATE_SUM), files::sha256(&state).as_bytes())?;
        files::sync_folder(unfinished)?;
        // The same step again: what is there may be what could not be read.
        files::remove_folder(place)?;
        fs::rename(unfinished, place)?;
        files::sync_folder(&self.directory)
    }

    /// The newest checkpoint that is whole. One that is not is said to `skipped`, and the one before it serves.
    pub(super) fn newest(
        &self,
        skipped: &mut dyn FnMut(String),
    ) -> Result<Option<Snapshot>, CheckpointError> {
        let unreadable = |source| CheckpointError::Read { path: self.directory.clone(), source };
        let steps = self.listed().map_err(unreadable)?;
        let mut first = None;
        for &step in steps.iter().rev() {
            match self.read(&self.path(step)) {
                Ok(snapshot) => return Ok(Some(snapshot)),
                Err(foreign @ CheckpointError::Foreign { .. }) => return Err(foreign),
                Err(broken) => {
                    skipped(crate::error::chain(&broken));
                    first.get_or_insert(broken);
                }
            }
        }
        let Some(source) = first.map(Box::new) else { return Ok(None) };
        Err(CheckpointError::NoneWhole { path: self.directory.clone(), count: steps.len(), source })
    }

    fn read(&self, place: &Path) -> Result<Snapshot, CheckpointError> {
        let read = |name: &str| {
            let path = place.join(name);
            fs::read(&path).map_err(|source| CheckpointError::Read { path, source })
        };
        let corrupt = |name: &str, expected: String, actual: String| CheckpointError::Corrupt {
            path: place.join(name),
            expected,
            actual,
        };
        // Against the sum that was written.
        let sound = |name: &str, bytes: Vec<u8>, sum: &str| match files::sha256(&bytes) {
            actual if actual == sum => Ok(bytes),
            actual => Err(corrupt(name, format!("the SHA-256 {sum}"), format!("the SHA-256 {actual}"))),
        };
        let json = read(STATE)?;
        let wrong = |(expected, actual)| corrupt(STATE, expected, actual);
        // First, because another version has other files.
        State::check_version(&json).map_err(wrong)?;
        let json = sound(STATE, json, &String::from_utf8_lossy(&read(STATE_SUM)?))?;
        let state = State::parse(&json).map_err(wrong)?;
        if state.fingerprint != self.fingerprint {
            return Err(CheckpointError::Foreign { path: place.to_owned() });
        }
        let file = |name: &str| {
            let sum = state.files.iter().find(|(file, _)| file == name);
            let missing = || corrupt(STATE, format!("the sum of {name}"), "none".to_owned());
            let (_, sum) = sum.ok_or_else(missing)?;
            sound(name, read(name)?, sum)
        };
        let best = state.best.map(|best| Ok((best.step, f64::from_bits(best.score_bits), file(BEST)?)));
        Ok(Snapshot {
            step: state.step,
            model: file(MODEL)?,
            optimizer: file(OPTIMIZER)?,
            best: best.transpose()?,
            stale: state.stale,
            history: file(HISTORY)?,
        })
    }
}
