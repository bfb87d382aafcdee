//! WebDataset shards: tar archives in which the files of a sequence stand together.

use std::io;
use std::path::{Path, PathBuf};

use super::partial::{Partial, partial_path};
use super::row::Row;
use super::{FileRow, FilesError};

/// One shard at a time, of a split.
#[derive(Debug)]
pub(super) struct Shards {
    folder: PathBuf,
    split: String,
    limit: usize,
    open: Option<Open>,
    complete: Vec<FileRow>,
}

#[derive(Debug)]
struct Open {
    archive: Archive,
    sequences: usize,
}

struct Archive(tar::Builder<Partial>);

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Archive({:?})", self.0.get_ref())
    }
}

impl Shards {
    pub(super) fn new(folder: &Path, split: &str, limit: usize) -> Self {
        let (folder, split) = (folder.to_owned(), split.to_owned());
        Self { folder, split, limit: limit.max(1), open: None, complete: Vec::new() }
    }

    /// Paths of the pictures once every shard is unpacked into a folder of its name.
    pub(super) fn paths(&self, id: &str, images: usize) -> Vec<String> {
        let shard = self.name().trim_end_matches(".tar").to_owned();
        (0..images).map(|i| format!("{shard}/{id}.{i}.png")).collect()
    }

    pub(super) fn append(&mut self, row: &Row, pngs: &[Vec<u8>]) -> Result<(), FilesError> {
        let name = self.name();
        let failed = |source| FilesError::Write { path: partial_path(&self.folder, &name), source };
        if self.open.is_none() {
            let archive = Archive(tar::Builder::new(Partial::create(&self.folder, &name)?));
            self.open = Some(Open { archive, sequences: 0 });
        }
        let Some(open) = &mut self.open else { return Ok(()) };
        let json = serde_json::to_vec(row).map_err(|e| failed(e.into()))?;
        open.archive.add(&format!("{}.json", row.id), &json).map_err(failed)?;
        for (i, png) in pngs.iter().enumerate() {
            open.archive.add(&format!("{}.{i}.png", row.id), png).map_err(failed)?;
        }
        open.sequences += 1;
        if open.sequences == self.limit { self.close() } else { Ok(()) }
    }

    /// The shards in order.
    pub(super) fn finish(mut self) -> Result<Vec<FileRow>, FilesError> {
        self.close()?;
        Ok(self.complete)
    }

    fn close(&mut self) -> Result<(), FilesError> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let path = partial_path(&self.folder, &self.name());
        let file = open.archive.0.into_inner().map_err(|source| FilesError::Write { path, source })?;
        self.complete.push(file.finish()?);
        Ok(())
    }

    fn name(&self) -> String {
        format!("{}-{:06}.tar", self.split, self.complete.len())
    }
}

impl Archive {
    /// Nothing of the machine or the moment gets into the archive.
    fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut header = tar::Header::new_ustar();
        header.set_path(name)?;
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_entry_type(tar::EntryType::Regular);
        header.set_cksum();
        self.0.append(&header, bytes)
    }
}
