//! JSON files beside weights.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::PretrainedError;

/// What a model is.
pub const CONFIG: &str = "config.json";
/// The most bytes of a file; a model with the names of 21 843 classes has 1.6 MB.
const LIMIT: u64 = 16 << 20;

/// Reads `config.json` of a folder.
///
/// # Errors
/// If there is none, and as [`read_json`].
pub fn read_config<T: DeserializeOwned>(directory: &Path) -> Result<T, PretrainedError> {
    let missing = || PretrainedError::Io { file: CONFIG, source: io::ErrorKind::NotFound.into() };
    read_json(directory, CONFIG)?.ok_or_else(missing)
}

/// Reads the JSON file `name` of a directory; `None` if there is none.
///
/// # Errors
/// If it cannot be read, is no regular file, is longer than 16 MiB, or has not the fields of a `T`.
pub fn read_json<T: DeserializeOwned>(
    directory: &Path,
    name: &'static str,
) -> Result<Option<T>, PretrainedError> {
    let bytes = match bytes(&directory.join(name)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(PretrainedError::Io { file: name, source }),
    };
    if bytes.len() as u64 > LIMIT {
        return Err(PretrainedError::TooLong { file: name, expected: LIMIT });
    }
    let value = serde_json::from_slice(&bytes);
    value.map(Some).map_err(|source| PretrainedError::Json { file: name, source })
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    // Opening a pipe would wait for a writer.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "expected a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(LIMIT + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A size in pixels as Hugging Face writes it: one number, `[height, width]`, or an object.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub(super) enum Size {
    /// Of a square.
    Square(usize),
    /// Height and width.
    Sides([usize; 2]),
    /// Height and width.
    Named {
        /// Height.
        height: usize,
        /// Width.
        width: usize,
    },
}

impl Size {
    /// Height and width.
    pub(super) fn sides(self) -> [usize; 2] {
        match self {
            Self::Square(side) => [side, side],
            Self::Sides(sides) => sides,
            Self::Named { height, width } => [height, width],
        }
    }
}
