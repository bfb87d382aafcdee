//! Lines of bounded length.

use std::io::{self, BufRead};

const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Reads lines and never holds more than the limit.
pub(super) struct Lines<R> {
    reader: R,
    limit: usize,
    number: u64,
}

#[derive(Debug, PartialEq)]
pub(super) enum Line {
    Text(Vec<u8>),
    TooLong,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R, limit: usize) -> Self {
        Self { reader, limit, number: 0 }
    }

    /// The number of the line read last, counted from 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The next line that is not blank, with its number.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Line)>> {
        while let Some(line) = self.read()? {
            self.number += 1;
            let line = match line {
                Line::Text(text) if self.number == 1 => {
                    Line::Text(text.strip_prefix(MARK).map_or_else(|| text.clone(), <[u8]>::to_vec))
                }
                line => line,
            };
            if !matches!(&line, Line::Text(text) if text.trim_ascii().is_empty()) {
                return Ok(Some((self.number, line)));
            }
        }
        Ok(None)
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

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::{Line, Lines};

    #[test]
    fn skips_blank_lines_and_what_is_too_long() {
        let text = "\u{feff}ab\r\n\n  \n123456789\n\n12345678\nlast";
        for capacity in [1, 2, 3, 100] {
            let mut lines = Lines::new(BufReader::with_capacity(capacity, text.as_bytes()), 8);
            let seen: Vec<_> = std::iter::from_fn(|| lines.next().unwrap()).collect();
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
