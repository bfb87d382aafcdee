//! The fields of a product or sequence in a file of JSON objects.

use serde_json::{Map, Value};

use super::CatalogError;

/// The text or integer that names the entry; `missing` if there is none.
pub(crate) fn take_id(
    fields: &mut Map<String, Value>,
    field: &'static str,
    missing: CatalogError,
) -> Result<String, CatalogError> {
    match fields.shift_remove(field) {
        Some(Value::String(id)) if !id.trim().is_empty() => Ok(id),
        None | Some(Value::Null | Value::String(_)) => Err(missing),
        // A number with a fraction, or too long for an integer, has lost digits already.
        Some(Value::Number(id)) if !id.is_f64() => Ok(id.to_string()),
        Some(other) => Err(CatalogError::WrongField {
            field,
            expected: "text or an integer of at most 64 bits",
            actual: kind(&other),
        }),
    }
}

/// The title, empty if there is none.
pub(crate) fn take_title(fields: &mut Map<String, Value>) -> Result<String, CatalogError> {
    match fields.shift_remove("title") {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(title)) => Ok(title),
        Some(other) => {
            Err(CatalogError::WrongField { field: "title", expected: "text", actual: kind(&other) })
        }
    }
}

/// The paths of the images as they are listed, possibly none and possibly some twice.
pub(crate) fn take_images(fields: &mut Map<String, Value>) -> Result<Vec<String>, CatalogError> {
    let Some(images) = fields.shift_remove("images") else { return Err(wrong_images("nothing")) };
    let Value::Array(images) = images else { return Err(wrong_images(kind(&images))) };
    let path = |image| match image {
        Value::String(path) if path.is_empty() => Err(wrong_images("an empty path in it")),
        Value::String(path) => Ok(path),
        _ => Err(wrong_images("something else in it")),
    };
    images.into_iter().map(path).collect()
}

pub(crate) fn wrong_images(actual: &'static str) -> CatalogError {
    CatalogError::WrongField { field: "images", expected: "a list of paths", actual }
}

/// What a value is, for people.
#[must_use]
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
