//! Lines of bounded length.

use std::io::{self, BufRead};

/// Lines of a stranger's file: reads them one by one and never holds more than the limit.
#[derive(Debug)]
pub struct Lines<R> {
    reader: R,
    limit: usize,
    number: u64,
}

/// A line, without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Its bytes; a carriage return before the end is one of them.
    Text(Vec<u8>),
    /// It is longer than the limit, and was passed over.
    TooLong,
}

impl<R: BufRead> Lines<R> {
    /// Of which none may have more than `limit` bytes.
    #[must_use]
    pub fn new(reader: R, limit: usize) -> Self {
        Self { reader, limit, number: 0 }
    }

    /// The next line that is not blank, with its 1-based number. A byte-order mark is left out.
    ///
    /// # Errors
    /// If the reader fails.
    #[allow(clippy::should_implement_trait)] // `?` reads better with the result outside
    pub fn next(&mut self) -> io::Result<Option<(u64, Line)>> {
        while let Some(line) = self.read()? {
            self.number += 1;
            let line = match line {
                Line::Text(text) if self.number == 1 => Line::Text(without_mark(text)),
                line => line,
            };
            if !matches!(&line, Line::Text(text) if text.trim_ascii().is_empty()) {
                return Ok(Some((self.number, line)));
            }
        }
        Ok(None)
    }

    /// The 1-based number of the line read last.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    fn read(&mut self) -> io::Result<Option<Line>> {
        let (mut line, mut too_long, mut any) = (Vec::new(), false, false);
        loop {
            let buffer = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                buffer => buffer?,
            };
            let end = buffer.iter().position(|&byte| byte == b'\n');
            let piece = &buffer[..end.unwrap_or(buffer.len())];
            any |= !buffer.is_empty();
            too_long |= line.len() + piece.len() > self.limit;
            if too_long {
                line = Vec::new();
            } else {
                line.extend_from_slice(piece);
            }
            let (at_end, used) = (buffer.is_empty(), piece.len() + usize::from(end.is_some()));
            self.reader.consume(used);
            if at_end || end.is_some() {
                return Ok(any.then_some(if too_long { Line::TooLong } else { Line::Text(line) }));
            }
        }
    }
}

/// Without the byte-order mark that some editors put in front.
pub(crate) fn without_mark(text: Vec<u8>) -> Vec<u8> {
    match text.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => rest.to_vec(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::{Line, Lines};

    #[test]
    fn skips_blank_lines_and_what_is_too_long() {
        let text = "\u{feff}ab\r\n\n  \n123456789\n\n12345678\nlast";
        for capacity in [1, 2, 3, 100] {
            let mut lines = Lines::new(BufReader::with_capacity(capacity, text.as_bytes()), 8);
            let mut seen = vec![];
            while let Some(line) = lines.next().unwrap() {
                seen.push(line);
            }
            let expected = [
                (1, Line::Text(b"ab\r".to_vec())),
                (4, Line::TooLong),
                (6, Line::Text(b"12345678".to_vec())),
                (7, Line::Text(b"last".to_vec())),
            ];
            assert_eq!(seen, expected, "buffer of {capacity}");
        }
    }
}
