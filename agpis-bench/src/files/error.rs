//! Why a data set cannot be written.

use std::io;
use std::path::PathBuf;

/// A data set cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FilesError {
    /// The folder cannot be made, or no file in it. Found out before any work is done.
    #[error("expected a folder that can be written to, cannot write into {}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The folder holds something already.
    #[error("expected an empty folder{}, found {}", if *replace { " or an earlier data set" } else { "" }, path.display())]
    Occupied {
        /// What was found.
        path: PathBuf,
        /// Whether an earlier data set would have been replaced.
        replace: bool,
    },
    /// A file cannot be written, for instance on a full disk.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// An id cannot be part of a file's name.
    #[error("expected an id of 1 to 80 letters, digits, `-` and `_`, got {id:?}")]
    Id {
        /// The id.
        id: String,
    },
    /// A picture cannot be encoded.
    #[error("cannot encode image {image} of {id} as PNG")]
    Encode {
        /// The sequence or product.
        id: String,
        /// 0-based index of the image.
        image: usize,
        /// Why.
        source: image::ImageError,
    },
    /// The pictures of a sequence were encoded for another format.
    #[error("expected {expected} encoded pictures of {id}, got {actual}")]
    Pictures {
        /// The sequence or product.
        id: String,
        /// As many as it has images.
        expected: usize,
        /// As many as were encoded.
        actual: usize,
    },
}
