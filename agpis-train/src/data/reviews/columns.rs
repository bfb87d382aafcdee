//! Rows of a Parquet file as fields, by the columns that reviews have.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::Field;
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;
use serde_json::{Map, Value};

use super::{Date, ReviewOptions, RowError};
use crate::data::DataError;

const COLUMNS: [&str; 13] = [
    "id",
    "sku",
    "title",
    "images",
    "accepted",
    "label",
    "label_true",
    "rules",
    "feedback",
    "lang",
    "reviewed_at",
    "split",
    "candidates",
];
const MILLIS_OF_A_DAY: i64 = 86_400_000;

type Fields = Result<Map<String, Value>, RowError>;

/// The rows of a file. A row that is damaged is the last one.
///
/// The reader trusts what headers of pages say of their sizes, so memory is bounded by what the description of the
/// file announces, which is checked, and a panic of the reader is caught.
pub(super) fn rows(file: File, options: &ReviewOptions) -> Result<impl Iterator<Item = Fields>, DataError> {
    let opened = catch_unwind(AssertUnwindSafe(|| open(file, options)));
    let mut rows = opened.unwrap_or_else(|_| Err(damaged("the reader gave up on it")))?;
    let mut ended = false;
    Ok(std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let next = catch_unwind(AssertUnwindSafe(|| rows.next()));
        let row = match next {
            Ok(row) => row?.map_err(|error| error.to_string()),
            Err(_) => Err("the reader gave up on it".to_owned()),
        };
        ended = row.is_err();
        Some(row.map_err(|actual| RowError::Damaged { actual }).and_then(|row| {
            let field = |(name, field)| Ok((name, value(field)?));
            row.into_columns().into_iter().map(field).collect()
        }))
    }))
}

fn open(file: File, options: &ReviewOptions) -> Result<RowIter<'static>, DataError> {
    let reader = SerializedFileReader::new(file).map_err(|error| damaged(&error.to_string()))?;
    let description = reader.metadata();
    let rows = description.file_metadata().num_rows();
    if usize::try_from(rows).is_ok_and(|rows| rows > options.max_rows) {
        return Err(DataError::TooManyRows { expected: options.max_rows });
    }
    let known = |column: &&Arc<Type>| COLUMNS.contains(&column.name());
    let schema = description.file_metadata().schema();
    let columns: Vec<_> = schema.get_fields().iter().filter(known).cloned().collect();
    if columns.is_empty() {
        return Err(damaged("it has no column of a review"));
    }
    let wanted = Type::group_type_builder(schema.name()).with_fields(columns).build();
    let wanted = wanted.map_err(|error| damaged(&error.to_string()))?;
    let mut uncompressed = 0_u64;
    for column in description.row_groups().iter().flat_map(|group| group.columns()) {
        let is_read =
            column.column_path().parts().first().is_some_and(|name| COLUMNS.contains(&name.as_str()));
        if is_read {
            uncompressed = uncompressed.saturating_add(column.uncompressed_size().max(0) as u64);
        }
    }
    if uncompressed > options.max_file_bytes {
        return Err(DataError::FileTooLarge { expected: options.max_file_bytes, actual: uncompressed });
    }
    RowIter::from_file_into(Box::new(reader))
        .project(Some(wanted))
        .map_err(|error| damaged(&error.to_string()))
}

fn damaged(actual: &str) -> DataError {
    DataError::Parquet { actual: actual.to_owned() }
}

/// The value as JSON has it.
fn value(field: Field) -> Result<Value, RowError> {
    Ok(match field {
        Field::Null => Value::Null,
        Field::Bool(flag) => flag.into(),
        Field::Byte(number) => number.into(),
        Field::Short(number) => number.into(),
        Field::Int(number) => number.into(),
        Field::Long(number) => number.into(),
        Field::UByte(number) => number.into(),
        Field::UShort(number) => number.into(),
        Field::UInt(number) => number.into(),
        Field::ULong(number) => number.into(),
        // Only to be refused as a number with a fraction.
        Field::Float(number) => f64::from(number).into(),
        Field::Double(number) => number.into(),
        Field::Str(text) => text.into(),
        // Old writers do not say that a text is one.
        Field::Bytes(bytes) => text(bytes.data())?.into(),
        Field::Date(days) => date(i64::from(days))?.into(),
        Field::TimestampMillis(time) => date(time.div_euclid(MILLIS_OF_A_DAY))?.into(),
        Field::TimestampMicros(time) => date(time.div_euclid(MILLIS_OF_A_DAY * 1000))?.into(),
        Field::ListInternal(list) => {
            list.elements().iter().cloned().map(value).collect::<Result<Vec<_>, _>>()?.into()
        }
        _ => Value::Object(Map::new()),
    })
}

fn text(bytes: &[u8]) -> Result<String, RowError> {
    let text = std::str::from_utf8(bytes);
    text.map(str::to_owned).map_err(|_| RowError::Damaged { actual: "text that is not UTF-8".to_owned() })
}

fn date(days: i64) -> Result<String, RowError> {
    Date::of_days(days).map(|date| date.to_string()).ok_or(RowError::WrongDate)
}
