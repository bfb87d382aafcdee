//! Reviews in Parquet files: the same rows as in JSON lines, and damaged files.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use agpis_train::data::{DataError, ReviewOptions, Reviews, RowError, RuleNames};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

const SCHEMA: &str = "
    message reviews {
        optional binary id (UTF8);
        required binary sku (UTF8);
        optional binary title (UTF8);
        required group images (LIST) { repeated group list { required binary element (UTF8); } }
        optional boolean accepted;
        optional int64 label;
        optional binary feedback;
        optional int32 reviewed_at (DATE);
        required int32 something_else;
    }";

/// Id, SKU, title, images, accepted, label, feedback, day.
type Row = (
    Option<&'static str>,
    &'static str,
    Option<&'static str>,
    &'static [&'static str],
    Option<bool>,
    Option<i64>,
    Option<&'static [u8]>,
    Option<i32>,
);

const ROWS: [Row; 6] = [
    (Some("a"), "s1", Some("红色 mug"), &["1.png", "2.png"], Some(true), None, None, Some(18_992)),
    (None, "s1", None, &["3.png"], None, Some(8), Some(b"Blurry image: image 1."), None),
    (Some("a"), "s2", None, &["4.png"], Some(true), None, None, None),
    (Some("c"), "s3", None, &["5.png", "../6.png"], Some(true), None, None, None),
    (Some("d"), "s4", None, &["7.png"], None, None, Some(b"\xff\xfe"), None),
    (
        Some("e"),
        "s5",
        None,
        &["8.png", "8.png", "9.png"],
        None,
        None,
        Some("水印：第3张图".as_bytes()),
        Some(-1),
    ),
];

type Group<'a> = SerializedRowGroupWriter<'a, File>;

macro_rules! optional {
    ($group:expr, $kind:ty, $values:expr) => {{
        let mut column = $group.next_column().unwrap().unwrap();
        let values: Vec<_> = $values.collect();
        let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
        let values: Vec<_> = values.into_iter().flatten().collect();
        column.typed::<$kind>().write_batch(&values, Some(&levels), None).unwrap();
        column.close().unwrap();
    }};
}

fn bytes(text: impl AsRef<[u8]>) -> ByteArray {
    ByteArray::from(text.as_ref().to_vec())
}

fn skus(group: &mut Group<'_>, rows: &[Row]) {
    let mut column = group.next_column().unwrap().unwrap();
    let all: Vec<ByteArray> = rows.iter().map(|row| bytes(row.1)).collect();
    column.typed::<ByteArrayType>().write_batch(&all, None, None).unwrap();
    column.close().unwrap();
}

fn images(group: &mut Group<'_>, rows: &[Row]) {
    let mut column = group.next_column().unwrap().unwrap();
    let all: Vec<ByteArray> = rows.iter().flat_map(|row| row.3).map(bytes).collect();
    let repeated = rows.iter().flat_map(|row| (0..row.3.len()).map(|place| i16::from(place > 0)));
    let repeated: Vec<i16> = repeated.collect();
    let defined = vec![1; all.len()];
    column.typed::<ByteArrayType>().write_batch(&all, Some(&defined), Some(&repeated)).unwrap();
    column.close().unwrap();
}

/// In two row groups.
fn write(path: &Path) {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), schema, properties).unwrap();
    for rows in ROWS.chunks(4) {
        let mut group = writer.next_row_group().unwrap();
        optional!(group, ByteArrayType, rows.iter().map(|row| row.0.map(bytes)));
        skus(&mut group, rows);
        optional!(group, ByteArrayType, rows.iter().map(|row| row.2.map(bytes)));
        images(&mut group, rows);
        optional!(group, BoolType, rows.iter().map(|row| row.4));
        optional!(group, Int64Type, rows.iter().map(|row| row.5));
        optional!(group, ByteArrayType, rows.iter().map(|row| row.6.map(bytes)));
        optional!(group, Int32Type, rows.iter().map(|row| row.7));
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&vec![5; rows.len()], None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
}

fn read(path: &Path, options: &ReviewOptions) -> Result<Reviews, DataError> {
    Reviews::read_parquet(path, &RuleNames::bench(), options)
}

fn written() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reviews.parquet");
    write(&path);
    (folder, path)
}

#[test]
fn rows_are_those_of_json_lines() {
    let (folder, path) = written();
    let lines = [
        r#"{"id":"a","sku":"s1","title":"红色 mug","images":["1.png","2.png"],"accepted":true,"reviewed_at":"2021-12-31"}"#,
        r#"{"sku":"s1","images":["3.png"],"label":8,"feedback":"Blurry image: image 1."}"#,
        "{}",
        "{}",
        "{}",
        r#"{"id":"e","sku":"s5","images":["8.png","8.png","9.png"],"feedback":"水印：第3张图","reviewed_at":"1969-12-31"}"#,
    ];
    let jsonl = folder.path().join("reviews.jsonl");
    fs::write(&jsonl, lines.join("\n")).unwrap();
    let options = ReviewOptions::default();
    let expected = Reviews::read_jsonl(&jsonl, &RuleNames::bench(), &options).unwrap();
    let found = read(&path, &options).unwrap();
    assert_eq!(found.reviews.len(), 3, "{}", found.skipped);
    assert_eq!(found.reviews, expected.reviews);
    let problems: Vec<(u64, &RowError)> =
        found.skipped.first.iter().map(|problem| (problem.row, &problem.error)).collect();
    let as_expected = matches!(
        problems.as_slice(),
        [
            (3, RowError::RepeatedId { .. }),
            (4, RowError::OutsidePath { entry: 2, .. }),
            (5, RowError::Damaged { .. })
        ]
    );
    assert!(as_expected, "{problems:?}");
}

#[test]
fn files_have_limits() {
    let (folder, path) = written();
    let options = ReviewOptions::default();
    let many = read(&path, &options.clone().with_max_rows(5));
    assert!(matches!(many, Err(DataError::TooManyRows { expected: 5 })));
    let large = read(&path, &options.clone().with_max_file_bytes(20));
    assert!(matches!(large, Err(DataError::FileTooLarge { .. })));
    let text = folder.path().join("text");
    fs::write(&text, "no parquet").unwrap();
    assert!(matches!(read(&text, &options), Err(DataError::Parquet { .. })));
}

/// Whatever is changed or missing, there is an answer.
#[test]
fn damaged_files_end_no_program() {
    let (folder, path) = written();
    let options = ReviewOptions::default();
    let sound = fs::read(&path).unwrap();
    let damaged = folder.path().join("damaged");
    for length in (0..sound.len()).step_by(7) {
        fs::write(&damaged, &sound[..length]).unwrap();
        assert!(read(&damaged, &options).is_err(), "{length} bytes");
    }
    let mut readable = 0;
    for place in (0..sound.len()).step_by(5) {
        for change in [0x01, 0x80, 0xff] {
            let mut bytes = sound.clone();
            bytes[place] ^= change;
            fs::write(&damaged, &bytes).unwrap();
            readable += usize::from(read(&damaged, &options).is_ok_and(|found| !found.reviews.is_empty()));
        }
    }
    assert!(readable > 0, "some bytes do not matter");
}
