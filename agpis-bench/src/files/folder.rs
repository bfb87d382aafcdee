//! The folder of a data set: empty at first, or cleared of an earlier one.

use std::fs::{self, DirEntry};
use std::io;
use std::path::Path;

use super::FilesError;
use super::partial::partial_path;

/// Makes the folder if need be, and finds out whether files can be made in it.
pub(super) fn prepare(folder: &Path, replace: bool) -> Result<(), FilesError> {
    let unwritable = |source| FilesError::Folder { folder: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(unwritable)?;
    let found: Vec<DirEntry> =
        fs::read_dir(folder).and_then(Iterator::collect::<io::Result<_>>).map_err(unwritable)?;
    let foreign = |entry: &&DirEntry| !replace || !entry.file_name().to_str().is_some_and(is_ours);
    if let Some(entry) = found.iter().find(foreign) {
        return Err(FilesError::Occupied { path: entry.path(), replace });
    }
    let probe = partial_path(folder, "bench.json");
    fs::write(&probe, "").and_then(|()| fs::remove_file(&probe)).map_err(unwritable)?;
    for path in found.iter().map(DirEntry::path).filter(|path| *path != probe) {
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(|source| FilesError::Write { path, source })?;
    }
    Ok(())
}

/// Whether a data set, complete or not, has a file or folder of this name.
fn is_ours(name: &str) -> bool {
    let name = name.strip_suffix(".partial").unwrap_or(name);
    let shard = || {
        let (split, number) = name.strip_suffix(".tar")?.rsplit_once('-')?;
        Some(!split.is_empty() && number.len() == 6 && number.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(name, "README.md" | "bench.json" | super::writer::IMAGES | super::writer::CANDIDATES)
        || name.ends_with(".jsonl")
        || shard().unwrap_or(false)
}
