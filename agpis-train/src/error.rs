//! What can go wrong while training.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use crate::data::DataError;
use crate::trainer::CheckpointError;

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
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] agpis_vision::ConfigError),
    /// The data cannot be used.
    #[error("the data cannot be used")]
    Data(#[from] DataError),
    /// The rules cannot be used.
    #[error(transparent)]
    Rules(#[from] crate::rules_file::RulesFileError),
    /// A bundle cannot be read or written.
    #[error("the bundle cannot be used")]
    Bundle(#[from] agpis_muisc::BundleError),
    /// A store of bundles cannot be used.
    #[error(transparent)]
    Store(#[from] crate::bundle_store::StoreError),
    /// A checkpoint cannot be written or read.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The tokenizer cannot be trained.
    #[error("the tokenizer cannot be trained")]
    Tokenizer(#[source] tokenizers::Error),
    /// The tokenizer does not fit the model.
    #[error("the tokenizer does not fit the model")]
    Text(#[from] agpis_muisc::TextError),
    /// Weights cannot be written or read.
    #[error("weights cannot be used")]
    Weights(#[from] agpis_vision::weights::WeightsError),
    /// The experiment file is wrong.
    #[error("the experiment cannot be run")]
    Experiment(#[source] Box<crate::experiment::ExperimentError>),
    /// A folder is that of another experiment.
    #[error("{path}: expected the experiment that is to be run, got another one; take another folder")]
    OtherExperiment {
        /// The file of that experiment.
        path: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("{path} cannot be read or written")]
    File {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The predictions make no set.
    #[error("the predictions cannot be used")]
    Predictions(#[from] agpis_eval::PredictionsError),
    /// A file of predictions cannot be used.
    #[error("{path}")]
    PredictionsFile {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<agpis_eval::ReadError>,
    },
    /// Models cannot be measured.
    #[error("the model cannot be measured")]
    Evaluation(#[from] agpis_eval::EvaluationError),
    /// Models cannot be compared.
    #[error("the models cannot be compared")]
    Compare(#[source] Box<agpis_eval::CompareError>),
    /// A chart cannot be drawn.
    #[error("a chart cannot be drawn")]
    Chart(#[from] agpis_eval::ChartError),
    /// A figure is not defined for the held-out data.
    #[error("a figure is not defined for the held-out data")]
    Metric(#[from] agpis_core::MetricError),
    /// The device failed.
    #[error("the device failed")]
    Device(#[from] agpis_core::Error),
}

impl TrainError {
    /// For `map_err` after something with the file at `path`.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::File { path, source }
    }
}

/// An error with its causes, in one line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
