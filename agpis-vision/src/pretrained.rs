//! Weights that others have published, put into the backbones of this crate.
//!
//! Everything is read from local paths, and is checked first: a file whose names or shapes are not those of
//! the model is refused with a list of all that is wrong.

mod error;
mod json;
pub mod resnet;
pub mod resnet_v2;
pub mod vit;

pub use error::PretrainedError;
pub use json::{CONFIG, read_config, read_json};

use std::path::Path;

use agpis_weights::{KeyTable, Precision, TensorFile};
use burn::module::Module;

use crate::weights::{self, WeightsError};

/// Files of weights of a Hugging Face directory, in the order in which they are looked for.
const WEIGHTS: &[&str] = &["model.safetensors", "pytorch_model.bin"];
/// Training programs keep the weights under these names, or wrap the model.
const WRAPPERS: [&str; 3] = ["state_dict.", "model.", "module."];

/// Opens the weights of a Hugging Face directory, with the names of the model alone: `model.safetensors`, or
/// else `pytorch_model.bin`.
///
/// # Errors
/// If there is none of them, or it cannot be read.
pub fn open_weights(directory: &Path) -> Result<TensorFile, PretrainedError> {
    let mut paths = WEIGHTS.iter().map(|name| directory.join(name));
    let path = paths.find(|path| path.exists()).ok_or(PretrainedError::NoWeights { expected: WEIGHTS })?;
    open(&path)
}

/// Opens a file of weights, with the names of the model alone.
fn open(path: &Path) -> Result<TensorFile, PretrainedError> {
    let file = TensorFile::open(path).map_err(WeightsError::from)?;
    Ok(WRAPPERS.into_iter().fold(file, TensorFile::without_prefix))
}

fn load<M: Module>(module: M, path: &Path, table: &KeyTable) -> Result<M, PretrainedError> {
    Ok(weights::load(module, &open(path)?, table, Precision::Full)?)
}
