//! Writes tensors as a safetensors file, one at a time.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::{fs, io};

use half::{bf16, f16};
use safetensors::tensor::{Dtype, View};

use crate::DType;
use crate::values::invalid;

/// A tensor to be written: its values are asked for when its turn comes.
pub struct Stored<'a> {
    /// Its name.
    pub name: String,
    /// Its sizes.
    pub shape: Vec<usize>,
    /// In which of [`DType::F32`], [`DType::F16`] and [`DType::BF16`].
    pub dtype: DType,
    /// Gives its values, as many as the shape has.
    pub values: Box<dyn Fn() -> io::Result<Vec<f32>> + 'a>,
}

/// Writes a safetensors file. At no time are more than the values of one tensor in memory. The file is there
/// when it is whole: until then what has been written lies beside it, under its name with `.part` at the end.
///
/// # Errors
/// If the file cannot be written, values cannot be had, their number is not that of the shape, one of them is
/// too large for [`DType::F16`], or the type is none that is written here.
pub fn write_safetensors(
    path: &Path,
    tensors: Vec<Stored<'_>>,
    metadata: Option<HashMap<String, String>>,
) -> io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let result = write(Path::new(&part), &tensors, metadata).and_then(|()| fs::rename(&part, path));
    if result.is_err() {
        // There may be nothing to remove; the first failure is the one to tell.
        let _ = fs::remove_file(&part);
    }
    result
}

fn write(path: &Path, tensors: &[Stored<'_>], metadata: Option<HashMap<String, String>>) -> io::Result<()> {
    // The format's library cannot be told of a failure in between, so it is kept for afterwards.
    let failure = RefCell::new(None);
    let views = tensors.iter().map(|tensor| Ok((tensor.name.clone(), Pending::new(tensor, &failure)?)));
    let views = views.collect::<io::Result<Vec<_>>>()?;
    // The library writes a private file; this one shall have the permissions of any new file.
    let permissions = fs::File::create(path)?.metadata()?.permissions();
    safetensors::serialize_to_file(views, metadata, path).map_err(io::Error::other)?;
    fs::set_permissions(path, permissions)?;
    failure.into_inner().map_or(Ok(()), Err)
}

struct Pending<'a> {
    tensor: &'a Stored<'a>,
    dtype: Dtype,
    length: usize,
    failure: &'a RefCell<Option<io::Error>>,
}

impl<'a> Pending<'a> {
    fn new(tensor: &'a Stored<'a>, failure: &'a RefCell<Option<io::Error>>) -> io::Result<Self> {
        let (dtype, size) = match tensor.dtype {
            DType::F32 => (Dtype::F32, 4),
            DType::F16 => (Dtype::F16, 2),
            DType::BF16 => (Dtype::BF16, 2),
            other => {
                let message = format!("{}: expected f32, f16 or bf16, got {other}", tensor.name);
                return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
            }
        };
        let length = size * tensor.shape.iter().product::<usize>();
        Ok(Self { tensor, dtype, length, failure })
    }

    fn bytes(&self) -> io::Result<Vec<u8>> {
        let values = (self.tensor.values)()?;
        let bytes = match self.dtype {
            Dtype::F16 => self.halves(&values)?,
            Dtype::BF16 => bytes(&values, |value| bf16::from_f32(value).to_le_bytes()),
            _ => bytes(&values, f32::to_le_bytes),
        };
        if bytes.len() == self.length {
            return Ok(bytes);
        }
        let (name, shape, actual) = (&self.tensor.name, &self.tensor.shape, values.len());
        Err(invalid(format!("{name}: expected {shape:?}, got {actual} values")))
    }

    fn halves(&self, values: &[f32]) -> io::Result<Vec<u8>> {
        let is_too_large = |value: &&f32| value.is_finite() && f16::from_f32(**value).is_infinite();
        match values.iter().find(is_too_large) {
            None => Ok(bytes(values, |value| f16::from_f32(value).to_le_bytes())),
            Some(value) => {
                let (name, largest) = (&self.tensor.name, f16::MAX);
                Err(invalid(format!("{name}: expected values of at most {largest} for f16, got {value}")))
            }
        }
    }
}

fn bytes<const N: usize>(values: &[f32], bytes: impl Fn(f32) -> [u8; N]) -> Vec<u8> {
    let mut all = Vec::with_capacity(N * values.len());
    for &value in values {
        all.extend(bytes(value));
    }
    all
}

impl View for Pending<'_> {
    fn dtype(&self) -> Dtype {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.tensor.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        let bytes = self.bytes().unwrap_or_else(|error| {
            self.failure.borrow_mut().get_or_insert(error);
            vec![0; self.length]
        });
        Cow::Owned(bytes)
    }

    fn data_len(&self) -> usize {
        self.length
    }
}
