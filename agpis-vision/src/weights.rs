//! Weights of a module in a safetensors file, read strictly: every tensor of the module must be
//! there with its shape, and nothing else.

use std::collections::BTreeMap;

use burn::module::Module;
use burn::store::{ModuleSnapshot, SafetensorsStore};
use safetensors::{Dtype, SafeTensorError, SafeTensors};

/// The weights do not fit the module.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WeightsError {
    /// The bytes are no safetensors file.
    #[error("expected a safetensors file")]
    Format(#[from] SafeTensorError),
    /// Names or shapes differ from what the module has.
    #[error("the weights do not fit the model: {}", .0.join("; "))]
    Mismatch(
        /// One line for every missing, unexpected or mis-shaped tensor.
        Vec<String>,
    ),
    /// Reading or writing tensors failed.
    #[error("{0}")]
    Store(String),
}

/// The module's weights as a safetensors file.
///
/// # Errors
/// If the device cannot give them.
pub fn to_bytes<M: Module>(module: &M) -> Result<Vec<u8>, WeightsError> {
    let mut store = SafetensorsStore::from_bytes(None).clear_metadata();
    module.save_into(&mut store).map_err(|e| WeightsError::Store(e.to_string()))?;
    store.get_bytes().map_err(|e| WeightsError::Store(e.to_string()))
}

/// Puts the weights of a safetensors file into `module`.
///
/// # Errors
/// If the bytes are no safetensors file, or if a tensor is missing, unexpected, of another shape, or
/// not f32: all of them are listed.
pub fn from_bytes<M: Module>(mut module: M, bytes: Vec<u8>) -> Result<M, WeightsError> {
    let found = header(&bytes)?;
    // Burn aborts the process when applying weights panics, so nothing wrong may get that far.
    let problems = differences(&expected(&module), &found);
    if !problems.is_empty() {
        return Err(WeightsError::Mismatch(problems));
    }
    let mut store = SafetensorsStore::from_bytes(Some(bytes));
    let result = module.load_from(&mut store).map_err(|e| WeightsError::Store(e.to_string()))?;
    if result.is_success() && result.missing.is_empty() && result.unused.is_empty() {
        Ok(module)
    } else {
        Err(WeightsError::Store(result.to_string()))
    }
}

type Shapes = BTreeMap<String, (Vec<usize>, String)>;

fn header(bytes: &[u8]) -> Result<Shapes, WeightsError> {
    let file = SafeTensors::deserialize(bytes)?;
    let shape = |(name, view): (String, safetensors::tensor::TensorView<'_>)| {
        (name, (view.shape().to_vec(), dtype_name(view.dtype())))
    };
    Ok(file.tensors().into_iter().map(shape).collect())
}

fn dtype_name(dtype: Dtype) -> String {
    format!("{dtype:?}").to_lowercase()
}

fn expected<M: Module>(module: &M) -> Shapes {
    let tensors = module.collect(None, None, false);
    tensors.into_iter().map(|t| (t.name.clone(), (t.shape.to_vec(), "f32".to_owned()))).collect()
}

fn differences(expected: &Shapes, found: &Shapes) -> Vec<String> {
    let wrong = expected.iter().filter_map(|(name, (shape, dtype))| match found.get(name) {
        None => Some(format!("{name}: expected {dtype} {shape:?}, missing")),
        Some((s, d)) if s != shape || d != dtype => {
            Some(format!("{name}: expected {dtype} {shape:?}, got {d} {s:?}"))
        }
        Some(_) => None,
    });
    let unexpected = found.iter().filter(|(name, _)| !expected.contains_key(*name));
    wrong.chain(unexpected.map(|(name, (s, d))| format!("{name}: unexpected, {d} {s:?}"))).collect()
}
