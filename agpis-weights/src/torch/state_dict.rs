//! The tensors of nested dictionaries and lists, under the names that a state dict gives them.

use std::collections::BTreeMap;

use super::broken;
use super::object::{Heap, Id, Object, Storage, TensorObject};
use crate::limits::{BYTES_PER_STEP, MAX_NAME, MAX_TENSORS, check};
use crate::source::Source;
use crate::values::Place;
use crate::{FileError, TensorFile};

/// How deep containers may lie in one another.
const MAX_DEPTH: usize = 64;

/// The tensors below `root`, a dictionary; `place` says where a storage lies.
pub(super) fn tensors(
    mut heap: Heap,
    root: Id,
    source: &Source,
    place: impl Fn(&Storage) -> Result<Place, FileError>,
) -> Result<TensorFile, FileError> {
    if !matches!(heap.get(root), Object::Dict(_)) {
        return Err(broken(format!("expected a dict of tensors, got {}", heap.kind(root))));
    }
    let mut found = BTreeMap::new();
    walk(&mut heap, root, &mut Vec::new(), &mut found)?;
    let mut tensors = BTreeMap::new();
    for (name, id) in found {
        let Object::Tensor(tensor) = heap.get(id) else { continue };
        let Object::Storage(storage) = heap.get(tensor.storage) else { continue };
        let place = within(place(storage)?, storage, tensor);
        tensors.insert(name, tensor.strided.clone().tensor(place, storage.dtype));
    }
    TensorFile::new(tensors, BTreeMap::new(), source.length())
}

/// The part of a storage, which lies at `place`, that a tensor is.
fn within(place: Place, storage: &Storage, tensor: &TensorObject) -> Place {
    let is_whole = tensor.offset == 0 && tensor.strided.window().map(|n| n as u64) == Some(storage.length);
    Place {
        from: place.from + tensor.offset * storage.element,
        checksum: place.checksum.filter(|_| is_whole),
        ..place
    }
}

/// Finds the tensors below `id`, to which `path` leads.
fn walk(
    heap: &mut Heap,
    id: Id,
    path: &mut Vec<String>,
    found: &mut BTreeMap<String, Id>,
) -> Result<(), FileError> {
    let entries: Vec<(Key, Id)> = match heap.get(id) {
        Object::Dict(entries) => entries.iter().map(|&(key, value)| (Key::Of(key), value)).collect(),
        Object::List(items) | Object::Tuple(items) => {
            items.iter().enumerate().map(|(index, &item)| (Key::At(index), item)).collect()
        }
        Object::Tensor(_) => return insert(heap, id, path, found),
        _ => return Ok(()),
    };
    heap.charge(entries.len())?;
    if path.len() == MAX_DEPTH {
        return Err(broken(format!("expected containers at most {MAX_DEPTH} deep")));
    }
    for (key, value) in entries {
        let leads_on = matches!(
            heap.get(value),
            Object::Dict(_) | Object::List(_) | Object::Tuple(_) | Object::Tensor(_)
        );
        let key = match key {
            _ if !leads_on => continue,
            Key::At(index) => index.to_string(),
            Key::Of(key) if matches!(heap.get(key), Object::Text(_) | Object::Int(_)) => {
                heap.name(key, "a key")?
            }
            // No name in a state dict.
            Key::Of(_) => continue,
        };
        path.push(key);
        walk(heap, value, path, found)?;
        path.pop();
    }
    Ok(())
}

fn insert(
    heap: &mut Heap,
    id: Id,
    path: &[String],
    found: &mut BTreeMap<String, Id>,
) -> Result<(), FileError> {
    let name = path.join(".");
    check("names, in bytes,", MAX_NAME, name.len() as u64)?;
    check("tensors", MAX_TENSORS, found.len() as u64 + 1)?;
    heap.charge(name.len() / BYTES_PER_STEP)?;
    match found.insert(name, id) {
        None => Ok(()),
        Some(_) => Err(broken(format!("expected every name once, got {:?} twice", path.join(".")))),
    }
}

/// How an entry of a container is called.
enum Key {
    Of(Id),
    At(usize),
}
