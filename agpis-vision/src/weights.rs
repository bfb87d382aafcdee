//! Weights between modules and files, read strictly: every parameter of a module must be in the file
//! with its shape, and nothing else.
//!
//! A file of our own has the names of the module ([`load_own`], [`save`]); a file of somebody
//! else is read through a [`KeyTable`] ([`load`]).

mod parameters;

use std::borrow::Cow;
use std::io;
use std::path::Path;

use agpis_weights::{Arranged, DType, FileError, KeyTable, Precision, Stored, TensorFile, Values};
use burn::module::Module;
use burn::store::ModuleSnapshot;
use burn::store::bridge::{deferred, to_data};
use burn::store::burn_pack::{Error as PackError, Tensor as PackTensor};
use burn::tensor::{DType as BurnType, Shape, TensorData};

pub use parameters::{parameters, shapes};

/// The weights do not fit the module.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WeightsError {
    /// The file cannot be used.
    #[error("expected a file of weights")]
    File(#[from] FileError),
    /// Names or shapes differ from what the module has.
    #[error("the weights do not fit the model: {}", .0.join("; "))]
    Mismatch(
        /// One line for every missing, unexpected or mis-shaped tensor.
        Vec<String>,
    ),
    /// Reading or writing tensors failed.
    #[error("{0}")]
    Store(String),
    /// Writing a file failed.
    #[error("cannot be written")]
    Write(#[source] io::Error),
}

/// Puts weights of the module's own names into `module`.
///
/// # Errors
/// As [`load`].
pub fn load_own<M: Module>(module: M, file: &TensorFile, precision: Precision) -> Result<M, WeightsError> {
    let table = KeyTable::identity(&shapes(&module));
    load(module, file, &table, precision)
}

/// As [`load_own`], from a safetensors file in memory.
///
/// # Errors
/// If the bytes are no safetensors file, and as [`load`].
pub fn from_bytes<M: Module>(
    module: M,
    bytes: impl Into<Cow<'static, [u8]>>,
    precision: Precision,
) -> Result<M, WeightsError> {
    load_own(module, &TensorFile::from_safetensors(bytes)?, precision)
}

/// Puts weights of a file with other names and layouts into `module`, as `table` says.
///
/// # Errors
/// If a tensor is missing, unexpected, of another shape, or not of floats: all of them are listed, and
/// no value has been read. If the file cannot be read.
pub fn load<M: Module>(
    mut module: M,
    file: &TensorFile,
    table: &KeyTable,
    precision: Precision,
) -> Result<M, WeightsError> {
    // Burn aborts the process when applying weights panics, so nothing wrong may get that far.
    let arranged = table.resolve(&shapes(&module), file, precision).map_err(WeightsError::Mismatch)?;
    let expected = arranged.len();
    let tensors = arranged.into_iter().map(|(name, tensor)| pending(name, tensor)).collect();
    let result = module.apply(tensors, None, None, true);
    if result.is_success() && result.applied.len() == expected {
        Ok(module)
    } else {
        Err(WeightsError::Store(result.to_string()))
    }
}

/// Writes the weights of `module` as a safetensors file of `dtype`, one of f32, f16 and bf16. Vectors
/// stay f32: they are small, and their errors would add up.
///
/// # Errors
/// If the device cannot give them or the file cannot be written.
pub fn save<M: Module>(module: &M, path: &Path, dtype: DType) -> Result<(), WeightsError> {
    agpis_weights::write_safetensors(path, stored(parameters(module), dtype), None)
        .map_err(WeightsError::Write)
}

/// The weights of `module` as a safetensors file of 32-bit floats.
///
/// # Errors
/// If the device cannot give them.
pub fn to_bytes<M: Module>(module: &M) -> Result<Vec<u8>, WeightsError> {
    let mut store = burn::store::SafetensorsStore::from_bytes(None).skip_enum_variants(true).clear_metadata();
    module.save_into(&mut store).map_err(|e| WeightsError::Store(e.to_string()))?;
    store.get_bytes().map_err(|e| WeightsError::Store(e.to_string()))
}

fn stored(parameters: Vec<PackTensor>, dtype: DType) -> Vec<Stored<'static>> {
    let stored = |parameter: PackTensor| {
        let shape = parameter.shape.to_vec();
        let dtype = if shape.len() > 1 { dtype } else { DType::F32 };
        let name = parameter.name.clone();
        let values = Box::new(move || {
            let data = to_data(&parameter).map_err(io::Error::other)?;
            data.try_cast(BurnType::F32)
                .map_err(io::Error::other)?
                .try_to_vec::<f32>()
                .map_err(|e| io::Error::other(format!("{e:?}")))
        });
        Stored { name, shape, dtype, values }
    };
    parameters.into_iter().map(stored).collect()
}

/// A parameter that Burn reads when it gets to it.
fn pending(name: String, arranged: Arranged) -> PackTensor {
    let shape = Shape::from(arranged.shape().to_vec());
    let dtype = match arranged.dtype() {
        DType::F16 => BurnType::F16,
        DType::BF16 => BurnType::BF16,
        _ => BurnType::F32,
    };
    let declared = shape.clone();
    deferred(name, dtype, shape, None, move || {
        let values = arranged.read().map_err(|e| PackError::IoError(e.to_string()))?;
        Ok(match values {
            Values::F32(values) => TensorData::new(values, declared.clone()),
            Values::F16(values) => TensorData::new(values, declared.clone()),
            Values::BF16(values) => TensorData::new(values, declared.clone()),
        })
    })
}
