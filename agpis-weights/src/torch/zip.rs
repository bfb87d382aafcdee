//! The directory of a ZIP archive of uncompressed files (PKWARE's APPNOTE 6.3), as PyTorch writes it: at the
//! end of the file, with or without the ZIP64 extension.

use std::collections::HashMap;

use super::broken;
use crate::FileError;
use crate::limits::{MAX_DIRECTORY, check};
use crate::source::Source;

/// The end of the directory: signature, disks, numbers of entries, size and offset of the directory, and
/// the length of a comment.
const END: u64 = 22;
/// Where the end of a ZIP64 directory is found; it stands before the other end.
const LOCATOR: u64 = 20;
/// A file in the directory, before its name.
const HEADER: usize = 46;
/// A file where it lies, before its name.
const LOCAL_HEADER: u64 = 30;
/// The extra field of an entry with its 64-bit sizes.
const ZIP64: u16 = 1;

/// A file of an archive.
pub(super) struct Entry {
    pub(super) length: u64,
    pub(super) checksum: u32,
    name: String,
    /// Where its local header begins.
    header: u64,
    /// How it is compressed; 0 is not.
    method: u16,
    stored_length: u64,
}

/// The files of an archive by their names.
pub(super) fn entries(source: &Source) -> Result<HashMap<String, Entry>, FileError> {
    let (from, length) = directory(source)?;
    check("a directory, in bytes,", MAX_DIRECTORY, length)?;
    let directory = source.bytes(from, length)?;
    let (mut rest, mut entries) = (directory.as_slice(), HashMap::new());
    while !rest.is_empty() {
        let entry = next_entry(&mut rest).ok_or_else(|| broken("expected the directory of an archive"))?;
        if let Some(entry) = entries.insert(entry.name.clone(), entry) {
            return Err(broken(format!("expected every file once, got {:?} twice", entry.name)));
        }
    }
    Ok(entries)
}

/// Where the directory begins and how long it is.
fn directory(source: &Source) -> Result<(u64, u64), FileError> {
    let at = source.length().saturating_sub(END);
    let end: [u8; END as usize] = source.array(at)?;
    if !end.starts_with(b"PK\x05\x06") {
        return Err(broken("expected a directory at the end of the archive, which may be truncated"));
    }
    let mut locator = [0; LOCATOR as usize];
    if at >= LOCATOR {
        source.read(at - LOCATOR, &mut locator)?;
    }
    if !locator.starts_with(b"PK\x06\x07") {
        return Ok((u32_at(&end, 16).into(), u32_at(&end, 12).into()));
    }
    let end: [u8; 56] = source.array(u64_at(&locator, 8))?;
    if !end.starts_with(b"PK\x06\x06") {
        return Err(broken("expected the end of a ZIP64 directory"));
    }
    Ok((u64_at(&end, 48), u64_at(&end, 40)))
}

/// The first entry of `directory`, which is taken off it.
fn next_entry(directory: &mut &[u8]) -> Option<Entry> {
    let header = directory.split_off(..HEADER)?;
    let name = directory.split_off(..usize::from(u16_at(header, 28)))?;
    let extra = directory.split_off(..usize::from(u16_at(header, 30)))?;
    directory.split_off(..usize::from(u16_at(header, 32)))?;
    let mut wide = zip64(extra);
    // A field with all bits set stands among the 64-bit ones, in this order.
    let mut size = |at| match u32_at(header, at) {
        u32::MAX => wide.split_off(..8).map(|size| u64_at(size, 0)),
        size => Some(size.into()),
    };
    header.starts_with(b"PK\x01\x02").then_some(())?;
    Some(Entry {
        length: size(24)?,
        stored_length: size(20)?,
        header: size(42)?,
        checksum: u32_at(header, 16),
        method: u16_at(header, 10),
        name: str::from_utf8(name).ok()?.to_owned(),
    })
}

/// The ZIP64 field among the extra fields of an entry.
fn zip64(mut extra: &[u8]) -> &[u8] {
    while let Some(head) = extra.split_off(..4) {
        let field = extra.split_off(..usize::from(u16_at(head, 2))).unwrap_or_default();
        if u16_at(head, 0) == ZIP64 {
            return field;
        }
    }
    &[]
}

impl Entry {
    /// Where its contents begin; all of them lie in `source`.
    pub(super) fn data(&self, source: &Source) -> Result<u64, FileError> {
        if self.method != 0 || self.stored_length != self.length {
            let (name, method) = (&self.name, self.method);
            return Err(broken(format!("expected uncompressed files, got {name:?} by method {method}")));
        }
        let header: [u8; LOCAL_HEADER as usize] = source.array(self.header)?;
        if !header.starts_with(b"PK\x03\x04") {
            return Err(broken(format!("expected the file {:?} at byte {}", self.name, self.header)));
        }
        let from =
            self.header + LOCAL_HEADER + u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
        source.check(from, self.length)?;
        Ok(from)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
