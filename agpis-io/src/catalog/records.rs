//! The JSON objects of a file, one a line, and the image files that they name.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use agpis_core::ImageSource;
use serde_json::{Map, Value};

use super::{CatalogError, CatalogOptions, OpenError, Place, fields};
use crate::{Line, Lines, stays_inside};

#[derive(Debug)]
pub(crate) struct Records {
    lines: Lines<BufReader<File>>,
    /// Read when the file was opened, to know that there is one.
    first: Option<(u64, Line)>,
    folder: PathBuf,
    options: CatalogOptions,
    failed: bool,
}

/// The fields of one object, or why there are none.
pub(crate) type Record = Result<Map<String, Value>, CatalogError>;

impl Records {
    pub(crate) fn open(path: &Path, options: CatalogOptions) -> Result<Self, OpenError> {
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

    /// The next object. A line that is none does not end the file; a file that cannot be read on does.
    pub(crate) fn next(&mut self) -> Option<(Place, Record)> {
        if self.failed {
            return None;
        }
        match self.first.take().map_or_else(|| self.lines.next(), |line| Ok(Some(line))) {
            Ok(line) => line.map(|(number, line)| (Place::Line(number), self.parse(line))),
            Err(error) => {
                self.failed = true;
                let place = Place::Line(self.lines.number() + 1);
                Some((place, Err(CatalogError::Unreadable { actual: error.kind() })))
            }
        }
    }

    /// Checks that an object does not name too many images, or images that it must not.
    pub(crate) fn check_images(&self, paths: &[String]) -> Result<(), CatalogError> {
        let CatalogOptions { max_images: expected, allow_outside, .. } = self.options;
        if paths.len() > expected {
            return Err(CatalogError::TooManyImages { expected, actual: paths.len() });
        }
        match paths.iter().find(|path| !allow_outside && !stays_inside(path)) {
            Some(path) => Err(CatalogError::OutsidePath { actual: path.clone() }),
            None => Ok(()),
        }
    }

    /// Image ids with their files: a path is relative to the folder of the file that lists it.
    pub(crate) fn sources(
        &self,
        paths: impl IntoIterator<Item = String>,
    ) -> impl Iterator<Item = (String, ImageSource)> {
        paths.into_iter().map(|path| {
            let source = ImageSource::Path(self.folder.join(&path));
            (path, source)
        })
    }

    fn parse(&self, line: Line) -> Record {
        let expected = self.options.max_line_bytes;
        let Line::Text(text) = line else { return Err(CatalogError::LineTooLong { expected }) };
        match serde_json::from_slice(&text) {
            Ok(Value::Object(fields)) => Ok(fields),
            Ok(other) => Err(CatalogError::NotAnObject { actual: fields::kind(&other) }),
            Err(error) => {
                let message = error.to_string();
                // Its line number is always 1 here, and would only confuse.
                let actual = message.split(" at line ").next().unwrap_or_default().to_owned();
                Err(CatalogError::BrokenJson { actual, column: error.column() })
            }
        }
    }
}
