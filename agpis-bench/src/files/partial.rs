//! A file that gets its name when it is complete, and whose hash is known then.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::encode::hexadecimal;
use super::{FileRow, FilesError};

/// Until it is finished, a file with `.partial` behind its name.
#[derive(Debug)]
pub(super) struct Partial {
    folder: PathBuf,
    name: String,
    writer: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Partial {
    pub(super) fn create(folder: &Path, name: &str) -> Result<Self, FilesError> {
        let path = partial_path(folder, name);
        let file = File::create(&path).map_err(|source| FilesError::Write { path, source })?;
        let (folder, name) = (folder.to_owned(), name.to_owned());
        Ok(Self { folder, name, writer: BufWriter::new(file), hash: Sha256::new(), bytes: 0 })
    }

    pub(super) fn write_row(&mut self, row: &impl Serialize) -> Result<(), FilesError> {
        let line = serde_json::to_vec(row).map_err(io::Error::from);
        line.and_then(|mut line| {
            line.push(b'\n');
            self.write_all(&line)
        })
        .map_err(|source| self.failed(source))
    }

    pub(super) fn write_text(&mut self, text: &str) -> Result<(), FilesError> {
        self.write_all(text.as_bytes()).map_err(|source| self.failed(source))
    }

    /// Gives the file its name.
    pub(super) fn finish(mut self) -> Result<FileRow, FilesError> {
        let path = self.folder.join(&self.name);
        let named = self.flush().and_then(|()| fs::rename(partial_path(&self.folder, &self.name), &path));
        named.map_err(|source| FilesError::Write { path, source })?;
        Ok(FileRow { path: self.name, bytes: self.bytes, sha256: hexadecimal(&self.hash.finalize()) })
    }

    fn failed(&self, source: io::Error) -> FilesError {
        FilesError::Write { path: partial_path(&self.folder, &self.name), source }
    }
}

impl Write for Partial {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

pub(super) fn partial_path(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.partial"))
}
