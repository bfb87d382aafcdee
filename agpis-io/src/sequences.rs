//! Sequences to be scored as they are: a file with one JSON object a line.

mod item;

use std::collections::HashSet;
use std::path::Path;

use agpis_core::Listing;

pub use self::item::{SequenceItem, UnreadableImage};
use crate::catalog::fields::{take_id, take_images, take_title, wrong_images};
use crate::catalog::item::listing;
use crate::catalog::records::{Record, Records};
use crate::{CatalogError, CatalogOptions, OpenError, Place};

/// The sequences of a file, one after the other.
///
/// One JSON object a line: `{"id", "title", "images": [paths relative to the file, in order], …}`.
/// Further fields are kept in [`SequenceItem::extra`]. All that is said of a manifest at
/// [`Catalog`](crate::Catalog) holds here too, but for repeated images: the same image twice is a
/// sequence like any other, though hardly a good one.
///
/// A sequence that cannot be read is an item with an error, and the next one follows.
#[derive(Debug)]
pub struct Sequences {
    records: Records,
    length: Option<usize>,
    ids: HashSet<String>,
}

impl Sequences {
    /// Opens a file with the default options.
    ///
    /// # Errors
    /// If it does not exist, cannot be read, or holds nothing.
    pub fn open(input: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::open_with(input, CatalogOptions::default())
    }

    /// Opens a file.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with(input: impl AsRef<Path>, options: CatalogOptions) -> Result<Self, OpenError> {
        let records = Records::open(input.as_ref(), options)?;
        Ok(Self { records, length: None, ids: HashSet::new() })
    }

    /// Sequences of another length than K^t, which a model judges, are errors from now on.
    #[must_use]
    pub fn with_length(self, length: usize) -> Self {
        Self { length: Some(length), ..self }
    }

    fn item(&self, place: Place, record: Record) -> SequenceItem {
        let mut fields = match record {
            Ok(fields) => fields,
            Err(error) => return SequenceItem::unknown(place, error),
        };
        let id = take_id(&mut fields, "id", CatalogError::MissingId);
        let (title, images) = (take_title(&mut fields), take_images(&mut fields));
        let listing = self.listing(&id, &title, &images);
        let (title, images) = (title.unwrap_or_default(), images.unwrap_or_default());
        SequenceItem { place, id: id.ok(), title, images, listing, extra: fields }
    }

    fn listing(
        &self,
        id: &Result<String, CatalogError>,
        title: &Result<String, CatalogError>,
        images: &Result<Vec<String>, CatalogError>,
    ) -> Result<Listing, CatalogError> {
        let (id, title) = (id.as_ref().map_err(Clone::clone)?, title.as_ref().map_err(Clone::clone)?);
        let images = images.as_ref().map_err(Clone::clone)?;
        self.records.check_images(images)?;
        match (self.length, images.len()) {
            (Some(expected), actual) if expected != actual => {
                return Err(CatalogError::WrongLength { expected, actual });
            }
            (_, 0) => return Err(wrong_images("an empty list")),
            _ => {}
        }
        let mut seen = HashSet::new();
        let distinct = images.iter().filter(|path| seen.insert(path.as_str())).cloned();
        listing(id, title, self.records.sources(distinct))
    }
}

impl Iterator for Sequences {
    type Item = SequenceItem;

    fn next(&mut self) -> Option<SequenceItem> {
        let (place, record) = self.records.next()?;
        let mut item = self.item(place, record);
        // The first sequence keeps the id, even if it turned out to be invalid.
        if let Some(id) = &item.id
            && !self.ids.insert(id.clone())
        {
            item.listing = Err(CatalogError::DuplicateId { id: id.clone() });
        }
        Some(item)
    }
}
