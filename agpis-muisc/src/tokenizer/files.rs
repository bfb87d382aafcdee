//! The files of a tokenizer, read within limits.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::TokenizerError;

pub(super) const TOKENIZER: &str = "tokenizer.json";
pub(super) const VOCAB_TXT: &str = "vocab.txt";
pub(super) const VOCAB_JSON: &str = "vocab.json";
pub(super) const MERGES: &str = "merges.txt";
pub(super) const CONFIG: &str = "tokenizer_config.json";
pub(super) const SPECIAL_TOKENS: &str = "special_tokens_map.json";

/// Twice the largest that are published.
const MAX_BYTES: u64 = 64 << 20;
/// Four times the largest that are published.
pub(super) const MAX_TOKENS: usize = 1 << 20;

/// Where the files are.
pub(super) struct Directory<'a>(pub(super) &'a Path);

impl Directory<'_> {
    pub(super) fn holds(&self, name: &str) -> bool {
        self.file(name).is_file()
    }

    /// The content of a file, or `None` if there is none of this name.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, TokenizerError> {
        let io = |source| TokenizerError::Io { file: self.file(name), source };
        let metadata = match fs::metadata(self.file(name)) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io(error)),
        };
        // Before opening: that would wait for ever on a pipe.
        if !metadata.is_file() {
            return Err(io(io::Error::new(io::ErrorKind::InvalidInput, "not a file")));
        }
        self.check_size(name, metadata.len())?;
        let mut bytes = Vec::with_capacity(metadata.len() as usize);
        let file = File::open(self.file(name)).map_err(io)?;
        // The file may grow meanwhile; one byte too many is enough for the next check to see it.
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
        self.check_size(name, bytes.len() as u64)?;
        Ok(Some(bytes))
    }

    /// As [`Self::read`], of a text.
    pub(super) fn read_text(&self, name: &str) -> Result<Option<String>, TokenizerError> {
        let Some(bytes) = self.read(name)? else { return Ok(None) };
        String::from_utf8(bytes).map(Some).map_err(|error| {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = 1 + valid.iter().filter(|&&byte| byte == b'\n').count();
            self.line(name, line, "UTF-8", format!("the byte {:#04x}", error.as_bytes()[valid.len()]))
        })
    }

    pub(super) fn missing(&self, name: &str) -> TokenizerError {
        TokenizerError::Io { file: self.file(name), source: io::ErrorKind::NotFound.into() }
    }

    pub(super) fn missing_token(&self, name: &str, token: &str) -> TokenizerError {
        TokenizerError::MissingToken { file: self.file(name), token: token.to_owned() }
    }

    pub(super) fn damaged(&self, name: &str, source: impl Into<tokenizers::Error>) -> TokenizerError {
        TokenizerError::Damaged { file: self.file(name), source: source.into() }
    }

    pub(super) fn line(
        &self,
        name: &str,
        line: usize,
        expected: &'static str,
        actual: String,
    ) -> TokenizerError {
        TokenizerError::Line { file: self.file(name), line, expected, actual }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn check_size(&self, name: &str, actual: u64) -> Result<(), TokenizerError> {
        if actual > MAX_BYTES {
            return Err(TokenizerError::TooLarge { file: self.file(name), expected: MAX_BYTES, actual });
        }
        Ok(())
    }
}
