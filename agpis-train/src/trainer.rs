//! The training loop. It knows nothing of models and data: a [`Task`] does.

mod adamw;
mod checkpoint;
mod config;
mod gradients;
mod groups;
mod history;
mod loader;
mod part;
mod run;
mod statistics;
mod task;

pub use checkpoint::{CheckpointError, Checkpoints};
pub use config::{Lora, ParameterGroup, Precision, Schedule, TrainConfig};
pub use history::{History, Point};
pub use task::{Loss, Task};

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use rayon::prelude::*;

use self::part::{Part, Summed};
use self::run::Run;
use crate::TrainError;

/// Where the training stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// The step just made, counted from 1.
    pub step: usize,
    /// All steps.
    pub steps: usize,
    /// Its loss; 0 where nothing is learned.
    pub loss: f32,
}

/// What happened while training.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// The training goes on from a checkpoint, this many steps in.
    Resumed(usize),
    /// A checkpoint could not be used; the one before it serves.
    Skipped(String),
    /// A step was made.
    Step(Progress),
    /// The model was tried on held-out data.
    Validated {
        /// After so many steps.
        step: usize,
        /// The score; higher is better.
        score: f64,
        /// Whether it is the best so far.
        is_best: bool,
    },
    /// The score has not risen for as many validations as the configuration allows.
    StoppedEarly(usize),
}

/// A trained model.
#[derive(Debug)]
pub struct Trained<M> {
    /// The best one where it was validated, else the last one.
    pub model: M,
    /// The step of the model, counted from 1.
    pub step: usize,
    /// Losses and scores.
    pub history: History,
}

/// Tries a model on held-out data and gives its score; higher is better.
pub type Validation<'a, M> = &'a dyn Fn(&M) -> Result<f64, TrainError>;

/// Trains one model.
///
/// A step is made of `shards · accumulation` parts of equal weight, whose gradients are averaged in a
/// fixed order: the weights do not depend on the number of threads. With several devices, the parts of a round go to
/// them in turn, and the averaged gradients to the first.
pub struct Trainer<'a, T: Task> {
    task: &'a T,
    config: &'a TrainConfig,
    devices: Vec<Device>,
    checkpoints: Option<Checkpoints>,
    validation: Option<Validation<'a, T::Model>>,
}

impl<'a, T: Task> Trainer<'a, T> {
    /// Trains on `device`, which must have automatic differentiation.
    #[must_use]
    pub fn new(task: &'a T, config: &'a TrainConfig, device: &Device) -> Self {
        Self { task, config, devices: vec![device.clone()], checkpoints: None, validation: None }
    }

    /// To use these devices besides the first one. All must have automatic differentiation.
    #[must_use]
    pub fn with_more_devices(mut self, devices: impl IntoIterator<Item = Device>) -> Self {
        self.devices.extend(devices);
        self
    }

    /// To write checkpoints, and to go on from the newest one that is whole.
    #[must_use]
    pub fn with_checkpoints(self, checkpoints: Checkpoints) -> Self {
        Self { checkpoints: Some(checkpoints), ..self }
    }

    /// To try the model on held-out data every `validate_every` steps.
    #[must_use]
    pub fn with_validation(self, validation: Validation<'a, T::Model>) -> Self {
        Self { validation: Some(validation), ..self }
    }

    /// Trains `model`, which must live on the first device. With low-rank additions or frozen groups, all
    /// parameters of the trained model can learn again.
    ///
    /// # Errors
    /// If the configuration is wrong or does not fit the model or a device, the loss stops being finite, the device fails, the data cannot be
    /// had, or a checkpoint cannot be written or is one of another training.
    pub fn run(
        &self,
        model: T::Model,
        mut observe: impl FnMut(Event),
    ) -> Result<Trained<T::Model>, TrainError> {
        self.config.validate()?;
        self.devices.iter().try_for_each(|device| self.config.precision.check(device))?;
        let mut run = Run::start(model, self.config)?;
        if let Some(checkpoints) = &self.checkpoints {
            let newest = checkpoints.newest(&mut |problem| observe(Event::Skipped(problem)))?;
            if let Some(snapshot) = newest {
                run = run.restored(snapshot)?;
                observe(Event::Resumed(run.step));
            }
        }
        let first = run.step;
        loader::in_order(self.task, first..self.config.steps, self.config.parts(), |batches| {
            if run.is_exhausted(self.config.patience) {
                return Ok(false);
            }
            let loss = self.step(&mut run, batches?)?;
            observe(Event::Step(Progress { step: run.step, steps: self.config.steps, loss }));
            self.validate(&mut run, &mut observe)?;
            self.save(&run)?;
            Ok(true)
        })?;
        if run.step < self.config.steps {
            observe(Event::StoppedEarly(run.step));
        }
        run.finished()
    }

    fn step(&self, run: &mut Run<T::Model>, batches: Vec<T::Batch>) -> Result<f32, TrainError> {
        let step = run.step;
        let share = 1.0 / batches.len() as f64;
        let mut sum = Summed::new(&self.devices[0]);
        let mut batches = batches.into_iter().enumerate();
        for _round in 0..self.config.accumulation.get() {
            let round: Vec<(usize, T::Batch)> = batches.by_ref().take(self.config.shards.get()).collect();
            for part in self.round(&run.model, step, round, share)? {
                sum.add(&run.model, part);
            }
        }
        let (gradients, losses, statistics) = sum.finish();
        let loss = losses.first().map_or(f32::NAN, |(_, value)| *value);
        if !loss.is_finite() {
            return Err(TrainError::Diverged { step: step + 1, loss });
        }
        let gradients = gradients::clip(&run.model, gradients, self.config.clip_norm)?;
        let rate = self.config.learning_rate_at(step);
        run.update(gradients, rate, statistics);
        run.history.step(run.step, rate, &losses);
        Ok(loss)
    }

    /// Parts that are computed side by side, each with its number in the step.
    fn round(
        &self,
        model: &T::Model,
        step: usize,
        batches: Vec<(usize, T::Batch)>,
        share: f64,
    ) -> Result<Vec<Part>, TrainError> {
        let (task, config, devices) = (self.task, self.config, &self.devices);
        let compute = |(number, batch): (usize, T::Batch)| {
            let device = &devices[number % config.shards.get() % devices.len()];
            if task.is_random() {
                device.seed(config.seed_of_part(step, number));
            }
            // A copy, because graphs that share a parameter cannot run backward side by side.
            let own = config.precision.apply(statistics::unshared(model).fork(device));
            Part::compute(&own, task.loss(&own, batch, device), share)
        };
        if task.is_random() {
            // One after another: a device has one generator for all that is done on it.
            return batches.into_iter().map(compute).collect();
        }
        batches.into_par_iter().map(compute).collect()
    }

    fn validate(&self, run: &mut Run<T::Model>, observe: &mut impl FnMut(Event)) -> Result<(), TrainError> {
        let Some(validation) = self.validation else { return Ok(()) };
        let is_due = self.config.validate_every.is_some_and(|every| run.step.is_multiple_of(every.get()));
        if !is_due && run.step != self.config.steps {
            return Ok(());
        }
        let score = validation(&run.model)?;
        let is_best = run.judge(score)?;
        observe(Event::Validated { step: run.step, score, is_best });
        Ok(())
    }

    fn save(&self, run: &Run<T::Model>) -> Result<(), TrainError> {
        let (Some(checkpoints), Some(every)) = (&self.checkpoints, self.config.checkpoint_every) else {
            return Ok(());
        };
        if run.step.is_multiple_of(every.get()) || run.step == self.config.steps {
            checkpoints.write(&run.snapshot()?)?;
        }
        Ok(())
    }
}

/// Trains `model` with a loss that makes its data itself: `loss` gets the model, the step and the part, both
/// counted from 0. `device` is the model's, with automatic differentiation. `progress` is called after every step.
///
/// # Errors
/// As [`Trainer::run`].
pub fn fit<M: Module + Sync>(
    model: M,
    config: &TrainConfig,
    device: &Device,
    loss: impl Fn(&M, usize, usize) -> Tensor<1> + Sync,
    mut progress: impl FnMut(Progress),
) -> Result<M, TrainError> {
    let task = task::OfClosure::new(loss);
    let trained = Trainer::new(&task, config, device).run(model, |event| {
        if let Event::Step(step) = event {
            progress(step);
        }
    })?;
    Ok(trained.model)
}
