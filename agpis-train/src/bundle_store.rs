//! Bundles that follow one another, and which of them serves.
//!
//! A store is a folder with `versions/<name>/`, one bundle each, and the file `current`, which names the one that serves.
//! Whoever serves opens [`BundleStore::current_path`]. A version appears when it is whole; `current` is replaced in one go; nothing is
//! ever removed. One process at a time may write.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use agpis_muisc::{BundleError, BundleFiles};

use crate::files;

const CURRENT: &str = "current";
const VERSIONS: &str = "versions";
/// Longer than any name that people give.
const MAX_NAME: usize = 100;

/// A store of bundles cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A file or folder cannot be read or written.
    #[error("{} cannot be read or written", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A name would be no name of a folder, or a hidden one.
    #[error("expected a name of letters, digits and the signs - _ . (not in front), got {actual:?}")]
    Name {
        /// The name.
        actual: String,
    },
    /// There is no such version.
    #[error("expected the name of a version, got {actual}; there are {}", known.join(", "))]
    Unknown {
        /// The name.
        actual: String,
        /// The versions that there are.
        known: Vec<String>,
    },
    /// There is such a version already.
    #[error("expected a name that no version has, got {actual}")]
    Taken {
        /// The name.
        actual: String,
    },
    /// The store has a bundle already.
    #[error("expected a folder without a store of bundles, got one in {}", path.display())]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// A version is no whole bundle.
    #[error("version {name} is no whole bundle")]
    Bundle {
        /// Its name.
        name: String,
        /// What is missing.
        source: BundleError,
    },
}

/// A folder of bundles.
#[derive(Clone, Debug)]
pub struct BundleStore {
    folder: PathBuf,
}

impl BundleStore {
    /// Opens a store, and sees that the current version is there.
    ///
    /// # Errors
    /// If there is no store, or its current version is no whole bundle.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let store = Self { folder: folder.into() };
        store.current_path()?;
        Ok(store)
    }

    /// Makes a store whose first version is a copy of the bundle in `bundle`.
    ///
    /// # Errors
    /// If there is a store already, the bundle is not whole, or a file cannot be written.
    pub fn create(folder: impl Into<PathBuf>, name: &str, bundle: &Path) -> Result<Self, StoreError> {
        let store = Self { folder: folder.into() };
        if store.folder.join(CURRENT).exists() {
            return Err(StoreError::Exists { path: store.folder });
        }
        whole(name, bundle)?;
        // A copy that was cut off between the two is taken as it is.
        if !store.versions()?.iter().any(|known| known == name) {
            store.add(name, |to| copied(bundle, to))?;
        }
        store.switch(name)?;
        Ok(store)
    }

    /// The name of the version that serves.
    ///
    /// # Errors
    /// If there is none.
    pub fn current(&self) -> Result<String, StoreError> {
        let path = self.folder.join(CURRENT);
        let name = fs::read_to_string(&path).map_err(failed(&path))?;
        checked(name.trim_end())
    }

    /// The folder of the version that serves.
    ///
    /// # Errors
    /// If there is none, or it is no whole bundle.
    pub fn current_path(&self) -> Result<PathBuf, StoreError> {
        self.path(&self.current()?)
    }

    /// The folder of a version.
    ///
    /// # Errors
    /// If there is no such version, or it is no whole bundle.
    pub fn path(&self, name: &str) -> Result<PathBuf, StoreError> {
        let path = self.place(&checked(name)?);
        if !path.is_dir() {
            return Err(StoreError::Unknown { actual: name.to_owned(), known: self.versions()? });
        }
        whole(name, &path)?;
        Ok(path)
    }

    /// The names of all versions, sorted.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn versions(&self) -> Result<Vec<String>, StoreError> {
        let path = self.folder.join(VERSIONS);
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(&path)(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let name = entry.map_err(failed(&path))?.file_name().to_string_lossy().into_owned();
            names.extend(checked(&name).ok());
        }
        names.sort();
        Ok(names)
    }

    /// `name`, or with a number behind it that no version has.
    ///
    /// # Errors
    /// If it is no name.
    pub fn free_name(&self, name: &str) -> Result<String, StoreError> {
        let numbered = (2_u64..).map(|number| format!("{name}-{number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        let free = names.find(|name| !self.place(name).exists());
        checked(&free.unwrap_or_default())
    }

    /// Adds the version that `write` writes into the folder it is given. It does not serve yet.
    ///
    /// # Errors
    /// If there is such a version, `write` fails, or what it writes is no whole bundle. The store is then as before.
    pub fn add<E: From<StoreError>>(
        &self,
        name: &str,
        write: impl FnOnce(&Path) -> Result<(), E>,
    ) -> Result<(), E> {
        let name = checked(name)?;
        let (place, versions) = (self.place(&name), self.folder.join(VERSIONS));
        if place.exists() {
            return Err(StoreError::Taken { actual: name }.into());
        }
        let unfinished = versions.join(format!(".{name}.unfinished"));
        // What is left of another attempt is no part of this one.
        files::remove_folder(&unfinished).map_err(failed(&unfinished))?;
        fs::create_dir_all(&unfinished).map_err(failed(&unfinished))?;
        let written = write(&unfinished).and_then(|()| Ok(whole(&name, &unfinished)?));
        if written.is_err() {
            drop(files::remove_folder(&unfinished));
            return written;
        }
        synced(&unfinished).map_err(failed(&unfinished))?;
        fs::rename(&unfinished, &place).map_err(failed(&place))?;
        Ok(files::sync_folder(&versions).map_err(failed(&versions))?)
    }

    /// # Errors
    /// If `name` is none, or a version has it.
    pub(crate) fn check_free(&self, name: &str) -> Result<(), StoreError> {
        let actual = checked(name)?;
        if self.place(&actual).exists() { Err(StoreError::Taken { actual }) } else { Ok(()) }
    }

    /// Lets a version serve, be it new or old.
    ///
    /// # Errors
    /// If there is no such version, it is no whole bundle, or the file cannot be written; then the version that served
    /// still does.
    pub fn switch(&self, name: &str) -> Result<(), StoreError> {
        self.path(name)?;
        let path = self.folder.join(CURRENT);
        files::write_whole(&path, format!("{name}\n").as_bytes()).map_err(failed(&path))
    }

    fn place(&self, name: &str) -> PathBuf {
        self.folder.join(VERSIONS).join(name)
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    |source| StoreError::Io { path, source }
}

/// A name that stays in the folder of versions.
fn checked(name: &str) -> Result<String, StoreError> {
    let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let fits = (1..=MAX_NAME).contains(&name.len()) && !name.starts_with('.') && name.chars().all(sign);
    if fits { Ok(name.to_owned()) } else { Err(StoreError::Name { actual: name.to_owned() }) }
}

fn whole(name: &str, bundle: &Path) -> Result<(), StoreError> {
    let found = BundleFiles::from_directory(bundle);
    found.map(drop).map_err(|source| StoreError::Bundle { name: name.to_owned(), source })
}

/// Copies the files of a folder.
fn copied(from: &Path, to: &Path) -> Result<(), StoreError> {
    for entry in fs::read_dir(from).map_err(failed(from))? {
        let path = entry.map_err(failed(from))?.path();
        if let (true, Some(name)) = (path.is_file(), path.file_name()) {
            fs::copy(&path, to.join(name)).map_err(failed(&path))?;
        }
    }
    Ok(())
}

/// Sees that the files of a folder are on the disk before the folder gets its name.
fn synced(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            File::open(&path)?.sync_all()?;
        }
    }
    files::sync_folder(folder)
}
