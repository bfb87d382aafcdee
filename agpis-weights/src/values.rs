//! Values of tensors, and how they are read.

use std::io;
use std::sync::Arc;

use half::{bf16, f16};

use crate::DType;
use crate::source::Source;

/// Values of a tensor, row by row.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Full precision.
    F32(Vec<f32>),
    /// Half precision.
    F16(Vec<f16>),
    /// The upper half of full precision.
    BF16(Vec<bf16>),
}

impl Values {
    /// Their element type.
    #[must_use]
    pub fn dtype(&self) -> DType {
        match self {
            Self::F32(_) => DType::F32,
            Self::F16(_) => DType::F16,
            Self::BF16(_) => DType::BF16,
        }
    }

    /// In full precision.
    #[must_use]
    pub fn into_f32(self) -> Vec<f32> {
        match self {
            Self::F32(values) => values,
            Self::F16(values) => values.into_iter().map(f16::to_f32).collect(),
            Self::BF16(values) => values.into_iter().map(bf16::to_f32).collect(),
        }
    }

    pub(crate) fn into_f16(self) -> Vec<f16> {
        match self {
            Self::F16(values) => values,
            other => other.into_f32().into_iter().map(f16::from_f32).collect(),
        }
    }

    pub(crate) fn into_bf16(self) -> Vec<bf16> {
        match self {
            Self::BF16(values) => values,
            other => other.into_f32().into_iter().map(bf16::from_f32).collect(),
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::F32(values) => values.len(),
            Self::F16(values) => values.len(),
            Self::BF16(values) => values.len(),
        }
    }

    /// Reads `length` little-endian values of type `dtype`; double precision becomes full precision.
    pub(crate) fn read(dtype: DType, place: &Place, length: usize) -> io::Result<Self> {
        Ok(match dtype {
            DType::F64 => Self::F32(elements(place, length, |b| f64::from_le_bytes(b) as f32)?),
            DType::F32 => Self::F32(elements(place, length, f32::from_le_bytes)?),
            DType::F16 => Self::F16(elements(place, length, f16::from_le_bytes)?),
            DType::BF16 => Self::BF16(elements(place, length, bf16::from_le_bytes)?),
            DType::Other(name) => return Err(invalid(format!("expected floats, got {name}"))),
        })
    }
}

/// Where values begin.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) source: Arc<Source>,
    pub(crate) from: u64,
    /// The CRC-32 of their bytes, if the file says it.
    pub(crate) checksum: Option<u32>,
}

/// Bytes that are converted at a time: values are never in memory twice.
const CHUNK: usize = 1 << 16;

fn elements<const N: usize, T>(
    place: &Place,
    length: usize,
    value: impl Fn([u8; N]) -> T,
) -> io::Result<Vec<T>> {
    let num_bytes = (length as u64).saturating_mul(N as u64);
    place.source.check(place.from, num_bytes)?;
    let mut values = Vec::with_capacity(length);
    let mut buffer = vec![0; num_bytes.min(CHUNK as u64) as usize];
    let mut checksum = crc32fast::Hasher::new();
    while values.len() < length {
        let bytes = &mut buffer[..(length - values.len()).min(CHUNK / N) * N];
        place.source.read(place.from + (values.len() * N) as u64, bytes)?;
        if place.checksum.is_some() {
            checksum.update(bytes);
        }
        values.extend(bytes.as_chunks().0.iter().map(|&element| value(element)));
    }
    match place.checksum.map(|expected| (expected, checksum.finalize())) {
        Some((expected, actual)) if expected != actual => {
            Err(invalid(format!("expected values with the checksum {expected:08x}, got {actual:08x}")))
        }
        _ => Ok(values),
    }
}

pub(crate) fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}
