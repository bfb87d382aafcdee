//! The bytes of a file, on disk or in memory, read in pieces.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

/// A file and its length.
pub(crate) struct Source {
    bytes: Bytes,
    length: u64,
}

enum Bytes {
    Disk(Mutex<File>),
    Memory(Cow<'static, [u8]>),
}

impl Source {
    pub(crate) fn disk(file: File) -> io::Result<Self> {
        Ok(Self { length: file.metadata()?.len(), bytes: Bytes::Disk(Mutex::new(file)) })
    }

    pub(crate) fn memory(bytes: Cow<'static, [u8]>) -> Self {
        Self { length: bytes.len() as u64, bytes: Bytes::Memory(bytes) }
    }

    /// Its length when it was opened.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// # Errors
    /// If `length` bytes from byte `from` on do not all lie in the file.
    pub(crate) fn check(&self, from: u64, length: u64) -> io::Result<()> {
        if from.checked_add(length).is_some_and(|end| end <= self.length) {
            return Ok(());
        }
        let message = format!("expected {length} bytes from byte {from} on, got a file of {}", self.length);
        Err(io::Error::new(io::ErrorKind::UnexpectedEof, message))
    }

    /// Fills `buffer` with the bytes from byte `from` on.
    pub(crate) fn read(&self, from: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.check(from, buffer.len() as u64)?;
        match &self.bytes {
            Bytes::Disk(file) => {
                // A panic elsewhere leaves the file as good as it was: every read seeks first.
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(from))?;
                file.read_exact(buffer)
            }
            Bytes::Memory(bytes) => {
                buffer.copy_from_slice(&bytes[from as usize..][..buffer.len()]);
                Ok(())
            }
        }
    }

    /// The `N` bytes from byte `from` on.
    pub(crate) fn array<const N: usize>(&self, from: u64) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.read(from, &mut bytes)?;
        Ok(bytes)
    }

    /// The `length` bytes from byte `from` on. Nothing is allocated before they are known to be there.
    pub(crate) fn bytes(&self, from: u64, length: u64) -> io::Result<Vec<u8>> {
        self.check(from, length)?;
        let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
        self.read(from, &mut bytes)?;
        Ok(bytes)
    }
}
