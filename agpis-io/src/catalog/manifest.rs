//! A manifest: one JSON object a line for every product.

use std::collections::HashSet;
use std::path::Path;

use agpis_core::Listing;

use super::fields::{take_id, take_images, take_title};
use super::records::{Record, Records};
use super::{CatalogError, CatalogItem, CatalogOptions, OpenError, Place, item};

#[derive(Debug)]
pub(super) struct Manifest(Records);

impl Manifest {
    pub(super) fn open(path: &Path, options: CatalogOptions) -> Result<Self, OpenError> {
        Records::open(path, options).map(Self)
    }

    pub(super) fn next(&mut self) -> Option<CatalogItem> {
        let (place, record) = self.0.next()?;
        Some(self.item(place, record))
    }

    fn item(&self, place: Place, record: Record) -> CatalogItem {
        let mut fields = match record {
            Ok(fields) => fields,
            Err(error) => return CatalogItem::unknown(place, error),
        };
        let sku = take_id(&mut fields, "sku", CatalogError::MissingSku);
        let (title, images) = (take_title(&mut fields), take_images(&mut fields));
        let listing = self.listing(&sku, &title, images);
        CatalogItem { place, sku: sku.ok(), title: title.unwrap_or_default(), listing, extra: fields }
    }

    fn listing(
        &self,
        sku: &Result<String, CatalogError>,
        title: &Result<String, CatalogError>,
        images: Result<Vec<String>, CatalogError>,
    ) -> Result<Listing, CatalogError> {
        let (sku, title) = (sku.as_ref().map_err(Clone::clone)?, title.as_ref().map_err(Clone::clone)?);
        let mut paths = images?;
        // Feeds often list the main image again among the others.
        let mut seen = HashSet::new();
        paths.retain(|path| seen.insert(path.clone()));
        self.0.check_images(&paths)?;
        item::listing(sku, title, self.0.sources(paths))
    }
}
