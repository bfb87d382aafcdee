//! The words of a `FileStorage` text, one at a time: the part of YAML that OpenCV writes.
//!
//! Nothing but the present word is kept, so that the memory does not depend on the file.

use std::io::BufRead;

use super::error::ForestError;

/// Longest word, and longest first line, in bytes.
const MAX_WORD: usize = 128;
/// Deepest nesting of brackets.
const MAX_DEPTH: usize = 16;

/// What has been read; its text is in [`Tokens::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name followed by a colon.
    Key {
        /// Whether it is one of the file's outermost map.
        outermost: bool,
    },
    /// A number, or any other word.
    Scalar,
}

pub(super) struct Tokens<R> {
    input: R,
    left: usize,
    limit: usize,
    line: u64,
    column: usize,
    brackets: Vec<u8>,
    word: Vec<u8>,
}

impl<R: BufRead> Tokens<R> {
    /// Reads the first line, and refuses what is not YAML or longer than `limit` bytes.
    pub(super) fn new(input: R, limit: usize) -> Result<Self, ForestError> {
        let (brackets, word) = (Vec::new(), Vec::new());
        let mut tokens = Self { input, left: limit, limit, line: 1, column: 0, brackets, word };
        while tokens.word.len() < MAX_WORD
            && let Some(byte) = tokens.peek()?
            && byte != b'\n'
        {
            tokens.word.push(byte);
            tokens.skip()?;
        }
        if tokens.word.starts_with(b"%YAML") { Ok(tokens) } else { Err(tokens.unexpected("%YAML:1.0")) }
    }

    /// The next key or scalar, or `None` at the end; what only gives structure is skipped.
    pub(super) fn next(&mut self) -> Result<Option<Token>, ForestError> {
        while let Some(byte) = self.peek()? {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b',' => self.skip()?,
                b'#' => self.skip_line()?,
                b'[' | b'{' => self.open(byte)?,
                b']' | b'}' => self.close(byte)?,
                b'"' | b'\'' => return self.quoted(byte).map(Some),
                _ => match self.plain()? {
                    Token::Scalar if matches!(&self.word[..], b"-" | b"---" | b"...") => {}
                    token => return Ok(Some(token)),
                },
            }
        }
        self.word.clear();
        if self.brackets.is_empty() { Ok(None) } else { Err(self.unexpected("a closing bracket")) }
    }

    /// The word of the last token.
    pub(super) fn text(&self) -> &[u8] {
        &self.word
    }

    /// An error about the last word.
    pub(super) fn unexpected(&self, expected: &'static str) -> ForestError {
        let actual = match &self.word[..] {
            b"" => "the end of the file".to_owned(),
            word => format!("{:?}", String::from_utf8_lossy(word)),
        };
        ForestError::Syntax { line: self.line, expected, actual }
    }

    /// A word without quotes: it ends before a space, a bracket, a comma, or a colon with a space.
    fn plain(&mut self) -> Result<Token, ForestError> {
        self.word.clear();
        let outermost = self.column == 0 && self.brackets.is_empty();
        while let Some(byte) = self.peek()? {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']' | b'{' | b'}' => break,
                b':' => {
                    self.skip()?;
                    if matches!(self.peek()?, None | Some(b' ' | b'\t' | b'\r' | b'\n')) {
                        return Ok(Token::Key { outermost });
                    }
                    self.push(byte)?;
                }
                _ => {
                    self.push(byte)?;
                    self.skip()?;
                }
            }
        }
        Ok(Token::Scalar)
    }

    /// A word between quotes, of which no more than the beginning is kept: no name or number is written so.
    fn quoted(&mut self, quote: u8) -> Result<Token, ForestError> {
        self.word.clear();
        self.take(quote)?;
        loop {
            let byte = self.peek()?.ok_or_else(|| self.unexpected("a closing quote"))?;
            if byte == quote {
                self.skip()?;
                return Ok(Token::Scalar);
            }
            self.take(byte)?;
            if byte == b'\\'
                && quote == b'"'
                && let Some(escaped) = self.peek()?
            {
                self.take(escaped)?;
            }
        }
    }

    fn take(&mut self, byte: u8) -> Result<(), ForestError> {
        if self.word.len() < MAX_WORD {
            self.word.push(byte);
        }
        self.skip()
    }

    fn push(&mut self, byte: u8) -> Result<(), ForestError> {
        if self.word.len() == MAX_WORD {
            return Err(self.unexpected("words of at most 128 bytes"));
        }
        self.word.push(byte);
        Ok(())
    }

    fn open(&mut self, bracket: u8) -> Result<(), ForestError> {
        if self.brackets.len() == MAX_DEPTH {
            self.word = vec![bracket];
            return Err(self.unexpected("brackets nested at most 16 deep"));
        }
        self.brackets.push(if bracket == b'[' { b']' } else { b'}' });
        self.skip()
    }

    fn close(&mut self, bracket: u8) -> Result<(), ForestError> {
        if self.brackets.pop() != Some(bracket) {
            self.word = vec![bracket];
            return Err(self.unexpected("brackets that match"));
        }
        self.skip()
    }

    fn skip_line(&mut self) -> Result<(), ForestError> {
        while self.peek()?.is_some_and(|byte| byte != b'\n') {
            self.skip()?;
        }
        Ok(())
    }

    fn peek(&mut self) -> Result<Option<u8>, ForestError> {
        Ok(self.input.fill_buf()?.first().copied())
    }

    /// Goes past the byte that [`peek`](Self::peek) has shown.
    fn skip(&mut self) -> Result<(), ForestError> {
        let Some(byte) = self.peek()? else { return Ok(()) };
        self.input.consume(1);
        self.left = self
            .left
            .checked_sub(1)
            .ok_or(ForestError::TooLarge { what: "bytes of text", limit: self.limit })?;
        if byte == b'\n' {
            self.line += 1;
            self.column = 0;
        } else {
            self.column += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Token, Tokens};

    fn words(text: &str) -> Result<Vec<String>, String> {
        let mut tokens = Tokens::new(text.as_bytes(), 1000).map_err(|e| e.to_string())?;
        let mut words = Vec::new();
        while let Some(token) = tokens.next().map_err(|e| e.to_string())? {
            let mark = match token {
                Token::Key { outermost: true } => "::",
                Token::Key { outermost: false } => ":",
                Token::Scalar => "",
            };
            words.push(String::from_utf8_lossy(tokens.text()).into_owned() + mark);
        }
        Ok(words)
    }

    #[test]
    fn keys_and_scalars_of_every_style() {
        for (text, expected) in [
            ("%YAML:1.0\n---\na:\n   b: 1 # c\n", "a:: b: 1"),
            ("%YAML 1.2\r\na: [ 1., -.Inf,\r\n  2 ]\r\n", "a:: 1. -.Inf 2"),
            ("%YAML:1.0\na:\n  - [1,2]\n  -\n    - 3\n...\n", "a:: 1 2 3"),
            (
                "%YAML:1.0\na: !!opencv-matrix\n   d: \"x \\\" y\"\nb: {c: 'e'}",
                "a:: !!opencv-matrix d: \"x \\\" y b:: c: 'e",
            ),
            ("%YAML:1.0", ""),
            ("%YAML:1.0\na:", "a::"),
            ("%YAML:1.0\nb:c a : d", "b:c a : d"),
        ] {
            assert_eq!(words(text).unwrap().join(" "), expected, "{text:?}");
        }
    }

    #[test]
    fn errors_have_the_line() {
        let deep = "%YAML:1.0\na: ".to_owned() + &"[".repeat(17);
        let long = "%YAML:1.0\n\n".to_owned() + &"a".repeat(129);
        let endless = "%YAML:1.0\n".to_owned() + &" ".repeat(1000);
        for (text, expected) in [
            ("<?xml?>\n", "line 1: expected %YAML:1.0, got \"<?xml?>\""),
            ("", "line 1: expected %YAML:1.0, got the end of the file"),
            ("%YAML:1.0\na:\n [ 1,\n 2", "line 4: expected a closing bracket, got the end of the file"),
            ("%YAML:1.0\na: ]", "line 2: expected brackets that match, got \"]\""),
            ("%YAML:1.0\na: [ 1 }", "line 2: expected brackets that match, got \"}\""),
            ("%YAML:1.0\n\"ab", "line 2: expected a closing quote, got \"\\\"ab\""),
            (&deep, "line 2: expected brackets nested at most 16 deep"),
            (&long, "line 3: expected words of at most 128 bytes"),
            (&endless, "expected at most 1000 bytes of text, got more"),
        ] {
            let error = words(text).unwrap_err();
            assert!(error.starts_with(expected), "{text:?}: {error}");
        }
    }
}
