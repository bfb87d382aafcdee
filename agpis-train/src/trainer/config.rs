//! How to train.

use std::f64::consts::PI;
use std::num::NonZeroUsize;

use agpis_vision::ConfigError;
use burn::module::Module;
use burn::tensor::{DType, Device, FloatDType};
use serde::{Deserialize, Serialize};

const ONE: NonZeroUsize = NonZeroUsize::MIN;

/// How to train.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TrainConfig {
    /// Seed of the data order, of dropout and of fresh weights.
    pub seed: u64,
    /// Optimiser steps.
    pub steps: usize,
    /// Largest learning rate, reached after the warm-up. The paper uses 1.5e-4 with pretrained weights (§4.2).
    pub learning_rate: f64,
    /// Steps of linear warm-up.
    pub warmup_steps: usize,
    /// How the rate falls after it.
    pub schedule: Schedule,
    /// Decoupled weight decay of AdamW; 0.01 as in PyTorch.
    pub weight_decay: f32,
    /// β of AdamW.
    pub betas: [f32; 2],
    /// ε of AdamW; 1e-8 as in PyTorch.
    pub epsilon: f32,
    /// Largest norm of all gradients together, as `torch.nn.utils.clip_grad_norm_`; none by default.
    pub clip_norm: Option<f64>,
    /// Parts of a step that are computed side by side. Fixed in the configuration, so that weights do not
    /// depend on the machine.
    pub shards: NonZeroUsize,
    /// Rounds of such parts before the optimiser's step.
    pub accumulation: NonZeroUsize,
    /// What forward and backward compute in. Weights and optimiser have 32 bits.
    pub precision: Precision,
    /// Steps between two validations; the last step is always validated.
    pub validate_every: Option<NonZeroUsize>,
    /// Validations without a better score that are put up with; more end the training.
    pub patience: Option<usize>,
    /// Steps between two checkpoints, where there is a place for them.
    pub checkpoint_every: Option<NonZeroUsize>,
    /// Parameters that are trained in another way than the rest; the last group that matches counts.
    #[serde(rename = "group", skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<ParameterGroup>,
    /// Trains low-rank additions to the matrices, and nothing else (Hu et al. 2021).
    pub lora: Option<Lora>,
}

/// How the learning rate falls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// Along a half cosine to 0.
    #[default]
    Cosine,
    /// Along a line to 0.
    Linear,
    /// It does not.
    Constant,
}

/// What forward and backward compute in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// 32-bit floats.
    #[default]
    F32,
    /// bfloat16, where the device has it; losses and the optimiser stay in 32 bits.
    Bf16,
}

/// Parameters below a place in the model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterGroup {
    /// The beginning of their paths, such as `encoder.vit`.
    pub path: String,
    /// Their share of the learning rate.
    #[serde(default = "whole")]
    pub learning_rate: f64,
    /// Whether they stay as they are.
    #[serde(default)]
    pub frozen: bool,
}

fn whole() -> f64 {
    1.0
}

/// Low-rank additions to matrices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lora {
    /// Their rank.
    pub rank: NonZeroUsize,
    /// They count `alpha / rank`.
    pub alpha: f64,
    /// The beginning of the paths of the matrices; all by default.
    #[serde(default)]
    pub path: String,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            seed: 0,
            steps: 0,
            learning_rate: 6e-4,
            warmup_steps: 0,
            schedule: Schedule::default(),
            weight_decay: 0.01,
            betas: [0.9, 0.999],
            epsilon: 1e-8,
            clip_norm: None,
            shards: ONE,
            accumulation: ONE,
            precision: Precision::default(),
            validate_every: None,
            patience: None,
            checkpoint_every: None,
            groups: Vec::new(),
            lora: None,
        }
    }
}

impl TrainConfig {
    /// `steps` steps with 5 % warm-up, and the other defaults.
    #[must_use]
    pub fn new(steps: usize, learning_rate: f64) -> Self {
        Self { steps, learning_rate, warmup_steps: steps.div_ceil(20), ..Self::default() }
    }

    /// Checks the values.
    ///
    /// # Errors
    /// Names the first one that no training can have.
    pub fn validate(&self) -> Result<(), ConfigError> {
        ConfigError::check_range("steps", self.steps, 1..=1_000_000_000)?;
        ConfigError::check_range("warmup_steps", self.warmup_steps, 0..=self.steps)?;
        ConfigError::check_range("shards", self.shards.get(), 1..=1024)?;
        ConfigError::check_range("accumulation", self.accumulation.get(), 1..=1_000_000)?;
        let positive = |field, value: f64| match value.is_finite() && value > 0.0 {
            true => Ok(()),
            false => {
                Err(ConfigError { field, expected: "a number above 0".to_owned(), actual: value.to_string() })
            }
        };
        positive("learning_rate", self.learning_rate)?;
        positive("epsilon", f64::from(self.epsilon))?;
        self.clip_norm.map_or(Ok(()), |norm| positive("clip_norm", norm))?;
        self.betas.iter().try_for_each(|beta| ConfigError::check_fraction("betas", f64::from(*beta)))?;
        ConfigError::check_fraction("weight_decay", f64::from(self.weight_decay))?;
        if self.patience.is_some() && self.validate_every.is_none() {
            return Err(ConfigError {
                field: "patience",
                expected: "validate_every beside it".to_owned(),
                actual: "none".to_owned(),
            });
        }
        if let Some(lora) = &self.lora {
            ConfigError::check_range("lora.rank", lora.rank.get(), 1..=4096)?;
            positive("lora.alpha", lora.alpha)?;
        }
        self.groups.iter().try_for_each(|group| match group.learning_rate {
            share if share.is_finite() && share >= 0.0 => Ok(()),
            share => Err(ConfigError {
                field: "group.learning_rate",
                expected: "a number of at least 0".to_owned(),
                actual: share.to_string(),
            }),
        })
    }

    /// Parts of a step.
    #[must_use]
    pub fn parts(&self) -> NonZeroUsize {
        self.shards.saturating_mul(self.accumulation)
    }

    /// The learning rate of a step, counted from 0.
    #[must_use]
    pub fn learning_rate_at(&self, step: usize) -> f64 {
        if step < self.warmup_steps {
            return self.learning_rate * (step + 1) as f64 / self.warmup_steps as f64;
        }
        let rest = (self.steps - self.warmup_steps).max(1) as f64;
        let done = (step - self.warmup_steps) as f64 / rest;
        self.learning_rate
            * match self.schedule {
                Schedule::Cosine => 0.5 * (1.0 + (PI * done).cos()),
                Schedule::Linear => 1.0 - done,
                Schedule::Constant => 1.0,
            }
    }

    /// What the random numbers of a part of a step begin with, both counted from 0.
    pub(super) fn seed_of_part(&self, step: usize, part: usize) -> u64 {
        let number = (step as u64).wrapping_mul(self.parts().get() as u64).wrapping_add(part as u64);
        self.seed ^ number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

impl Precision {
    /// What pixels are given to a model in.
    #[must_use]
    pub fn float_type(self) -> FloatDType {
        match self {
            Self::F32 => FloatDType::F32,
            Self::Bf16 => FloatDType::BF16,
        }
    }

    /// Whether `device` can compute in it.
    pub(super) fn check(self, device: &Device) -> Result<(), ConfigError> {
        if self == Self::F32 || device.supports_dtype(DType::BF16) {
            return Ok(());
        }
        Err(ConfigError {
            field: "precision",
            expected: "one that the device has".to_owned(),
            actual: "bf16".to_owned(),
        })
    }

    /// The model in which forward and backward compute.
    pub(super) fn apply<M: Module>(self, model: M) -> M {
        match self {
            Self::F32 => model,
            Self::Bf16 => super::gradients::in_bf16(model),
        }
    }
}
