//! What can go wrong with checkpoints.

use std::io;
use std::path::PathBuf;

/// A checkpoint cannot be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// A file cannot be written; the checkpoint before it is untouched.
    #[error("the checkpoint cannot be written to {path} (the one before it is untouched)")]
    Write {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file cannot be read.
    #[error("the checkpoint cannot be read from {path}")]
    Read {
        /// Where.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file is not what was written.
    #[error("{path}: expected {expected}, got {actual}")]
    Corrupt {
        /// Where.
        path: PathBuf,
        /// What was written.
        expected: String,
        /// What is there.
        actual: String,
    },
    /// The checkpoint is of another training.
    #[error(
        "{path}: expected a checkpoint of this training, got one of another configuration or other data; \
         take another folder, or start anew in it"
    )]
    Foreign {
        /// Where.
        path: PathBuf,
    },
    /// There are checkpoints, and none can be used.
    #[error(
        "{path}: expected a checkpoint that is whole, got {count} that are not; remove the folder to start anew"
    )]
    NoneWhole {
        /// The folder of all.
        path: PathBuf,
        /// How many there are.
        count: usize,
        /// What is wrong with the newest.
        #[source]
        source: Box<CheckpointError>,
    },
    /// The checkpoint does not fit the model.
    #[error("the checkpoint does not fit the model: {0}")]
    Record(String),
}
