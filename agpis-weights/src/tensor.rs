//! One tensor of a file, read when it is asked for.

use std::fmt;
use std::io;
use std::sync::Arc;

use crate::values::{Place, invalid};
use crate::{DType, Values};

/// A stored tensor: element type, shape, and a way to its values.
#[derive(Clone)]
pub struct Tensor {
    dtype: DType,
    shape: Vec<usize>,
    read: Arc<dyn Fn() -> io::Result<Values> + Send + Sync>,
}

impl Tensor {
    /// A tensor whose values `read` gives, as many as its shape has.
    pub(crate) fn new(
        dtype: DType,
        shape: Vec<usize>,
        read: impl Fn() -> io::Result<Values> + Send + Sync + 'static,
    ) -> Self {
        Self { dtype, shape, read: Arc::new(read) }
    }

    /// A tensor whose values lie row by row at `place`.
    pub(crate) fn at(place: Place, dtype: DType, shape: Vec<usize>) -> Self {
        let length = shape.iter().product();
        Self::new(dtype, shape, move || Values::read(dtype, &place, length))
    }

    /// Its element type in the file.
    #[must_use]
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// Its sizes, outermost first.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Number of elements.
    #[must_use]
    pub fn num_elements(&self) -> usize {
        self.shape.iter().product()
    }

    /// Reads its values, in the file's precision; double precision becomes full precision. They take no
    /// more memory than the file has bytes.
    ///
    /// # Errors
    /// If the file cannot be read, is not what it was when it was opened, or holds no floating-point
    /// numbers here.
    pub fn read(&self) -> io::Result<Values> {
        let values = (self.read)()?;
        if values.len() == self.num_elements() {
            return Ok(values);
        }
        Err(invalid(format!("expected {self:?}, got {} values", values.len())))
    }
}

impl fmt::Debug for Tensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.dtype, self.shape)
    }
}
