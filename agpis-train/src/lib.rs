//! Training and evaluation of the AGPIS models: the loop, the tasks of the four models, the
//! calibration of thresholds, and the recipe of the default bundle. The only crate that uses
//! automatic differentiation.

mod batches;
mod default_bundle;
mod evaluation;
mod image_task;
mod patch_task;
mod sequence_task;
mod tokenizer;
mod trainer;

pub use crate::default_bundle::{DefaultBundle, Effort, Figure, train_default_bundle};
pub use crate::evaluation::{
    Auc, threshold_for_false_positives, threshold_for_precision, threshold_for_recall,
};
pub use crate::image_task::{ImageTraining, pretrain_encoder, train_binary};
pub use crate::patch_task::{PatchTraining, train_embedder};
pub use crate::sequence_task::{SequenceTraining, train_muisc};
pub use crate::tokenizer::train_tokenizer;
pub use crate::trainer::{Progress, TrainConfig, TrainError, fit};
