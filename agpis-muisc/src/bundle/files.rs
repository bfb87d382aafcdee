//! The files of a bundle, on disk or in memory.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

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

/// The files of a bundle by name.
#[derive(Clone, Debug, Default)]
pub struct BundleFiles(BTreeMap<String, Cow<'static, [u8]>>);

impl BundleFiles {
    /// Reads all files of a bundle.
    ///
    /// # Errors
    /// If one cannot be read or is larger than such a file may be. Only the card may be missing.
    pub fn from_directory(directory: &Path) -> Result<Self, BundleError> {
        let mut files = Self::default();
        for (name, limit) in LIMITS {
            match read(&directory.join(name), name, limit) {
                Ok(bytes) => files.insert(name, bytes),
                Err(BundleError::Io { source, .. })
                    if name == CARD && source.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(files)
    }

    /// Adds or replaces a file.
    pub fn insert(&mut self, name: &str, bytes: impl Into<Cow<'static, [u8]>>) {
        self.0.insert(name.to_owned(), bytes.into());
    }

    /// The content of a file.
    ///
    /// # Errors
    /// If there is no such file.
    pub fn get(&self, name: &str) -> Result<&[u8], BundleError> {
        let missing = || BundleError::Io { file: name.to_owned(), source: io::ErrorKind::NotFound.into() };
        self.0.get(name).map(|bytes| &**bytes).ok_or_else(missing)
    }

    /// Writes all files into `directory`, each under a temporary name first.
    ///
    /// # Errors
    /// If one cannot be written.
    pub fn write(&self, directory: &Path) -> Result<(), BundleError> {
        let failed = |file: &str| {
            let file = file.to_owned();
            move |source| BundleError::Io { file, source }
        };
        std::fs::create_dir_all(directory).map_err(failed("."))?;
        for (name, bytes) in &self.0 {
            let temporary = directory.join(format!(".{name}.tmp"));
            std::fs::write(&temporary, bytes).map_err(failed(name))?;
            std::fs::rename(&temporary, directory.join(name)).map_err(failed(name))?;
        }
        Ok(())
    }
}

fn read(path: &Path, name: &str, limit: u64) -> Result<Vec<u8>, BundleError> {
    let failed = |source| BundleError::Io { file: name.to_owned(), source };
    let actual = std::fs::metadata(path).map_err(failed)?.len();
    if actual > limit {
        return Err(BundleError::TooLarge { file: name.to_owned(), expected: limit, actual });
    }
    std::fs::read(path).map_err(failed)
}
