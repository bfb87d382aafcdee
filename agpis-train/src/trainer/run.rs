//! The state of a training, as far as a checkpoint must know it.

use burn::module::Module;
use burn::optim::{GradientsParams, ModuleOptimizer};

use super::checkpoint::{self, Snapshot};
use super::groups::Groups;
use super::statistics::{self, Statistics};
use super::{History, TrainConfig, Trained, adamw, gradients};
use crate::TrainError;

/// The best model so far.
struct Best {
    step: usize,
    score: f64,
    model: Vec<u8>,
}

/// A training under way.
pub(super) struct Run<M> {
    pub(super) model: M,
    pub(super) step: usize,
    pub(super) history: History,
    optimizer: ModuleOptimizer,
    groups: Groups,
    best: Option<Best>,
    /// Validations since the best one.
    stale: usize,
}

impl<M: Module> Run<M> {
    pub(super) fn start(model: M, config: &TrainConfig) -> Result<Self, TrainError> {
        let groups = Groups::new(config);
        gradients::settle(&model);
        let model = groups.prepare(statistics::unshared(&model))?;
        let optimizer = adamw::optimizer(config);
        Ok(Self { model, step: 0, history: History::default(), optimizer, groups, best: None, stale: 0 })
    }

    /// One step of the optimiser.
    pub(super) fn update(&mut self, gradients: GradientsParams, rate: f64, statistics: Option<Statistics>) {
        let mut model = self.model.clone();
        for (gradients, factor) in self.groups.split(&model, gradients) {
            model = self.optimizer.step(rate * factor, model, gradients);
        }
        self.model = match statistics {
            Some(statistics) => statistics.put_into(model),
            None => model,
        };
        self.step += 1;
    }

    /// Notes the score of the model as it is, and says whether it is the best so far.
    pub(super) fn judge(&mut self, score: f64) -> Result<bool, TrainError> {
        self.history.validation(self.step, score);
        // What is not a number is worse than any number.
        let is_best = self
            .best
            .as_ref()
            .is_none_or(|best| score > best.score || (best.score.is_nan() && !score.is_nan()));
        if is_best {
            self.best = Some(Best { step: self.step, score, model: checkpoint::record(&self.model)? });
        }
        self.stale = if is_best { 0 } else { self.stale + 1 };
        Ok(is_best)
    }

    pub(super) fn is_exhausted(&self, patience: Option<usize>) -> bool {
        patience.is_some_and(|patience| self.stale > patience)
    }

    pub(super) fn snapshot(&self) -> Result<Snapshot, TrainError> {
        Ok(Snapshot {
            step: self.step,
            model: checkpoint::record(&self.model)?,
            optimizer: checkpoint::optimizer_bytes(&self.optimizer)?,
            best: self.best.as_ref().map(|best| (best.step, best.score, best.model.clone())),
            stale: self.stale,
            history: self.history.to_bytes(),
        })
    }

    pub(super) fn restored(self, snapshot: Snapshot) -> Result<Self, TrainError> {
        let Snapshot { step, model, optimizer, best, stale, history } = snapshot;
        Ok(Self {
            model: checkpoint::restore(self.model, model)?,
            optimizer: checkpoint::restore_optimizer(self.optimizer, optimizer)?,
            best: best.map(|(step, score, model)| Best { step, score, model }),
            groups: self.groups,
            step,
            history: History::from_bytes(&history).ok_or_else(checkpoint::wrong_history)?,
            stale,
        })
    }

    pub(super) fn finished(self) -> Result<Trained<M>, TrainError> {
        let (model, step) = match self.best {
            Some(best) => (checkpoint::restore(self.model, best.model)?, best.step),
            None => (self.model, self.step),
        };
        Ok(Trained { model: self.groups.undone(model), step, history: self.history })
    }
}
