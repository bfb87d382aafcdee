//! Files that cannot be used.

use std::io;

/// A file holds no tensors that can be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The system cannot read it.
    #[error("cannot be read")]
    Io(#[from] io::Error),
    /// It is no regular file, such as a folder or a device.
    #[error("expected a regular file")]
    NotAFile,
    /// It is neither of the formats that are known here.
    #[error("expected a safetensors file or a PyTorch checkpoint, got {actual}")]
    UnknownFormat {
        /// What it looks like.
        actual: String,
    },
    /// Something in it is larger than it should ever be; nothing of that size has been allocated.
    #[error("expected {what} of at most {limit}, got {actual}")]
    TooLarge {
        /// What it is, with its unit.
        what: &'static str,
        /// The most that is accepted.
        limit: u64,
        /// What the file has or claims to have.
        actual: u64,
    },
    /// The header of a safetensors file is no such header.
    #[error("not the header of a safetensors file")]
    Header(#[source] serde_json::Error),
    /// A safetensors file is shorter or longer than its header says.
    #[error("expected {expected} bytes of tensors, got {actual}")]
    Length {
        /// What the header says.
        expected: u64,
        /// What follows it.
        actual: u64,
    },
    /// A PyTorch checkpoint that is broken, or is none of named tensors.
    #[error("not a PyTorch checkpoint: {0}")]
    Torch(String),
}
