//! Files that appear whole or not at all.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::{Builder, NamedTempFile};

/// An output file cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
    /// The folder cannot be made, or no file in it. Found out before any work is done.
    #[error("cannot write into the output folder {}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something else has the file's name, or writing failed later, for instance on a full disk.
    #[error("cannot write {}", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The page could not be laid out: a defect of this crate.
    #[error("cannot lay out {}", file.display())]
    Layout {
        /// The file.
        file: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// A file that gets its name when it is finished; until then, and if it never is, there is only a
/// temporary file beside it, which is removed on drop.
#[derive(Debug)]
pub(crate) struct AtomicFile {
    path: PathBuf,
    writer: BufWriter<NamedTempFile>,
}

impl AtomicFile {
    /// In `folder`, which is made if need be.
    pub(crate) fn create(folder: &Path, name: &str) -> Result<Self, OutputError> {
        Self::at(&folder.join(name))
    }

    /// Makes its folder if need be.
    pub(crate) fn at(path: &Path) -> Result<Self, OutputError> {
        let name = free_name(path).map_err(|source| OutputError::Write { file: path.to_owned(), source })?;
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let unwritable = |source| OutputError::Folder { folder: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(unwritable)?;
        let temporary = temporary_in(folder, name).map_err(unwritable)?;
        Ok(Self { path: path.to_owned(), writer: BufWriter::new(temporary) })
    }

    /// The name that the file will have.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        self.writer.write_all(bytes).map_err(|source| self.failed(source))
    }

    /// Writes a line of JSON.
    pub(crate) fn write_row(&mut self, row: &impl Serialize) -> Result<(), OutputError> {
        let mut line = serde_json::to_vec(row).map_err(|source| self.failed(source.into()))?;
        line.push(b'\n');
        self.write(&line)
    }

    /// Gives the file its name and returns it.
    pub(crate) fn finish(self) -> Result<PathBuf, OutputError> {
        let Self { path, writer } = self;
        let file = path.clone();
        let written = writer.into_inner().map_err(io::IntoInnerError::into_error);
        match written.and_then(|temporary| temporary.persist(&path).map_err(|e| e.error)) {
            Ok(_) => Ok(path),
            Err(source) => Err(OutputError::Write { file, source }),
        }
    }

    fn failed(&self, source: io::Error) -> OutputError {
        OutputError::Write { file: self.path.clone(), source }
    }
}

/// The last part of a path at which there is nothing, or a file that may be replaced. Renaming onto a
/// folder would fail only at the end, and renaming onto a device would replace the device.
fn free_name(path: &Path) -> io::Result<&OsStr> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(metadata) if !metadata.is_file() => Err(io::Error::other("expected an ordinary file")),
        _ => Ok(name),
    }
}

fn temporary_in(folder: &Path, name: &OsStr) -> io::Result<NamedTempFile> {
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(".");
    let mut builder = Builder::new();
    builder.prefix(&prefix);
    // Temporary files are private by default, and the finished file should not be; the umask applies.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{AtomicFile, OutputError};

    #[test]
    fn appears_when_it_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let nested = folder.path().join("a/b");
        let mut file = AtomicFile::create(&nested, "x.txt").unwrap();
        file.write(b"hello").unwrap();
        assert!(!nested.join("x.txt").exists());
        assert_eq!(fs::read(file.finish().unwrap()).unwrap(), b"hello");
        assert_eq!(fs::read_dir(&nested).unwrap().count(), 1);
    }

    #[test]
    fn an_unfinished_file_leaves_the_earlier_one_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("x.txt"), "earlier").unwrap();
        AtomicFile::create(folder.path(), "x.txt").unwrap().write(b"half").unwrap();
        assert_eq!(fs::read(folder.path().join("x.txt")).unwrap(), b"earlier");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_unwritable_folder_is_found_out_at_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let error = AtomicFile::create(&folder.path().join("file"), "x.txt").unwrap_err();
        assert!(matches!(&error, OutputError::Folder { .. }), "{error}");
        assert!(error.to_string().contains("output folder"), "{error}");
    }

    #[test]
    fn a_name_that_something_else_has_is_found_out_at_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("x.txt")).unwrap();
        let taken = [&folder.path().join("x.txt"), Path::new(".."), Path::new("")];
        let device = Path::new("/dev/null");
        for path in taken.into_iter().chain(device.exists().then_some(device)) {
            let error = AtomicFile::at(path).unwrap_err();
            assert!(matches!(&error, OutputError::Write { file, .. } if file == path), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_the_finished_file_as_the_umask_says() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let finished = AtomicFile::create(folder.path(), "x.txt").unwrap().finish().unwrap();
        fs::write(folder.path().join("ordinary"), "").unwrap();
        let mode = |path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(finished), mode(folder.path().join("ordinary")));
    }
}
