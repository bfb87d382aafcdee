//! The files of a bundle, on disk or in memory.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use agpis_weights::TensorFile;

use super::{BundleError, CARD, COMPLIANCE, EMBEDDER, MANIFEST, MUISC, PRIMARY, RULES, TOKENIZER};

const MEBIBYTE: u64 = 1 << 20;

/// Every file with the most bytes it may have. The largest model that people use here, MUIsC at
/// full size, has 532 MiB.
const LIMITS: [(&str, u64); 8] = [
    (MANIFEST, MEBIBYTE),
    (RULES, MEBIBYTE),
    (CARD, 16 * MEBIBYTE),
    (TOKENIZER, 64 * MEBIBYTE),
    (PRIMARY, 2048 * MEBIBYTE),
    (COMPLIANCE, 2048 * MEBIBYTE),
    (EMBEDDER, 2048 * MEBIBYTE),
    (MUISC, 8192 * MEBIBYTE),
];

/// The files of a bundle by name, in memory or on disk.
#[derive(Clone, Debug, Default)]
pub struct BundleFiles(BTreeMap<String, Content>);

#[derive(Clone, Debug)]
enum Content {
    Memory(Cow<'static, [u8]>),
    Disk(PathBuf),
}

impl BundleFiles {
    /// Finds all files of a bundle; they are read when they are asked for.
    ///
    /// # Errors
    /// If one is missing or larger than such a file may be. Only the card may be missing.
    pub fn from_directory(directory: &Path) -> Result<Self, BundleError> {
        let mut files = BTreeMap::new();
        for (name, limit) in LIMITS {
            let path = directory.join(name);
            match check_size(&path, name, limit) {
                Ok(()) => drop(files.insert(name.to_owned(), Content::Disk(path))),
                Err(BundleError::Io { source, .. })
                    if name == CARD && source.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self(files))
    }

    /// Adds or replaces a file.
    pub fn insert(&mut self, name: &str, bytes: impl Into<Cow<'static, [u8]>>) {
        self.0.insert(name.to_owned(), Content::Memory(bytes.into()));
    }

    /// The content of a file.
    ///
    /// # Errors
    /// If there is no such file or it cannot be read.
    pub fn get(&self, name: &str) -> Result<Cow<'_, [u8]>, BundleError> {
        match self.content(name)? {
            Content::Memory(bytes) => Ok(Cow::Borrowed(bytes)),
            Content::Disk(path) => std::fs::read(path).map(Cow::Owned).map_err(failed(name)),
        }
    }

    /// The tensors of a file; those on disk are read one by one when they are asked for.
    ///
    /// # Errors
    /// If there is no such file or it holds no tensors.
    pub fn tensors(&self, name: &str) -> Result<TensorFile, BundleError> {
        let file = match self.content(name)? {
            Content::Memory(bytes) => TensorFile::from_safetensors(bytes.clone()),
            Content::Disk(path) => TensorFile::open_safetensors(path),
        };
        file.map_err(|source| BundleError::Weights { file: name.to_owned(), source: source.into() })
    }

    fn content(&self, name: &str) -> Result<&Content, BundleError> {
        self.0.get(name).ok_or_else(|| failed(name)(io::ErrorKind::NotFound.into()))
    }
}

/// Writes a file of a bundle under a temporary name first, so that it is there whole or not at all, as
/// weights are.
pub(super) fn write(directory: &Path, name: &str, bytes: &[u8]) -> Result<(), BundleError> {
    let temporary = directory.join(format!(".{name}.tmp"));
    std::fs::write(&temporary, bytes).map_err(failed(name))?;
    std::fs::rename(&temporary, directory.join(name)).map_err(failed(name))
}

pub(super) fn failed(file: &str) -> impl FnOnce(io::Error) -> BundleError {
    let file = file.to_owned();
    move |source| BundleError::Io { file, source }
}

fn check_size(path: &Path, name: &str, limit: u64) -> Result<(), BundleError> {
    let metadata = std::fs::metadata(path).map_err(failed(name))?;
    if !metadata.is_file() {
        return Err(failed(name)(io::Error::new(io::ErrorKind::InvalidInput, "expected a regular file")));
    }
    if metadata.len() > limit {
        return Err(BundleError::TooLarge { file: name.to_owned(), expected: limit, actual: metadata.len() });
    }
    Ok(())
}
