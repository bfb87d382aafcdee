//! What can be wrong with the file of a structured forest.

use std::io;

/// The file does not hold a structured forest.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ForestError {
    /// The bytes cannot be read or decompressed.
    #[error("expected a readable model file, got an error while reading it")]
    Read(#[from] io::Error),
    /// The text is not what OpenCV's `FileStorage` writes for a forest.
    #[error("line {line}: expected {expected}, got {actual}")]
    Syntax {
        /// Line of the (decompressed) text, from 1.
        line: u64,
        /// What may stand there.
        expected: &'static str,
        /// The beginning of what stands there.
        actual: String,
    },
    /// More than any forest needs.
    #[error("expected at most {limit} {what}, got more")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// The most that is read.
        limit: usize,
    },
    /// A key is not in the file.
    #[error("expected the key {key:?}, got a file without it")]
    Missing {
        /// Name of the key.
        key: &'static str,
    },
    /// A value among the options cannot be used.
    #[error("option {name}: expected {expected}, got {actual}")]
    Option {
        /// Name of the option.
        name: &'static str,
        /// The values allowed.
        expected: String,
        /// The value in the file.
        actual: usize,
    },
    /// A list has another length than the others ask for.
    #[error("expected {expected} values in {list}, got {actual}")]
    Length {
        /// Name of the list.
        list: &'static str,
        /// The lengths allowed.
        expected: String,
        /// The length in the file.
        actual: usize,
    },
    /// A value in a list cannot be used.
    #[error("{list}[{index}]: expected {expected}, got {actual}")]
    Value {
        /// Name of the list.
        list: &'static str,
        /// Place of the value among all of the list, from 0.
        index: usize,
        /// The values allowed.
        expected: String,
        /// The value in the file.
        actual: f64,
    },
}
