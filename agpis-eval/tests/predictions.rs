//! Files of predictions, as they should be and as strangers write them.

mod common;

use std::io::{self, BufReader, Read};

use agpis_eval::{MAX_LINE_BYTES, Prediction, Predictions, ReadError};

const GOOD: &str = r#"{"id":"a","sku":"s","label":0,"p":0.5}"#;

fn read(text: &str) -> Result<Predictions, ReadError> {
    Predictions::read(text.as_bytes())
}

#[test]
fn what_is_written_is_read() {
    let mut rows = common::rows(50, 0.2, 0);
    rows[3] = Prediction {
        label_true: Some(2),
        feedback: Some("two\nlines, \"quoted\", 图片\u{0}".into()),
        written: Some(String::new()),
        ..Prediction::new("日本/\\ <b>", " ", 1, 0.25)
    };
    let predictions = Predictions::new(rows).unwrap();
    let mut file = Vec::new();
    predictions.write(&mut file).unwrap();
    assert_eq!(file.iter().filter(|byte| **byte == b'\n').count(), 50);
    assert_eq!(Predictions::read(&file[..]).unwrap(), predictions);
}

#[test]
fn optional_fields_may_be_absent_or_null_and_lines_empty() {
    let predictions =
        read(&format!("\r\n{GOOD}\r\n\n  \n{}", GOOD.replace("\"a\"", "\"b\",\"label_true\":null"))).unwrap();
    assert_eq!(predictions.rows().len(), 2);
    assert_eq!(predictions.rows()[1], Prediction::new("b", "s", 0, 0.5));
}

#[test]
fn hostile_lines_are_errors_with_their_number() {
    let long = format!("{{\"id\":\"{}\"", "x".repeat(MAX_LINE_BYTES));
    let deep = "[".repeat(100_000);
    let bad = [
        ("not JSON", "expected a prediction as a JSON object"),
        ("null", "expected a prediction as a JSON object"),
        (r#"["b","s",0]"#, "expected a prediction as a JSON object"),
        (r#"{"id":"b","sku":"s","label":0}"#, "missing field `p`"),
        (r#"{"id":"b","sku":"s","label":0,"p":0.5,"x":1}"#, "unknown field `x`"),
        (r#"{"id":"b","id":"c","sku":"s","label":0,"p":0.5}"#, "duplicate field `id`"),
        (r#"{"id":"b","sku":"s","label":-1,"p":0.5}"#, "invalid value"),
        (r#"{"id":"b","sku":"s","label":0.5,"p":0.5}"#, "invalid type"),
        (r#"{"id":"b","sku":"s","label":99999999999999999999,"p":0.5}"#, "invalid"),
        (r#"{"id":1,"sku":"s","label":0,"p":0.5}"#, "invalid type"),
        (r#"{"id":"b","sku":"s","label":0,"p":NaN}"#, "expected a prediction as a JSON object"),
        (r#"{"id":"b","sku":"s","label":0,"p":null}"#, "invalid type: null"),
        (r#"{"id":"b","sku":"s","label":0,"p":"0.5"}"#, "invalid type"),
        (r#"{"id":"b","sku":"s","label":0,"p":1e999}"#, "number out of range"),
        (r#"{"id":"b","sku":"s","label":0,"p":1.0000001}"#, "expected p in 0..=1, got 1.0000001"),
        (r#"{"id":"b","sku":"s","label":0,"p":-0.1}"#, "expected p in 0..=1, got -0.1"),
        (r#"{"id":"","sku":"s","label":0,"p":0.5}"#, "expected an id, got an empty one"),
        (r#"{"id":"b","sku":"","label":0,"p":0.5}"#, "expected a sku, got an empty one"),
        (r#"{"id":"b","sku":"s","label":0,"p":0.5} {}"#, "trailing characters"),
        (&long, "expected at most 262144 bytes"),
        (&deep, "line 3"),
    ];
    for (line, expected) in bad {
        let shown = &line[..line.len().min(60)];
        let error = read(&format!("{GOOD}\n\n{line}\n")).expect_err(shown).to_string();
        assert!(error.starts_with("line 3: ") && error.contains(expected), "{shown}: {error}");
    }
    let not_text = Predictions::read(&b"{\"id\":\"\xFF\",\"sku\":\"s\",\"label\":0,\"p\":0.5}"[..]);
    assert!(matches!(not_text, Err(ReadError::Json { line: 1, .. })));
}

#[test]
fn ids_are_unique_and_both_lines_are_named() {
    let error = read(&format!("{GOOD}\n\n{GOOD}\n")).unwrap_err();
    assert_eq!(error.to_string(), "line 3: expected unique ids, got \"a\" as in line 1");
}

#[test]
fn an_empty_file_is_called_so() {
    for empty in ["", "\n\n", "   \r\n"] {
        let error = read(empty).unwrap_err();
        assert_eq!(error.to_string(), "expected at least one prediction, got an empty file");
    }
}

/// Zeros without end and without a line's end.
struct Endless;

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        buffer.fill(b'0');
        Ok(buffer.len())
    }
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("unplugged"))
    }
}

#[test]
fn endless_lines_and_broken_files_end() {
    assert!(matches!(Predictions::read(BufReader::new(Endless)), Err(ReadError::LongLine { line: 1 })));
    let line = format!("{GOOD}\n");
    let after_one = BufReader::new(line.as_bytes().chain(Broken));
    assert!(matches!(Predictions::read(after_one), Err(ReadError::Io { line: 2, .. })));
}

#[test]
fn a_line_of_the_largest_size_is_read() {
    let fill = MAX_LINE_BYTES - GOOD.len() - 14;
    let line = GOOD.replace('}', &format!(",\"feedback\":\"{}\"}}", "x".repeat(fill)));
    assert_eq!(line.len(), MAX_LINE_BYTES);
    assert!(read(&line).is_ok() && read(&format!("{line}\n")).is_ok());
    assert!(matches!(read(&format!("{line} \n")), Err(ReadError::LongLine { line: 1 })));
}
