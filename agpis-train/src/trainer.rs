//! The training loop. It knows nothing of the model: that is a closure from a batch to a loss.

use std::num::NonZeroUsize;

use burn::module::Module;
use burn::optim::{AdamWConfig, GradientsAccumulator, GradientsParams};
use burn::tensor::{Device, Tensor};
use rayon::prelude::*;

/// How to train.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainConfig {
    /// Optimiser steps.
    pub steps: usize,
    /// Largest learning rate, reached after the warm-up. The paper uses 1.5e-4 with pretrained weights (§4.2).
    pub learning_rate: f64,
    /// Steps of linear warm-up; after it the rate falls to 0 along a half cosine.
    pub warmup_steps: usize,
    /// Decoupled weight decay of AdamW; 0.01 as in PyTorch.
    pub weight_decay: f32,
}

impl TrainConfig {
    /// `steps` steps with these defaults: 5 % warm-up, weight decay 0.01.
    #[must_use]
    pub fn new(steps: usize, learning_rate: f64) -> Self {
        Self { steps, learning_rate, warmup_steps: steps.div_ceil(20), weight_decay: 0.01 }
    }

    /// The learning rate of a step, counted from 0.
    #[must_use]
    pub fn learning_rate_at(&self, step: usize) -> f64 {
        if step < self.warmup_steps {
            return self.learning_rate * (step + 1) as f64 / self.warmup_steps as f64;
        }
        let rest = (self.steps - self.warmup_steps).max(1) as f64;
        let done = (step - self.warmup_steps) as f64 / rest;
        self.learning_rate * 0.5 * (1.0 + (std::f64::consts::PI * done).cos())
    }
}

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

/// Training cannot go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// The loss is NaN or infinite: the learning rate is too high, or the data are broken.
    #[error("step {step}: expected a finite loss, got {loss}")]
    Diverged {
        /// The step, counted from 1.
        step: usize,
        /// Its loss.
        loss: f32,
    },
    /// The tokenizer cannot be trained.
    #[error("the tokenizer cannot be trained")]
    Tokenizer(#[source] tokenizers::Error),
    /// The tokenizer does not fit the model.
    #[error("the tokenizer does not fit the model")]
    Text(#[from] agpis_muisc::TextError),
    /// A figure is not defined for the held-out data.
    #[error("a figure is not defined for the held-out data")]
    Metric(#[from] agpis_core::MetricError),
    /// The device failed.
    #[error("the device failed")]
    Device(#[from] agpis_core::Error),
}

/// Trains `model` with AdamW (PyTorch's ε of 1e-8). The model must live on a device with autodiff.
///
/// A batch is made of `shards` parts of equal weight, whose gradients are computed side by side and
/// averaged in order, so the result does not depend on the number of threads: `loss` gets the model,
/// the step and the shard, both counted from 0. `device` is the model's. `progress` is called after
/// every step.
///
/// # Errors
/// If the loss stops being finite or the device fails.
pub fn fit<M: Module + Sync>(
    mut model: M,
    config: &TrainConfig,
    shards: NonZeroUsize,
    device: &Device,
    loss: impl Fn(&M, usize, usize) -> Tensor<1> + Sync,
    mut progress: impl FnMut(Progress),
) -> Result<M, TrainError> {
    let optimizer = AdamWConfig::new().with_epsilon(1e-8).with_weight_decay(config.weight_decay);
    let mut optimizer = optimizer.init();
    let share = 1.0 / shards.get() as f64;
    for step in 0..config.steps {
        let parts: Vec<(GradientsParams, f32)> = (0..shards.get())
            .into_par_iter()
            .map(|shard| {
                // A copy, because graphs that share a parameter cannot run backward side by side.
                let own = model.clone().fork(device);
                gradients(&own, loss(&own, step, shard).mul_scalar(share))
            })
            .collect::<Result<_, TrainError>>()?;
        let mut sum = GradientsAccumulator::new();
        let mut value = 0.0;
        for (part, loss) in parts {
            sum.accumulate(&model, part);
            value += loss;
        }
        if !value.is_finite() {
            return Err(TrainError::Diverged { step: step + 1, loss: value });
        }
        model = optimizer.step(config.learning_rate_at(step), model, sum.grads());
        progress(Progress { step: step + 1, steps: config.steps, loss: value });
    }
    Ok(model)
}

fn gradients<M: Module>(model: &M, loss: Tensor<1>) -> Result<(GradientsParams, f32), TrainError> {
    let gradients = GradientsParams::from_grads(loss.backward(), model);
    Ok((gradients, agpis_vision::read(loss)?[0]))
}
