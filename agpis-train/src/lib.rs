//! Training of the AGPIS models: reviews become examples ([`data`]), one file an [`experiment`], the paper's
//! Tables 2 and 3 [`tables`] of them; the training loop and the tasks of all models; stage 1 and whole bundles renewed from
//! reviews; and the recipe of the default bundle. The only crate that uses automatic differentiation.

pub mod data;
pub mod experiment;
pub mod tables;

mod batches;
mod bundle_store;
mod default_bundle;
mod error;
mod evaluation;
mod feedback_writer;
mod files;
mod image_task;
mod patch_task;
mod predict;
mod pretraining;
mod qualified_share;
mod refresh;
mod review_splits;
mod rules_file;
mod sequence_model;
mod sequence_task;
mod stage1;
mod text_task;
mod tokenizer;
mod trainer;
mod training;

pub use crate::bundle_store::{BundleStore, StoreError};
pub use crate::default_bundle::{DefaultBundle, Effort, Figure, Photographs, train_default_bundle};
pub use crate::error::TrainError;
pub use crate::evaluation::{
    Auc, threshold_for_false_positives, threshold_for_precision, threshold_for_recall,
};
pub use crate::feedback_writer::FeedbackWriter;
pub use crate::image_task::{BinaryTask, LabelledPicture};
pub use crate::patch_task::PatchTask;
pub use crate::predict::predict;
pub use crate::pretraining::{Pretrained, Pretraining, Question};
pub use crate::refresh::{RefreshOptions, Refreshed, refresh};
pub use crate::review_splits::{ReviewSource, ReviewSplits};
pub use crate::rules_file::{RulesFileError, read_rule_names};
pub use crate::sequence_model::{SequenceModel, SequenceModelConfig};
pub use crate::sequence_task::SequenceTask;
pub use crate::stage1::{BinaryModels, Calibrated, ImageModel, Stage1, Stage1Options, train_stage1};
pub use crate::text_task::TextTask;
pub use crate::tokenizer::train_tokenizer;
pub use crate::trainer::{
    CheckpointError, Checkpoints, Event, History, Lora, Loss, ParameterGroup, Point, Precision, Progress,
    Schedule, Task, TrainConfig, Trained, Trainer, Validation, fit,
};
pub use crate::training::Training;
