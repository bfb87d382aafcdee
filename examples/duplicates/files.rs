//! Files that are there when they are complete.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file under another name until it is finished.
pub(crate) struct Complete {
    writer: BufWriter<File>,
    part: PathBuf,
    path: PathBuf,
}

impl Complete {
    /// Its folder is made if need be.
    pub(crate) fn create(path: &Path) -> Result<Self, Box<dyn Error>> {
        let failed = |error| format!("{}: {error}", path.display());
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        let mut name = path.file_name().ok_or("expected the name of a file")?.to_owned();
        name.push(".part");
        let part = path.with_file_name(name);
        let writer = BufWriter::new(File::create(&part).map_err(failed)?);
        Ok(Self { writer, part, path: path.to_owned() })
    }

    pub(crate) fn finish(mut self) -> Result<(), Box<dyn Error>> {
        self.writer.flush()?;
        Ok(fs::rename(&self.part, &self.path)?)
    }
}

impl Write for Complete {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}
