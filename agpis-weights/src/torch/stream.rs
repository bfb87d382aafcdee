//! The format of PyTorch before 1.6, which `_use_new_zipfile_serialization=False` still writes: a magic
//! number, a version, facts of the system, the objects and the keys of their storages as one pickle each,
//! then the storages in the order of the keys, each behind its number of elements.

use std::collections::HashMap;
use std::sync::Arc;

use super::object::{Heap, Id, Object, Storage};
use super::pickle::{Input, run};
use super::{broken, state_dict};
use crate::limits::MAX_PICKLE;
use crate::source::Source;
use crate::values::Place;
use crate::{FileError, TensorFile};

const MAGIC: i128 = 0x1950_a86a_20f9_469c_fc6c;
const VERSION: i128 = 1001;
/// Bytes of the number before a storage.
const COUNT: u64 = 8;

/// The tensors of a checkpoint.
pub(crate) fn open(source: Source) -> Result<TensorFile, FileError> {
    let start = source.bytes(0, source.length().min(MAX_PICKLE))?;
    let (mut input, mut heap) = (Input::new(&start), Heap::default());
    let magic = run(&mut input, &mut heap)?;
    expect_int(&heap, magic, MAGIC, "the magic number of a checkpoint")?;
    let version = run(&mut input, &mut heap)?;
    expect_int(&heap, version, VERSION, "a version")?;
    let system = run(&mut input, &mut heap)?;
    let is_little_endian = heap.entry(system, "little_endian")?.map(|id| heap.get(id));
    if !matches!(is_little_endian, Some(Object::Bool(true))) {
        return Err(broken("expected a file of a little-endian system"));
    }
    let root = run(&mut input, &mut heap)?;
    let keys = run(&mut input, &mut heap)?;
    let source = Arc::new(source);
    let places = places(&mut heap, keys, input.position() as u64, &source)?;
    let place = |storage: &Storage| {
        places.get(&storage.key).cloned().ok_or_else(|| broken(format!("no storage {:?}", storage.key)))
    };
    state_dict::tensors(heap, root, &source, place)
}

fn expect_int(heap: &Heap, id: Id, expected: i128, what: &str) -> Result<(), FileError> {
    match heap.get(id) {
        Object::Int(actual) if *actual == expected => Ok(()),
        _ => Err(broken(format!("expected {what}, {expected}"))),
    }
}

/// Where each storage lies; the first one begins at byte `from`.
fn places(
    heap: &mut Heap,
    keys: Id,
    mut from: u64,
    source: &Arc<Source>,
) -> Result<HashMap<String, Place>, FileError> {
    let lengths = lengths(heap)?;
    let Object::List(keys) = heap.get(keys) else {
        return Err(broken(format!("expected a list of storages, got {}", heap.kind(keys))));
    };
    let mut places = HashMap::with_capacity(keys.len());
    for key in keys.clone() {
        let key = heap.name(key, "the key of a storage")?;
        let &(length, element) = lengths
            .get(&key)
            .ok_or_else(|| broken(format!("expected the length of storage {key:?} in the pickle")))?;
        let actual = u64::from_le_bytes(source.array(from)?);
        if actual != length {
            return Err(broken(format!("expected {length} elements of storage {key:?}, got {actual}")));
        }
        from += COUNT;
        source.check(from, length * element)?;
        places.insert(key, Place { source: source.clone(), from, checksum: None });
        from += length * element;
    }
    Ok(places)
}

/// Number of elements and bytes of an element for every storage that an object mentions.
fn lengths(heap: &Heap) -> Result<HashMap<String, (u64, u64)>, FileError> {
    let mut lengths = HashMap::new();
    for object in heap.iter() {
        let Object::Storage(storage) = object else { continue };
        let length = (storage.length, storage.element);
        let other = *lengths.entry(storage.key.clone()).or_insert(length);
        if other != length {
            return Err(broken(format!("expected one length of storage {:?}, got two", storage.key)));
        }
    }
    Ok(lengths)
}
