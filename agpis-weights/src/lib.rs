//! Weights as people have them, as named tensors: safetensors files and PyTorch checkpoints in both
//! of its pickle formats.
//!
//! A [`TensorFile`] knows names, element types and shapes; values are read when they are asked for,
//! one tensor at a time. A [`KeyTable`] says where every parameter of a model is to be found in a
//! file, and what has to be done to it (transposed, put side by side), and compares the two before
//! a single value is read: everything that is missing, unexpected or mis-shaped is listed at once.
//!
//! # Files of strangers
//!
//! Nothing in a file is executed: a pickle is parsed by a reader that knows tensors and plain containers
//! only. Whatever a file says is checked before anything is allocated for it:
//!
//! | what | limit |
//! |---|---|
//! | a tensor | the length of its file |
//! | tensors of a file | 65 536, of at most 8 dimensions, with names of at most 1024 bytes |
//! | header of a safetensors file | 4 MiB |
//! | pickles and directory of a checkpoint | 16 MiB each, and about a million objects |
//!
//! Opening a file of any content takes less than 200 MiB and reading a tensor at most twice the length of the
//! file. Archives of PyTorch are read as PyTorch writes them, uncompressed.
//!
//! The crate knows nothing of a tensor library. [`agpis-vision`](https://docs.rs/agpis-vision) puts what
//! it reads into Burn modules.

#[cfg(feature = "hub")]
pub mod hub;

mod dtype;
mod error;
mod file;
mod key_table;
mod layout;
mod limits;
mod safetensors_file;
mod source;
mod strided;
mod tensor;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod torch;
mod values;
mod write;

pub use crate::dtype::DType;
pub use crate::error::FileError;
pub use crate::file::TensorFile;
pub use crate::key_table::{KeyTable, Names, Precision};
pub use crate::layout::{Arranged, Layout};
pub use crate::tensor::Tensor;
pub use crate::values::Values;
pub use crate::write::{Stored, write_safetensors};
