//! The objects that a pickle makes.

use super::broken;
use crate::limits::{BYTES_PER_STEP, MAX_NAME, MAX_STEPS, check};
use crate::strided::Strided;
use crate::{DType, FileError};

/// A reference to an object of a [`Heap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id(u32);

/// An object of Python, as far as it matters for weights.
#[derive(Debug)]
pub(super) enum Object {
    None,
    Bool(bool),
    Int(i128),
    Text(String),
    /// A class or function, by its name with that of its module.
    Global(String),
    Tuple(Vec<Id>),
    /// Sets are lists here.
    List(Vec<Id>),
    Dict(Vec<(Id, Id)>),
    Storage(Box<Storage>),
    Tensor(Box<TensorObject>),
    /// An object of a class or the result of a function, of which nothing else is known.
    Instance(Id),
    /// What it is; its value does not matter.
    Other(&'static str),
}

/// Elements that lie one behind the other in the file.
#[derive(Debug)]
pub(super) struct Storage {
    pub(super) key: String,
    pub(super) dtype: DType,
    /// Bytes of one element.
    pub(super) element: u64,
    /// Number of elements.
    pub(super) length: u64,
    /// Where the part of it begins that this is, in elements.
    pub(super) offset: u64,
}

/// A tensor over a storage.
#[derive(Clone, Debug)]
pub(super) struct TensorObject {
    /// An [`Object::Storage`].
    pub(super) storage: Id,
    /// Where it begins in the storage, in elements.
    pub(super) offset: u64,
    pub(super) strided: Strided,
}

/// All objects of a pickle. References, instead of objects in objects, make an object that is mentioned a
/// thousand times cost a thousand references, and cycles harmless.
#[derive(Debug, Default)]
pub(super) struct Heap {
    objects: Vec<Object>,
    steps: u64,
}

impl Heap {
    /// Counts steps of work: everything that takes time or memory pays here first.
    pub(super) fn charge(&mut self, steps: usize) -> Result<(), FileError> {
        self.steps += steps as u64;
        check("pickles, in steps,", MAX_STEPS, self.steps)
    }

    pub(super) fn add(&mut self, object: Object) -> Id {
        self.objects.push(object);
        // There are no more objects than steps.
        Id((self.objects.len() - 1) as u32)
    }

    pub(super) fn get(&self, id: Id) -> &Object {
        &self.objects[id.0 as usize]
    }

    pub(super) fn get_mut(&mut self, id: Id) -> &mut Object {
        &mut self.objects[id.0 as usize]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Object> {
        self.objects.iter()
    }

    /// What it is, for messages.
    pub(super) fn kind(&self, id: Id) -> &str {
        match self.get(id) {
            Object::None => "None",
            Object::Bool(_) => "a bool",
            Object::Int(_) => "an int",
            Object::Text(_) => "a str",
            Object::Global(name) => name,
            Object::Tuple(_) => "a tuple",
            Object::List(_) => "a list",
            Object::Dict(_) => "a dict",
            Object::Storage(_) => "a storage",
            Object::Tensor(_) => "a tensor",
            Object::Instance(class) => match self.get(*class) {
                Object::Global(name) => name,
                _ => "an object",
            },
            Object::Other(what) => what,
        }
    }

    /// The value of a dictionary under `key`; the last one counts, as in Python.
    pub(super) fn entry(&mut self, dict: Id, key: &str) -> Result<Option<Id>, FileError> {
        let Object::Dict(entries) = self.get(dict) else { return Ok(None) };
        self.charge(entries.len())?;
        let Object::Dict(entries) = self.get(dict) else { return Ok(None) };
        Ok(entries.iter().rev().find(|&&(name, _)| self.text(name) == Some(key)).map(|&(_, value)| value))
    }

    /// A string that can be a name.
    pub(super) fn text(&self, id: Id) -> Option<&str> {
        match self.get(id) {
            Object::Text(text) if text.len() as u64 <= MAX_NAME => Some(text),
            _ => None,
        }
    }

    pub(super) fn tuple(&self, id: Id, what: &str) -> Result<&[Id], FileError> {
        match self.get(id) {
            Object::Tuple(items) => Ok(items),
            _ => Err(broken(format!("expected {what} as a tuple, got {}", self.kind(id)))),
        }
    }

    pub(super) fn count(&self, id: Id, what: &str) -> Result<u64, FileError> {
        match self.get(id) {
            Object::Int(value) => u64::try_from(*value)
                .map_err(|_| broken(format!("expected {what} of at least 0 and below 2^64, got {value}"))),
            _ => Err(broken(format!("expected {what} as an int, got {}", self.kind(id)))),
        }
    }

    /// A string, or a number as one: PyTorch uses both for names.
    pub(super) fn name(&mut self, id: Id, what: &str) -> Result<String, FileError> {
        let name = match self.get(id) {
            Object::Text(name) => name.clone(),
            Object::Int(number) => number.to_string(),
            _ => return Err(broken(format!("expected {what} as a str or an int, got {}", self.kind(id)))),
        };
        check("names, in bytes,", MAX_NAME, name.len() as u64)?;
        self.charge(name.len() / BYTES_PER_STEP)?;
        Ok(name)
    }
}
