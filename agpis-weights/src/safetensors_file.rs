//! Safetensors: a JSON header with names, types, shapes and places, then the values.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use safetensors::tensor::{Dtype, Metadata, TensorInfo};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use crate::limits::{MAX_HEADER, check};
use crate::source::Source;
use crate::values::Place;
use crate::{DType, FileError, Tensor, TensorFile};

/// The length of the header stands before it.
const LENGTH: u64 = 8;
/// What the header has beside tensors.
const METADATA: &str = "__metadata__";

/// The tensors of a file; its values stay where they are.
pub(crate) fn open(source: Source) -> Result<TensorFile, FileError> {
    let length = u64::from_le_bytes(source.array(0)?);
    check("a safetensors header, in bytes,", MAX_HEADER.min(source.length() - LENGTH), length)?;
    let Header { metadata, tensors } =
        serde_json::from_slice(&source.bytes(LENGTH, length)?).map_err(FileError::Header)?;
    let start = LENGTH + length;
    let (expected, actual) = (tensors.data_len() as u64, source.length() - start);
    if expected != actual {
        return Err(FileError::Length { expected, actual });
    }
    let source = Arc::new(source);
    let tensor = |(name, info): (String, &TensorInfo)| {
        let from = start + info.data_offsets.0 as u64;
        let place = Place { source: source.clone(), from, checksum: None };
        (name, Tensor::at(place, dtype(info.dtype), info.shape.clone()))
    };
    let tensors = tensors.tensors().into_iter().map(tensor).collect();
    TensorFile::new(tensors, metadata, source.length())
}

/// A header whose tensors lie one behind the other, without gaps, and have the lengths of their shapes.
struct Header {
    metadata: BTreeMap<String, String>,
    tensors: Metadata,
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HeaderVisitor)
    }
}

/// Reads entry by entry: the format's library first builds a tree of twenty times the header's size, and of
/// tensors with the same name takes the last.
struct HeaderVisitor;

impl<'de> Visitor<'de> for HeaderVisitor {
    type Value = Header;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of tensors")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Header, M::Error> {
        let (mut metadata, mut tensors, mut names) = (None, Vec::new(), BTreeSet::new());
        while let Some(name) = map.next_key::<String>()? {
            if !names.insert(name.clone()) {
                return Err(de::Error::custom(format!("expected every name once, got {name:?} twice")));
            }
            match name.as_str() {
                METADATA => metadata = map.next_value()?,
                _ => tensors.push((name, map.next_value::<TensorInfo>()?)),
            }
        }
        tensors.sort_by_key(|(_, info)| info.data_offsets);
        let tensors = Metadata::new(None, tensors).map_err(de::Error::custom)?;
        Ok(Header { metadata: metadata.unwrap_or_default(), tensors })
    }
}

fn dtype(dtype: Dtype) -> DType {
    match dtype {
        Dtype::F64 => DType::F64,
        Dtype::F32 => DType::F32,
        Dtype::F16 => DType::F16,
        Dtype::BF16 => DType::BF16,
        Dtype::BOOL => DType::Other("bool"),
        Dtype::U8 => DType::Other("u8"),
        Dtype::I8 => DType::Other("i8"),
        Dtype::U16 => DType::Other("u16"),
        Dtype::I16 => DType::Other("i16"),
        Dtype::U32 => DType::Other("u32"),
        Dtype::I32 => DType::Other("i32"),
        Dtype::U64 => DType::Other("u64"),
        Dtype::I64 => DType::Other("i64"),
        _ => DType::Other("a type that is not read here"),
    }
}
