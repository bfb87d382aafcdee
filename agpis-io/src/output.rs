//! Files that appear whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

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
    /// Writing failed later, for instance on a full disk.
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
    /// Makes the folder if need be.
    pub(crate) fn create(folder: &Path, name: &str) -> Result<Self, OutputError> {
        let unwritable = |source| OutputError::Folder { folder: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(unwritable)?;
        let path = folder.join(name);
        // Renaming onto a folder would fail only at the end.
        if path.is_dir() {
            return Err(unwritable(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        let temporary = temporary_in(folder, name).map_err(unwritable)?;
        Ok(Self { path, writer: BufWriter::new(temporary) })
    }

    /// The name that the file will have.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        self.writer.write_all(bytes).map_err(|source| self.failed(source))
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

fn temporary_in(folder: &Path, name: &str) -> io::Result<NamedTempFile> {
    let prefix = format!(".{name}.");
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
        fs::create_dir(folder.path().join("x.txt")).unwrap();
        for (folder, name) in [(folder.path().join("file"), "x.txt"), (folder.path().to_owned(), "x.txt")] {
            let error = AtomicFile::create(&folder, name).unwrap_err();
            assert!(matches!(&error, OutputError::Folder { .. }), "{error}");
            assert!(error.to_string().contains("output folder"), "{error}");
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
