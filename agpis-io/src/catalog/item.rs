//! One product of a catalogue.

use std::fmt;

use agpis_core::{ImageId, ImageSource, ListedImage, Listing, ProductError, ProductId};
use serde_json::{Map, Value};

use super::CatalogError;
use super::fields::wrong_images;

/// One product of a catalogue, or what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct CatalogItem {
    /// Where it stands in the input.
    pub place: Place,
    /// Its SKU, if there is one.
    pub sku: Option<String>,
    /// Its title, possibly empty: also kept here because a product that is terminated loses it.
    pub title: String,
    /// What the pipeline starts from, or why it cannot.
    pub listing: Result<Listing, CatalogError>,
    /// Further fields of a manifest, in their order.
    pub extra: Map<String, Value>,
}

/// Where a product stands in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// On a line of the manifest, counted from 1.
    Line(u64),
    /// In a folder of this name.
    Folder(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(number) => write!(f, "line {number}"),
            Self::Folder(name) => write!(f, "folder {name}"),
        }
    }
}

impl CatalogItem {
    /// An item of which nothing but the place is known.
    pub(super) fn unknown(place: Place, error: CatalogError) -> Self {
        Self { place, sku: None, title: String::new(), listing: Err(error), extra: Map::new() }
    }
}

/// `images` have their ids, which are paths or names, and their files.
pub(crate) fn listing(
    id: &str,
    title: &str,
    images: impl Iterator<Item = (String, ImageSource)>,
) -> Result<Listing, CatalogError> {
    let images: Result<Vec<_>, ProductError> =
        images.map(|(id, source)| Ok(ListedImage { id: ImageId::new(id)?, source })).collect();
    let listing = || Listing::new(ProductId::new(id)?, title, images?);
    listing().map_err(|error| match error {
        ProductError::RepeatedImage { .. } => wrong_images("the same image twice"),
        _ => wrong_images("an empty name"),
    })
}
