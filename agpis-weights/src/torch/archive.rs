//! The ZIP archive that PyTorch has written since 1.6: `data.pkl` with the objects, and beside it
//! `data/<key>` with the elements of each storage, all of them uncompressed.

use std::collections::HashMap;
use std::sync::Arc;

use super::object::{Heap, Storage};
use super::pickle::{Input, run};
use super::zip::{self, Entry};
use super::{broken, state_dict};
use crate::limits::{MAX_PICKLE, check};
use crate::source::Source;
use crate::values::Place;
use crate::{FileError, TensorFile};

/// The tensors of a checkpoint.
pub(crate) fn open(source: Source) -> Result<TensorFile, FileError> {
    let archive = Archive::of(source)?;
    if let Some(order) = archive.entries.get(&format!("{}byteorder", archive.root)) {
        let order = archive.contents(order, "a byte order, in bytes,", 16)?;
        if order != b"little" {
            return Err(broken("expected a file of a little-endian system"));
        }
    }
    let objects = archive.entries.get(&format!("{}data.pkl", archive.root));
    let objects = objects.ok_or_else(|| broken("expected data.pkl in the archive"))?;
    let objects = archive.contents(objects, "data.pkl, in bytes,", MAX_PICKLE)?;
    let mut heap = Heap::default();
    let root = run(&mut Input::new(&objects), &mut heap)?;
    state_dict::tensors(heap, root, &archive.source, |storage| archive.place(storage))
}

struct Archive {
    source: Arc<Source>,
    entries: HashMap<String, Entry>,
    /// The folder that `data.pkl` is in, with its slash.
    root: String,
}

impl Archive {
    fn of(source: Source) -> Result<Self, FileError> {
        let entries = zip::entries(&source)?;
        let folders = entries.keys().filter_map(|name| name.strip_suffix("data.pkl"));
        let folders = folders.filter(|folder| folder.is_empty() || folder.ends_with('/'));
        let root = folders.min_by_key(|folder| folder.len()).unwrap_or_default().to_owned();
        Ok(Self { source: Arc::new(source), entries, root })
    }

    fn contents(&self, entry: &Entry, what: &'static str, limit: u64) -> Result<Vec<u8>, FileError> {
        check(what, limit, entry.length)?;
        let from = entry.data(&self.source)?;
        Ok(self.source.bytes(from, entry.length)?)
    }

    fn place(&self, storage: &Storage) -> Result<Place, FileError> {
        let name = format!("{}data/{}", self.root, storage.key);
        let entry = self.entries.get(&name).ok_or_else(|| broken(format!("no storage {:?}", storage.key)))?;
        // `storage` has checked that its length is a number.
        let expected = storage.length * storage.element;
        if entry.length != expected {
            let (key, actual) = (&storage.key, entry.length);
            return Err(broken(format!("expected {expected} bytes of storage {key:?}, got {actual}")));
        }
        // PyTorch can be told to compute no checksums, and writes 0.
        let checksum = Some(entry.checksum).filter(|&checksum| checksum != 0);
        Ok(Place { source: self.source.clone(), from: entry.data(&self.source)?, checksum })
    }
}
