//! The bytes of a listed picture.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use agpis_core::ImageSource;

use super::{DecodeError, DecodeLimits};

pub(super) fn read<'a>(source: &'a ImageSource, limits: &DecodeLimits) -> Result<Cow<'a, [u8]>, DecodeError> {
    match source {
        ImageSource::Path(path) => read_file(path, limits).map(Cow::Owned),
        ImageSource::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
        _ => Err(DecodeError::UnknownSource),
    }
}

fn read_file(path: &Path, limits: &DecodeLimits) -> Result<Vec<u8>, DecodeError> {
    let metadata = fs::metadata(path)?;
    // Before opening: that would wait for ever on a pipe.
    if !metadata.is_file() {
        return Err(DecodeError::NotAFile);
    }
    limits.check_file(metadata.len())?;
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    // The file may grow meanwhile; one byte too many is enough for the next check to see it.
    File::open(path)?.take(limits.max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}
