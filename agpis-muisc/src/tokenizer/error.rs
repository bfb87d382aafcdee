//! What can be wrong with the files of a tokenizer.

use std::path::PathBuf;

/// There is no tokenizer to be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenizerError {
    /// The directory has none of the files that this module reads.
    #[error("{}: expected tokenizer.json, vocab.txt, or vocab.json and merges.txt", directory.display())]
    NotFound {
        /// The directory.
        directory: PathBuf,
    },
    /// A file is missing or cannot be read.
    #[error("{}: cannot be read", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is larger than any tokenizer.
    #[error("{}: expected at most {expected} bytes, got {actual}", file.display())]
    TooLarge {
        /// The file.
        file: PathBuf,
        /// Most bytes.
        expected: u64,
        /// Bytes of the file.
        actual: u64,
    },
    /// A file is not what its name says.
    #[error("{}: no tokenizer can be read from it", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What its reader said.
        source: tokenizers::Error,
    },
    /// A line of a file cannot be used.
    #[error("{}, line {line}: expected {expected}, got {actual}", file.display())]
    Line {
        /// The file.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
        /// What stands there.
        actual: String,
    },
    /// The vocabulary of a file lacks a token that the tokenizer cannot do without.
    #[error("{}: expected the token {token:?} in the vocabulary", file.display())]
    MissingToken {
        /// The file.
        file: PathBuf,
        /// The token.
        token: String,
    },
    /// A token that is added to the vocabulary cannot have its id.
    #[error("expected the id {expected} for the token {token:?}, got {actual:?}")]
    Id {
        /// The token.
        token: String,
        /// The id that it must have.
        expected: usize,
        /// The id that it would have.
        actual: Option<u32>,
    },
    /// The bytes are no tokenizer.
    #[error("expected a tokenizer.json of Hugging Face tokenizers")]
    Invalid(#[source] tokenizers::Error),
}
