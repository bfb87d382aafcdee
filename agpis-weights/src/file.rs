//! The tensors of a file, by name.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use crate::limits::{MAX_NAME, MAX_RANK, MAX_TENSORS, check};
use crate::source::Source;
use crate::{FileError, Tensor, safetensors_file, torch};

/// First bytes of a ZIP archive, PyTorch's format since 1.6.
const ZIP: &[u8] = b"PK\x03\x04";
/// First byte of a pickle of protocol 2 and later, PyTorch's format before.
const PICKLE: u8 = 0x80;

/// Named tensors of one file, with their values unread.
#[derive(Clone, Debug, Default)]
pub struct TensorFile {
    tensors: BTreeMap<String, Tensor>,
    metadata: BTreeMap<String, String>,
}

impl TensorFile {
    /// Opens a safetensors file or a PyTorch checkpoint, whatever its name: the content decides.
    ///
    /// # Errors
    /// If it cannot be read or is none of them.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, FileError> {
        Self::of(regular_file(path.as_ref())?)
    }

    /// Opens a safetensors file, and nothing else.
    ///
    /// # Errors
    /// If it cannot be read or is none.
    pub fn open_safetensors(path: impl AsRef<Path>) -> Result<Self, FileError> {
        safetensors_file::open(regular_file(path.as_ref())?)
    }

    /// As [`open`](Self::open), from a file in memory.
    ///
    /// # Errors
    /// If it is none of them.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, FileError> {
        Self::of(Source::memory(bytes.into()))
    }

    /// Reads a safetensors file in memory, such as one embedded in a program.
    ///
    /// # Errors
    /// If it is none.
    pub fn from_safetensors(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, FileError> {
        safetensors_file::open(Source::memory(bytes.into()))
    }

    fn of(source: Source) -> Result<Self, FileError> {
        let start = source.bytes(0, source.length().min(9))?;
        match start.as_slice() {
            [] => Err(FileError::UnknownFormat { actual: "an empty file".to_owned() }),
            start if start.starts_with(ZIP) => torch::open_archive(source),
            // A safetensors file begins with the length of its header, which is a JSON object. The first
            // byte of the length can be that of a pickle.
            [.., b'{'] if start.len() == 9 => safetensors_file::open(source),
            [PICKLE, ..] => torch::open_stream(source),
            _ => Err(FileError::UnknownFormat { actual: format!("a file that begins with {start:02x?}") }),
        }
    }

    /// # Errors
    /// If there are too many tensors, or one has a longer name, more dimensions or more bytes than a
    /// tensor of a file with `file_length` bytes should have.
    pub(crate) fn new(
        tensors: BTreeMap<String, Tensor>,
        metadata: BTreeMap<String, String>,
        file_length: u64,
    ) -> Result<Self, FileError> {
        check("tensors", MAX_TENSORS, tensors.len() as u64)?;
        for (name, tensor) in &tensors {
            check("names, in bytes,", MAX_NAME, name.len() as u64)?;
            check("dimensions", MAX_RANK, tensor.shape().len() as u64)?;
            let size = tensor.dtype().size().map_or(0, |size| size.saturating_mul(tensor.num_elements()));
            check("a tensor, in bytes,", file_length, size as u64)?;
        }
        Ok(Self { tensors, metadata })
    }

    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn unchecked(tensors: BTreeMap<String, Tensor>) -> Self {
        Self { tensors, metadata: BTreeMap::new() }
    }

    /// The tensors in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tensor)> {
        self.tensors.iter().map(|(name, tensor)| (name.as_str(), tensor))
    }

    /// A tensor by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Tensor> {
        self.tensors.get(name)
    }

    /// What else a safetensors file says about itself.
    #[must_use]
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.metadata
    }

    /// The same file with `prefix` taken off all names that have it, unless two names would become one.
    /// For checkpoints that keep their weights under a key (`state_dict.`) or whose names begin with that
    /// of the whole model (`vit.`).
    #[must_use]
    pub fn without_prefix(self, prefix: &str) -> Self {
        let strip = |name: &str| name.strip_prefix(prefix).unwrap_or(name).to_owned();
        let names: BTreeSet<String> = self.tensors.keys().map(|name| strip(name)).collect();
        if names.len() < self.tensors.len() {
            return self;
        }
        let tensors = self.tensors.into_iter().map(|(name, tensor)| (strip(&name), tensor)).collect();
        Self { tensors, ..self }
    }

    /// The tensors whose names begin with `prefix`, without it.
    #[must_use]
    pub fn below(&self, prefix: &str) -> Self {
        let below = self.tensors.iter().filter_map(|(name, tensor)| {
            name.strip_prefix(prefix).map(|rest| (rest.to_owned(), tensor.clone()))
        });
        Self { tensors: below.collect(), metadata: self.metadata.clone() }
    }

    /// The tensors of this file and of `other`, whose names are given `prefix`; where that makes a name
    /// that this file has too, it is `other`'s tensor that stays. For models whose parts lie in several
    /// files.
    #[must_use]
    pub fn with_part(mut self, prefix: &str, other: Self) -> Self {
        self.tensors
            .extend(other.tensors.into_iter().map(|(name, tensor)| (format!("{prefix}{name}"), tensor)));
        self
    }
}

fn regular_file(path: &Path) -> Result<Source, FileError> {
    // Opening a pipe would wait for a writer.
    if !std::fs::metadata(path)?.is_file() {
        return Err(FileError::NotAFile);
    }
    Ok(Source::disk(File::open(path)?)?)
}
