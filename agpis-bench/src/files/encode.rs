//! The heavy part of writing, which may run on any thread.

use agpis_core::Image;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use sha2::{Digest, Sha256};

use super::row::{CandidateRow, Row};
use super::{FilesError, Format, convert};
use crate::bench::{Sample, ShopProduct, Split};

/// A sequence that is ready to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct EncodedSample {
    pub(super) row: Row,
    pub(super) pngs: Vec<Vec<u8>>,
}

/// A product with candidates that is ready to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct EncodedProduct {
    pub(super) row: CandidateRow,
    pub(super) pngs: Vec<Vec<u8>>,
}

impl EncodedSample {
    /// The line of the manifest, but for the paths of the pictures, which the writer decides.
    #[must_use]
    pub fn row(&self) -> &Row {
        &self.row
    }
}

impl EncodedProduct {
    /// The line of the manifest, but for the paths of the pictures, which the writer decides.
    #[must_use]
    pub fn row(&self) -> &CandidateRow {
        &self.row
    }
}

/// Encodes a sequence. A pure function, and the only slow one: run it on many threads, then write in order.
///
/// # Errors
/// If a picture cannot be encoded.
pub fn encode(split: Split, sample: &Sample, format: Format) -> Result<EncodedSample, FilesError> {
    let mut row = convert::sequence(split, sample);
    row.pixels = sample.images.iter().map(pixels).collect();
    let pngs = pngs(&row.id, &sample.images, format)?;
    Ok(EncodedSample { row, pngs })
}

/// Encodes the product with this index of [`Bench::shop_product`](crate::Bench::shop_product).
///
/// # Errors
/// If a picture cannot be encoded.
pub fn encode_product(
    split: Split,
    index: u64,
    product: &ShopProduct,
    format: Format,
) -> Result<EncodedProduct, FilesError> {
    let mut row = convert::product(split, index, product);
    row.pixels = product.images.iter().map(pixels).collect();
    let pngs = pngs(&row.sku, &product.images, format)?;
    Ok(EncodedProduct { row, pngs })
}

pub(super) fn pngs(id: &str, images: &[Image], format: Format) -> Result<Vec<Vec<u8>>, FilesError> {
    if format == Format::Manifest {
        return Ok(Vec::new());
    }
    let encoded = |(image, picture)| {
        png(picture).map_err(|source| FilesError::Encode { id: id.to_owned(), image, source })
    };
    images.iter().enumerate().map(encoded).collect()
}

/// Fixed settings: equal bytes for equal pictures, as long as the encoder stays the same.
fn png(image: &Image) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive).write_image(
        image.pixels(),
        image.width(),
        image.height(),
        ExtendedColorType::Rgb8,
    )?;
    Ok(bytes)
}

pub(super) fn pixels(image: &Image) -> String {
    hexadecimal(&Sha256::digest(image.pixels()))
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
