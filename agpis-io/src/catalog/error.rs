//! What can be wrong with a catalogue, and with one product of it.

use std::io;
use std::path::{Path, PathBuf};

/// A catalogue cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// It does not exist or cannot be read.
    #[error("cannot read the input {}", path.display())]
    Unreadable {
        /// The input.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The folder has neither product folders nor images.
    #[error("expected product folders or images in {}, got none", path.display())]
    EmptyFolder {
        /// The input.
        path: PathBuf,
    },
    /// The manifest, or file of sequences, has no line with anything on it.
    #[error("expected one JSON object a line in {}, got an empty file", path.display())]
    EmptyManifest {
        /// The input.
        path: PathBuf,
    },
}

impl OpenError {
    pub(super) fn unreadable(path: &Path, source: io::Error) -> Self {
        Self::Unreadable { path: path.to_owned(), source }
    }
}

/// One product, or sequence, cannot be used; the input goes on with the next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    /// The line is not JSON.
    #[error("expected a JSON object on one line: {actual}, column {column}")]
    BrokenJson {
        /// What the parser said.
        actual: String,
        /// 1-based byte at which it gave up; 0 if it did not say.
        column: usize,
    },
    /// The line is JSON, but no object.
    #[error("expected a JSON object, got {actual}")]
    NotAnObject {
        /// What it is instead.
        actual: &'static str,
    },
    /// There is no SKU, or an empty one.
    #[error("expected a SKU in the field \"sku\", got none")]
    MissingSku,
    /// There is no id of a sequence, or an empty one.
    #[error("expected an id in the field \"id\", got none")]
    MissingId,
    /// A field has a value of the wrong kind.
    #[error("expected {expected} in the field \"{field}\", got {actual}")]
    WrongField {
        /// Its name.
        field: &'static str,
        /// What belongs there.
        expected: &'static str,
        /// What is there.
        actual: &'static str,
    },
    /// An earlier product has the same SKU; that one stands.
    #[error("expected unique SKUs, got {sku} again")]
    DuplicateSku {
        /// The SKU that came twice.
        sku: String,
    },
    /// An earlier sequence has the same id; that one stands.
    #[error("expected unique ids, got {id} again")]
    DuplicateId {
        /// The id that came twice.
        id: String,
    },
    /// A path leads out of the folder of the file that lists it.
    #[error("expected a path inside the folder of the file that lists it, got {actual}")]
    OutsidePath {
        /// The path.
        actual: String,
    },
    /// The product, or sequence, has too many images.
    #[error("expected at most {expected} images, got {actual}")]
    TooManyImages {
        /// [`CatalogOptions::max_images`](super::CatalogOptions::max_images).
        expected: usize,
        /// How many there are.
        actual: usize,
    },
    /// The sequence is longer or shorter than those that are judged.
    #[error("expected a sequence of {expected} images, got {actual}")]
    WrongLength {
        /// See [`Sequences::with_length`](crate::Sequences::with_length).
        expected: usize,
        /// How many there are, repeated ones included.
        actual: usize,
    },
    /// The line is too long.
    #[error("expected a line of at most {expected} bytes, got a longer one")]
    LineTooLong {
        /// [`CatalogOptions::max_line_bytes`](super::CatalogOptions::max_line_bytes).
        expected: usize,
    },
    /// The folder, or the rest of the file, cannot be read.
    #[error("expected a readable entry, got: {actual}")]
    Unreadable {
        /// What the system said.
        actual: io::ErrorKind,
    },
}

impl CatalogError {
    /// A short, stable, machine-readable name such as `broken_json`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BrokenJson { .. } => "broken_json",
            Self::NotAnObject { .. } => "not_an_object",
            Self::MissingSku => "missing_sku",
            Self::MissingId => "missing_id",
            Self::WrongField { .. } => "wrong_field",
            Self::DuplicateSku { .. } => "duplicate_sku",
            Self::DuplicateId { .. } => "duplicate_id",
            Self::OutsidePath { .. } => "outside_path",
            Self::TooManyImages { .. } => "too_many_images",
            Self::WrongLength { .. } => "wrong_length",
            Self::LineTooLong { .. } => "line_too_long",
            Self::Unreadable { .. } => "unreadable",
        }
    }
}
