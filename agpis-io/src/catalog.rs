//! The input: a folder of product folders, or a manifest with one JSON object a line.

mod error;
pub(crate) mod fields;
mod folder;
pub(crate) mod item;
mod manifest;
mod natural;
pub(crate) mod records;

use std::collections::HashSet;
use std::fs;
use std::path::Path;

pub use self::error::{CatalogError, OpenError};
use self::folder::Folders;
pub use self::item::{CatalogItem, Place};
use self::manifest::Manifest;

/// What a catalogue may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CatalogOptions {
    /// Whether a manifest may name absolute paths, and paths that leave its folder with `..`; no by
    /// default, because a manifest may come from a stranger. Symbolic links are always followed.
    pub allow_outside: bool,
    /// Largest number of images of a product; 1000.
    pub max_images: usize,
    /// Longest line of a manifest in bytes; 16 MiB. Longer ones are skipped without being held.
    pub max_line_bytes: usize,
}

impl Default for CatalogOptions {
    fn default() -> Self {
        Self { allow_outside: false, max_images: 1000, max_line_bytes: 16 << 20 }
    }
}

impl CatalogOptions {
    /// Whether to allow paths outside the folder of the manifest.
    #[must_use]
    pub fn with_allow_outside(self, allow_outside: bool) -> Self {
        Self { allow_outside, ..self }
    }

    /// Another number of images.
    #[must_use]
    pub fn with_max_images(self, max_images: usize) -> Self {
        Self { max_images, ..self }
    }

    /// Another length of lines.
    #[must_use]
    pub fn with_max_line_bytes(self, max_line_bytes: usize) -> Self {
        Self { max_line_bytes, ..self }
    }
}

/// The products of an input, one after the other, in a fixed order.
///
/// # A folder
/// Every folder in it is a product: the folder's name is the SKU, its `*.jpg`, `*.jpeg`, `*.png`,
/// `*.webp` and `*.gif` files are the candidates, `title.txt` holds the title. Products and files come
/// in natural order (`img2` before `img10`); names that start with a dot and folders inside a product
/// are passed over. A folder that has images but no folders is itself one product.
///
/// # A manifest
/// One JSON object a line: `{"sku", "title", "images": [paths relative to the manifest], …}`. Further
/// fields are kept in [`CatalogItem::extra`]. A byte-order mark, CRLF and empty lines are fine, a
/// number is fine as SKU, and a path listed twice counts once.
///
/// A product that cannot be read is an item with an error, and the next one follows. An image that
/// does not exist is no error here: it turns out unreadable when it is decoded.
#[derive(Debug)]
pub struct Catalog {
    source: Source,
    skus: HashSet<String>,
}

#[derive(Debug)]
enum Source {
    Folders(Folders),
    Manifest(Box<Manifest>),
}

impl Catalog {
    /// Opens a folder or a manifest with the default options.
    ///
    /// # Errors
    /// If it does not exist, cannot be read, or holds no product.
    pub fn open(input: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::open_with(input, CatalogOptions::default())
    }

    /// Opens a folder or a manifest.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with(input: impl AsRef<Path>, options: CatalogOptions) -> Result<Self, OpenError> {
        let input = input.as_ref();
        let metadata = fs::metadata(input).map_err(|e| OpenError::unreadable(input, e))?;
        let source = if metadata.is_dir() {
            Source::Folders(Folders::open(input, options)?)
        } else {
            Source::Manifest(Box::new(Manifest::open(input, options)?))
        };
        Ok(Self { source, skus: HashSet::new() })
    }

    /// Images that lie beside product folders and so belong to no product.
    #[must_use]
    pub fn loose_images(&self) -> usize {
        match &self.source {
            Source::Folders(folders) => folders.loose_images(),
            Source::Manifest(_) => 0,
        }
    }
}

impl Iterator for Catalog {
    type Item = CatalogItem;

    /// Exact for a folder, open-ended for a manifest, which is not read in advance.
    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.source {
            Source::Folders(folders) => (folders.len(), Some(folders.len())),
            Source::Manifest(_) => (0, None),
        }
    }

    fn next(&mut self) -> Option<CatalogItem> {
        let mut item = match &mut self.source {
            Source::Folders(folders) => folders.next(),
            Source::Manifest(manifest) => manifest.next(),
        }?;
        // The first product keeps the name, even if it turned out to be invalid.
        if let Some(sku) = &item.sku
            && !self.skus.insert(sku.clone())
        {
            item.listing = Err(CatalogError::DuplicateSku { sku: sku.clone() });
        }
        Some(item)
    }
}
