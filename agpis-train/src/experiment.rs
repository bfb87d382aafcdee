//! One experiment: data, a model and how it is trained, in one file that can be run again.

mod category;
mod data;
mod data_config;
mod imbalance;
mod run;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use agpis_muisc::LossWeights;
use agpis_vision::ConfigError;
use serde::{Deserialize, Serialize};

pub use self::category::Category;
pub use self::data::Data;
pub use self::data_config::DataConfig;
pub use self::imbalance::Imbalance;
pub use self::run::{Finished, RunEvent, Runner};
use crate::data::{Augmentation, DataError};
use crate::{Question, SequenceModelConfig, TrainConfig, TrainError};

/// Everything that decides what comes out of a training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// What it is called in reports.
    pub name: String,
    /// What is learned from.
    pub data: DataConfig,
    /// What learns.
    pub model: SequenceModelConfig,
    /// Tokens of the vocabulary, of which the tokenizer is trained on titles and feedback.
    #[serde(default = "vocabulary")]
    pub vocabulary: usize,
    /// Pretraining of the visual backbone; none begins with random weights.
    #[serde(default)]
    pub pretraining: Option<PretrainingConfig>,
    /// Pretraining of the decoder as a language model; of MUIsC only.
    #[serde(default)]
    pub text_pretraining: Option<TextPretrainingConfig>,
    /// Times that every example is seen, in place of a number of steps.
    #[serde(default)]
    pub epochs: Option<f64>,
    /// Share of the steps that is warm-up, in place of a number of steps.
    #[serde(default)]
    pub warmup: Option<f64>,
    /// Examples in a step.
    pub batch_size: usize,
    /// λ^nlg of equation 4.
    #[serde(default = "nlg_weight")]
    pub nlg_weight: f64,
    /// λ^mcc of equation 4.
    #[serde(default = "mcc_weight")]
    pub mcc_weight: f64,
    /// What is done about rare classes.
    #[serde(default)]
    pub imbalance: Imbalance,
    /// Share of qualified examples in every epoch, above 0 and below 1; as many as there are by default. The
    /// probabilities of the model are taken back to the share that there is.
    #[serde(default)]
    pub qualified_share: Option<f64>,
    /// Of how many rejected test sequences MUIsC writes its feedback.
    #[serde(default = "feedback_on")]
    pub feedback_on: usize,
    /// Faint changes of the training images.
    #[serde(default)]
    pub augmentation: AugmentationConfig,
    /// Optimiser, schedule, checkpoints.
    pub train: TrainConfig,
}

fn vocabulary() -> usize {
    2048
}

/// Enough for a share within two points.
pub(crate) fn feedback_on() -> usize {
    500
}

fn nlg_weight() -> f64 {
    LossWeights::default().nlg_weight
}

fn mcc_weight() -> f64 {
    LossWeights::default().mcc_weight
}

/// Faint changes of the training images; see [`Augmentation`]. By default there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AugmentationConfig {
    /// By how many levels black gets lighter and white darker at most.
    pub levels: f32,
    /// Pixels to shift by at most.
    pub shift: u32,
    /// Levels of noise at most.
    pub noise: u8,
}

impl AugmentationConfig {
    /// # Errors
    /// If a strength is one with which labels would not be safe.
    pub fn augmentation(&self) -> Result<Augmentation, DataError> {
        Augmentation::new(self.levels, self.shift, self.noise)
    }
}

/// What the data say of a setting, as a configuration says it.
fn setting(field: &'static str, error: DataError) -> ConfigError {
    match error {
        DataError::Setting { expected, actual } => {
            ConfigError { field, expected: expected.to_owned(), actual }
        }
        other => {
            ConfigError { field, expected: "a value that can be used".to_owned(), actual: other.to_string() }
        }
    }
}

/// Pretraining of a backbone on what drawn pictures show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PretrainingConfig {
    /// Pictures to learn from.
    pub pictures: u64,
    /// Pictures in a step.
    pub batch_size: usize,
    /// Optimiser steps.
    pub steps: usize,
    /// Largest learning rate.
    pub learning_rate: f64,
}

/// Pretraining of the decoder on titles and feedback.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextPretrainingConfig {
    /// Titles with feedback to learn from: of a bench, those of further sequences; of reviews, each title with feedback on
    /// other examples.
    pub texts: u64,
    /// Texts in a step.
    pub batch_size: usize,
    /// Optimiser steps.
    pub steps: usize,
    /// Largest learning rate.
    pub learning_rate: f64,
}

impl PretrainingConfig {
    /// What the backbone is asked. What is wrong with a picture is part of it: with kind, colour and angle alone, no
    /// model finds single-image violations in a few thousand sequences.
    pub(crate) const QUESTIONS: &'static [Question] = Question::ALL;
}

impl Experiment {
    /// Reads an experiment file.
    ///
    /// # Errors
    /// If it is no TOML, a field is missing or unknown, or a value is out of range.
    pub fn parse(toml: &str) -> Result<Self, ExperimentError> {
        let experiment: Self = toml::from_str(toml)?;
        experiment.validate()?;
        Ok(experiment)
    }

    /// Reads an experiment file, and says in which folder it is: its paths are relative to that one.
    ///
    /// # Errors
    /// If it cannot be read, and as [`parse`](Self::parse).
    pub fn read(path: &Path) -> Result<(Self, PathBuf), TrainError> {
        let toml = std::fs::read_to_string(path).map_err(TrainError::file(path))?;
        Ok((Self::parse(&toml)?, path.parent().unwrap_or(Path::new("")).to_owned()))
    }

    /// The same with paths that hold in any folder, where they were relative to `base`.
    ///
    /// # Errors
    /// If the working folder is not known.
    pub fn located(&self, base: &Path) -> Result<Self, TrainError> {
        Ok(Self { data: self.data.located(base)?, ..self.clone() })
    }

    /// Whether this experiment, with located paths, may run in a folder: one that has no experiment, or this one.
    ///
    /// # Errors
    /// If it has another one, which would be lost.
    pub fn check_folder(&self, folder: &Path) -> Result<(), TrainError> {
        let path = folder.join("experiment.toml");
        let toml = match std::fs::read_to_string(&path) {
            Ok(toml) => toml,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(TrainError::file(&path)(error)),
        };
        // How much feedback is written in the end makes no other training.
        let trained = |experiment: &Self| Self { feedback_on: 0, ..experiment.clone() };
        match Self::parse(&toml) {
            Ok(there) if trained(&there) == trained(self) => Ok(()),
            _ => Err(TrainError::OtherExperiment { path }),
        }
    }

    /// The experiment file that [`parse`](Self::parse) reads.
    ///
    /// # Errors
    /// If a value cannot be written.
    pub fn to_toml(&self) -> Result<String, ExperimentError> {
        Ok(toml::to_string(self)?)
    }

    /// Checks all values that can be checked without the data.
    ///
    /// # Errors
    /// Names the first one that is out of range.
    pub fn validate(&self) -> Result<(), ConfigError> {
        self.model.validate()?;
        self.data.validate()?;
        self.augmentation.augmentation().map_err(|error| setting("augmentation", error))?;
        ConfigError::check_range("vocabulary", self.vocabulary, 300..=1_000_000)?;
        let texts = self.text_pretraining.as_ref().map_or(1, |config| config.texts);
        ConfigError::check_range("texts", usize::try_from(texts).unwrap_or(usize::MAX), 1..=10_000_000)?;
        let fraction = |field, value: Option<f64>, most: f64| match value {
            Some(v) if !(v.is_finite() && v > 0.0 && v <= most) => Err(ConfigError {
                field,
                expected: format!("a number above 0, and at most {most}"),
                actual: v.to_string(),
            }),
            _ => Ok(()),
        };
        fraction("epochs", self.epochs, 1e6)?;
        fraction("warmup", self.warmup, 1.0)?;
        fraction("qualified_share", self.qualified_share, 1.0f64.next_down())?;
        if self.epochs.is_some() && self.train.steps > 0 {
            return Err(ConfigError {
                field: "epochs",
                expected: "either epochs or train.steps".to_owned(),
                actual: "both".to_owned(),
            });
        }
        // However many steps an epoch of the data has: what depends on it, the trainer checks.
        const LONG: NonZeroUsize = NonZeroUsize::new(1_000).unwrap();
        let mut train = self.train_config(LONG);
        if self.epochs.is_some() {
            train.steps = train.steps.max(train.warmup_steps);
        }
        train.validate()
    }

    /// The configuration of the trainer for epochs of so many steps.
    pub(crate) fn train_config(&self, steps_per_epoch: NonZeroUsize) -> TrainConfig {
        let mut train = self.train.clone();
        if let Some(epochs) = self.epochs {
            train.steps = ((epochs * steps_per_epoch.get() as f64).ceil() as usize).max(1);
        }
        if let Some(share) = self.warmup {
            train.warmup_steps = (share * train.steps as f64).ceil() as usize;
        }
        train
    }

    /// Equation 4.
    #[must_use]
    pub fn losses(&self) -> LossWeights {
        LossWeights { nlg_weight: self.nlg_weight, mcc_weight: self.mcc_weight }
    }
}

/// An experiment file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExperimentError {
    /// It is no experiment in TOML.
    #[error("expected an experiment in TOML")]
    Toml(#[from] toml::de::Error),
    /// It cannot be written.
    #[error("the experiment cannot be written")]
    Write(#[from] toml::ser::Error),
    /// A value is out of range.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

impl From<ExperimentError> for TrainError {
    fn from(error: ExperimentError) -> Self {
        Self::Experiment(Box::new(error))
    }
}
