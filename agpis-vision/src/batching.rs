//! How a classifier cuts a batch into calls of its model.

use agpis_core::{Error, ErrorKind};
use burn::tensor::{Tensor, TensorData};
use rayon::prelude::*;

/// How many items go through the model at once, and whether several calls run side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Batching {
    /// One item a call, calls in parallel on all cores: for a CPU. A result is then the same
    /// bits whatever the batch.
    OneByOne,
    /// So many items a call, one call after the other: for a GPU.
    Chunks(std::num::NonZeroUsize),
}

impl Batching {
    /// Calls `model` on pieces of `batch` and puts its results together in order.
    ///
    /// # Errors
    /// The first error of `model`.
    pub fn run<I: Sync, O: Send>(
        self,
        batch: &[I],
        model: impl Fn(&[I]) -> Result<Vec<O>, Error> + Send + Sync,
    ) -> Result<Vec<O>, Error> {
        let pieces: Vec<Vec<O>> = match self {
            Self::OneByOne => batch.par_chunks(1).map(&model).collect::<Result<_, _>>()?,
            Self::Chunks(size) => batch.chunks(size.get()).map(&model).collect::<Result<_, _>>()?,
        };
        Ok(pieces.into_iter().flatten().collect())
    }
}

/// Reads a tensor back, with a failing device as an error.
///
/// # Errors
/// [`ErrorKind::Model`] if the device failed, now or in an operation that it had put off.
pub fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, Error> {
    let failed = |e: String| Error::new(ErrorKind::Model, "reading the model's output failed").with_source(e);
    let data: TensorData = tensor.try_into_data_as::<f32>().map_err(|e| failed(e.to_string()))?;
    data.try_to_vec::<f32>().map_err(|e| failed(format!("{e:?}")))
}
