//! The fields of a row, checked for their kind and size.

use agpis_io::{json_kind, stays_inside};
use serde_json::{Map, Value};

use super::{ReviewOptions, RowError};

type Fields = Map<String, Value>;

/// A text or an integer that names something; none if it is missing, null or blank.
pub(super) fn id(
    fields: &mut Fields,
    field: &'static str,
    options: &ReviewOptions,
) -> Result<Option<String>, RowError> {
    match fields.remove(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(id)) if id.trim().is_empty() => Ok(None),
        Some(Value::String(id)) => within(id.trim().to_owned(), field, options.max_name_bytes).map(Some),
        // A number with a fraction, or too long for an integer, has lost digits already.
        Some(Value::Number(id)) if !id.is_f64() => Ok(Some(id.to_string())),
        Some(other) => Err(wrong(field, "text or an integer of at most 64 bits", &other)),
    }
}

/// A text; none if it is missing or null.
pub(super) fn text(
    fields: &mut Fields,
    field: &'static str,
    max_bytes: usize,
) -> Result<Option<String>, RowError> {
    match fields.remove(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => within(text, field, max_bytes).map(Some),
        Some(other) => Err(wrong(field, "text", &other)),
    }
}

pub(super) fn flag(fields: &mut Fields, field: &'static str) -> Result<Option<bool>, RowError> {
    match fields.remove(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(flag)),
        Some(other) => Err(wrong(field, "a truth value", &other)),
    }
}

/// A class index, not larger than `last`.
pub(super) fn class(
    fields: &mut Fields,
    field: &'static str,
    last: usize,
) -> Result<Option<usize>, RowError> {
    let value = match fields.remove(field) {
        None | Some(Value::Null) => return Ok(None),
        Some(value) => value,
    };
    let Some(actual) = value.as_u64() else { return Err(wrong(field, "a class index", &value)) };
    match usize::try_from(actual) {
        Ok(class) if class <= last => Ok(Some(class)),
        _ => Err(RowError::NoSuchClass { field, expected: last, actual }),
    }
}

/// A list of texts, none of them empty; empty if it is missing or null.
pub(super) fn list(
    fields: &mut Fields,
    field: &'static str,
    max_entries: usize,
    max_bytes: usize,
) -> Result<Vec<String>, RowError> {
    let values = match fields.remove(field) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(values)) => values,
        Some(other) => return Err(wrong(field, "a list of texts", &other)),
    };
    if values.len() > max_entries {
        return Err(RowError::TooMany { field, expected: max_entries, actual: values.len() });
    }
    let entry = |value| match value {
        Value::String(text) if text.is_empty() => {
            Err(RowError::WrongField { field, expected: "a list of texts", actual: "an empty text in it" })
        }
        Value::String(text) => within(text, field, max_bytes),
        _ => Err(RowError::WrongField { field, expected: "a list of texts", actual: "something else in it" }),
    };
    values.into_iter().map(entry).collect()
}

/// A list of paths that stay inside the root folder.
pub(super) fn paths(
    fields: &mut Fields,
    field: &'static str,
    max_entries: usize,
    options: &ReviewOptions,
) -> Result<Vec<String>, RowError> {
    let paths = list(fields, field, max_entries, options.max_name_bytes)?;
    match paths.iter().position(|path| !options.allow_outside && !stays_inside(path)) {
        Some(index) => Err(RowError::OutsidePath { field, entry: index + 1 }),
        None => Ok(paths),
    }
}

fn within(text: String, field: &'static str, expected: usize) -> Result<String, RowError> {
    if text.len() > expected {
        return Err(RowError::TooLong { field, expected, actual: text.len() });
    }
    Ok(text)
}

fn wrong(field: &'static str, expected: &'static str, actual: &Value) -> RowError {
    RowError::WrongField { field, expected, actual: json_kind(actual) }
}
