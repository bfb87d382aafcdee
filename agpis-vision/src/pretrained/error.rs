//! Why published weights cannot be used.

use std::io;

use crate::ConfigError;
use crate::weights::WeightsError;

/// Published weights, or the files beside them, cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PretrainedError {
    /// A file beside the weights cannot be read.
    #[error("{file}: cannot be read")]
    Io {
        /// Its name.
        file: &'static str,
        /// Why.
        source: io::Error,
    },
    /// A file beside the weights is larger than any such file should be.
    #[error("{file}: expected at most {expected} bytes, got more")]
    TooLong {
        /// Its name.
        file: &'static str,
        /// The limit.
        expected: u64,
    },
    /// A file beside the weights is not what it should be.
    #[error("{file}: expected JSON with the fields of a model")]
    Json {
        /// Its name.
        file: &'static str,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// The model is of a kind that is not supported.
    #[error("{file}: {field}: expected {expected}, got {actual}")]
    Unsupported {
        /// The file that says so.
        file: &'static str,
        /// Its field.
        field: &'static str,
        /// What is supported.
        expected: String,
        /// What the file says.
        actual: String,
    },
    /// The sizes of the model are out of range.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A folder holds no weights.
    #[error("expected one of the files {}", .expected.join(", "))]
    NoWeights {
        /// Names of files that are read.
        expected: &'static [&'static str],
    },
    /// The weights do not fit, or cannot be read.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

impl PretrainedError {
    /// Checks that a field of `file` has the one value that is supported.
    ///
    /// # Errors
    /// If it has another.
    pub fn check<T: PartialEq + std::fmt::Debug + ?Sized>(
        file: &'static str,
        field: &'static str,
        actual: &T,
        expected: &T,
    ) -> Result<(), Self> {
        if actual == expected {
            return Ok(());
        }
        let (expected, actual) = (format!("{expected:?}"), format!("{actual:?}"));
        Err(Self::Unsupported { file, field, expected, actual })
    }
}
