//! PyTorch checkpoints: the ZIP archive since PyTorch 1.6 ([`archive`]), and the stream of pickles before
//! it ([`stream`]).
//!
//! Both say in a pickle, a program for a small stack machine, which objects there were. A program of Python
//! that runs it can be made to do anything; the machine here ([`pickle`]) knows plain containers and the few
//! calls of which tensors are made ([`calls`]), and what else there is stays an object without a meaning.
//!
//! The reader that Burn has for these files is not used here: it copies an object whenever a pickle
//! mentions it again, so that a file of two kilobytes makes it need all memory there is.

mod archive;
mod calls;
mod object;
mod pickle;
mod state_dict;
mod stream;
mod zip;

pub(crate) use archive::open as open_archive;
pub(crate) use stream::open as open_stream;

use crate::FileError;

/// The file is no checkpoint, as `message` says.
fn broken(message: impl Into<String>) -> FileError {
    FileError::Torch(message.into())
}
