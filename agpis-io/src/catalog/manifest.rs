//! A manifest: one JSON object a line.

use std::collections::HashSet;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use agpis_core::{ImageSource, Listing};
use serde_json::{Map, Value};

use super::item::{self, wrong_images};
use super::lines::{Line, Lines};
use super::{CatalogError, CatalogItem, CatalogOptions, OpenError, Place, paths};

#[derive(Debug)]
pub(super) struct Manifest {
    lines: Lines<BufReader<File>>,
    /// Read when the manifest was opened, to know that there is one.
    first: Option<(u64, Line)>,
    folder: PathBuf,
    options: CatalogOptions,
    failed: bool,
}

impl Manifest {
    pub(super) fn open(path: &Path, options: CatalogOptions) -> Result<Self, OpenError> {
        let unreadable = |error| OpenError::unreadable(path, error);
        let file = File::open(path).map_err(unreadable)?;
        let mut lines = Lines::new(BufReader::new(file), options.max_line_bytes);
        let first = lines.next().map_err(unreadable)?;
        if first.is_none() {
            return Err(OpenError::EmptyManifest { path: path.to_owned() });
        }
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self { lines, first, folder, options, failed: false })
    }

    pub(super) fn next(&mut self) -> Option<CatalogItem> {
        if self.failed {
            return None;
        }
        match self.first.take().map_or_else(|| self.lines.next(), |line| Ok(Some(line))) {
            Ok(line) => line.map(|(number, line)| self.item(number, line)),
            Err(error) => {
                self.failed = true;
                let place = Place::Line(self.lines.number() + 1);
                Some(CatalogItem::unknown(place, CatalogError::Unreadable { actual: error.kind() }))
            }
        }
    }

    fn item(&self, number: u64, line: Line) -> CatalogItem {
        let place = Place::Line(number);
        let mut fields = match parse(line, self.options.max_line_bytes) {
            Ok(fields) => fields,
            Err(error) => return CatalogItem::unknown(place, error),
        };
        let (sku, title) = (take_sku(&mut fields), take_title(&mut fields));
        let images = fields.shift_remove("images");
        let listing = self.listing(&sku, &title, images);
        CatalogItem { place, sku: sku.ok(), title: title.unwrap_or_default(), listing, extra: fields }
    }

    fn listing(
        &self,
        sku: &Result<String, CatalogError>,
        title: &Result<String, CatalogError>,
        images: Option<Value>,
    ) -> Result<Listing, CatalogError> {
        let (sku, title) = (sku.as_ref().map_err(Clone::clone)?, title.as_ref().map_err(Clone::clone)?);
        let paths = image_paths(images)?;
        let CatalogOptions { max_images: expected, allow_outside, .. } = self.options;
        if paths.len() > expected {
            return Err(CatalogError::TooManyImages { expected, actual: paths.len() });
        }
        if let Some(path) = paths.iter().find(|path| !allow_outside && !paths::stays_inside(path)) {
            return Err(CatalogError::OutsidePath { actual: path.clone() });
        }
        let sourced = paths.into_iter().map(|path| {
            let source = ImageSource::Path(self.folder.join(&path));
            (path, source)
        });
        item::listing(sku, title, sourced)
    }
}

fn parse(line: Line, limit: usize) -> Result<Map<String, Value>, CatalogError> {
    let Line::Text(text) = line else { return Err(CatalogError::LineTooLong { expected: limit }) };
    match serde_json::from_slice(&text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(other) => Err(CatalogError::NotAnObject { actual: kind(&other) }),
        Err(error) => {
            let message = error.to_string();
            // Its line number is always 1 here, and would only confuse.
            let actual = message.split(" at line ").next().unwrap_or_default().to_owned();
            Err(CatalogError::BrokenJson { actual, column: error.column() })
        }
    }
}

fn take_sku(fields: &mut Map<String, Value>) -> Result<String, CatalogError> {
    match fields.shift_remove("sku") {
        Some(Value::String(sku)) if !sku.trim().is_empty() => Ok(sku),
        None | Some(Value::Null | Value::String(_)) => Err(CatalogError::MissingSku),
        // A number with a fraction, or too long for an integer, has lost digits already.
        Some(Value::Number(sku)) if !sku.is_f64() => Ok(sku.to_string()),
        Some(other) => Err(CatalogError::WrongField {
            field: "sku",
            expected: "text or an integer of at most 64 bits",
            actual: kind(&other),
        }),
    }
}

fn take_title(fields: &mut Map<String, Value>) -> Result<String, CatalogError> {
    match fields.shift_remove("title") {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(title)) => Ok(title),
        Some(other) => {
            Err(CatalogError::WrongField { field: "title", expected: "text", actual: kind(&other) })
        }
    }
}

/// The listed paths without repetitions: feeds often list the main image again among the others.
fn image_paths(images: Option<Value>) -> Result<Vec<String>, CatalogError> {
    let Some(images) = images else { return Err(wrong_images("nothing")) };
    let Value::Array(images) = images else { return Err(wrong_images(kind(&images))) };
    let mut seen = HashSet::new();
    let mut paths = Vec::with_capacity(images.len());
    for image in images {
        match image {
            Value::String(path) if path.is_empty() => return Err(wrong_images("an empty path in it")),
            Value::String(path) if seen.insert(path.clone()) => paths.push(path),
            Value::String(_) => {}
            _ => return Err(wrong_images("something else in it")),
        }
    }
    Ok(paths)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
