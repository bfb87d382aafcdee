//! How much a file may make a program hold in memory.

use crate::FileError;

/// The longest header of a safetensors file. Full-size MUIsC needs 40 kB.
pub(crate) const MAX_HEADER: u64 = 4 << 20;
/// The longest directory of a ZIP archive. Full-size MUIsC needs 20 kB.
pub(crate) const MAX_DIRECTORY: u64 = 16 << 20;
/// The longest pickles of a checkpoint together. Full-size MUIsC with its optimizer needs 200 kB.
pub(crate) const MAX_PICKLE: u64 = 16 << 20;
/// The most steps that may be needed to make sense of a pickle: operations, and references to objects
/// that are copied or followed. Each costs some ten bytes.
pub(crate) const MAX_STEPS: u64 = 1 << 20;
/// So many copied bytes are one step.
pub(crate) const BYTES_PER_STEP: usize = 16;
/// The most tensors of a file.
pub(crate) const MAX_TENSORS: u64 = 1 << 16;
/// The most dimensions of a tensor.
pub(crate) const MAX_RANK: u64 = 8;
/// The longest name of a tensor, in bytes.
pub(crate) const MAX_NAME: u64 = 1 << 10;

/// # Errors
/// If `actual` is above `limit`.
pub(crate) fn check(what: &'static str, limit: u64, actual: u64) -> Result<(), FileError> {
    if actual <= limit { Ok(()) } else { Err(FileError::TooLarge { what, limit, actual }) }
}
