//! A folder with one folder for every product.

use std::fs::{self, DirEntry, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::vec::IntoIter;

use agpis_core::{ImageSource, Listing};
use serde_json::Map;

use super::{CatalogError, CatalogItem, CatalogOptions, OpenError, Place, item, natural};
use crate::lines::without_mark;

const EXTENSIONS: [&str; 5] = ["jpg", "jpeg", "png", "webp", "gif"];
const TITLE_FILE: &str = "title.txt";
/// Far above any title; a title.txt of a stranger may be anything.
const MAX_TITLE_BYTES: u64 = 1 << 20;

#[derive(Debug)]
pub(super) struct Folders {
    remaining: IntoIter<Entry>,
    loose_images: usize,
    options: CatalogOptions,
}

/// A named file or folder.
#[derive(Debug)]
struct Entry {
    name: String,
    path: PathBuf,
}

impl Folders {
    pub(super) fn open(path: &Path, options: CatalogOptions) -> Result<Self, OpenError> {
        let entries = read_sorted(path).map_err(|error| OpenError::unreadable(path, error))?;
        let (folders, files): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|e| e.path.is_dir());
        let loose_images = files.iter().filter(|file| file.is_image()).count();
        let (products, loose_images) = match (folders.is_empty(), loose_images) {
            (false, loose) => (folders, loose),
            (true, 0) => return Err(OpenError::EmptyFolder { path: path.to_owned() }),
            (true, _) => (vec![Entry::product_of(path)], 0),
        };
        Ok(Self { remaining: products.into_iter(), loose_images, options })
    }

    pub(super) fn len(&self) -> usize {
        self.remaining.len()
    }

    pub(super) fn loose_images(&self) -> usize {
        self.loose_images
    }

    pub(super) fn next(&mut self) -> Option<CatalogItem> {
        let Entry { name, path } = self.remaining.next()?;
        let title = read_title(&path);
        let listing = self.listing(&name, &title, &path);
        let place = Place::Folder(name.clone());
        Some(CatalogItem { place, sku: Some(name), title, listing, extra: Map::new() })
    }

    fn listing(&self, sku: &str, title: &str, path: &Path) -> Result<Listing, CatalogError> {
        let unreadable = |error: io::Error| CatalogError::Unreadable { actual: error.kind() };
        let mut images = read_sorted(path).map_err(unreadable)?;
        images.retain(|file| file.is_image() && !file.path.is_dir());
        let (expected, actual) = (self.options.max_images, images.len());
        if actual > expected {
            return Err(CatalogError::TooManyImages { expected, actual });
        }
        item::listing(sku, title, images.into_iter().map(|file| (file.name, ImageSource::Path(file.path))))
    }
}

impl Entry {
    fn new(entry: &DirEntry) -> Self {
        Self { name: entry.file_name().to_string_lossy().into_owned(), path: entry.path() }
    }

    /// The folder itself, by its own name even if it was given as `.`.
    fn product_of(path: &Path) -> Self {
        let full = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let name = full.file_name().map_or("product".into(), |name| name.to_string_lossy().into_owned());
        Self { name, path: path.to_owned() }
    }

    fn is_image(&self) -> bool {
        let extension = Path::new(&self.name).extension().and_then(|e| e.to_str()).unwrap_or_default();
        EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
    }
}

/// All entries in natural order, without those that are hidden.
fn read_sorted(path: &Path) -> io::Result<Vec<Entry>> {
    let entries: Vec<DirEntry> = fs::read_dir(path)?.collect::<io::Result<_>>()?;
    let mut entries: Vec<Entry> = entries.iter().map(Entry::new).collect();
    entries.retain(|entry| !entry.name.starts_with('.'));
    // By path too: names that are not UTF-8 may look alike.
    entries.sort_by(|a, b| natural::compare(&a.name, &b.name).then_with(|| a.path.cmp(&b.path)));
    Ok(entries)
}

/// The title, or none: a title that cannot be read is no reason to lose a product.
fn read_title(folder: &Path) -> String {
    let path = folder.join(TITLE_FILE);
    let mut text = Vec::new();
    if path.is_file() {
        // What was read before a failure is better than nothing.
        let _ = File::open(path).and_then(|file| file.take(MAX_TITLE_BYTES).read_to_end(&mut text));
    }
    String::from_utf8_lossy(&without_mark(text)).trim().to_owned()
}
