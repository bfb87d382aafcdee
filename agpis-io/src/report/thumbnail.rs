//! Small pictures that travel inside the page.

use std::collections::BTreeMap;

use agpis_core::{Assessment, Image, Outcome, Product};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageBuffer, Rgb, RgbImage, imageops};

use super::heat::heat_maps;

/// Sharp enough to judge a picture by, about six kilobytes each.
const MAX_SIDE: u32 = 192;
const JPEG_QUALITY: u8 = 80;

/// Thumbnails of the readable candidates of a product. Make them while the product is in memory:
/// after the pipeline, the pixels of what was dropped are gone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thumbnails(BTreeMap<String, Thumbnail>);

/// A picture as JPEG with the size that it had before.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Thumbnail {
    /// Of the picture, in whose pixels regions are given.
    pub(super) width: u32,
    pub(super) height: u32,
    /// Base64 of the JPEG.
    pub(super) data: String,
    /// Base64 of a PNG to lay over the picture, if the model said where it looked.
    pub(super) heat: Option<String>,
}

impl Thumbnails {
    /// Of all candidates.
    #[must_use]
    pub fn of(product: &Product) -> Self {
        let thumbnails = product.candidates().iter().filter_map(|candidate| {
            let thumbnail = Thumbnail::of(&candidate.image)?;
            Some((candidate.id.to_string(), thumbnail))
        });
        Self(thumbnails.collect())
    }

    /// Adds where the model looked, if `outcome` says so, to be shown over the pictures.
    #[must_use]
    pub fn with_attention(mut self, outcome: &Outcome<Assessment>) -> Self {
        if let Outcome::Next(assessment) = outcome {
            let heat = heat_maps(assessment.attention().unwrap_or_default());
            for (candidate, heat) in assessment.sequence().images().iter().zip(heat) {
                self.0.entry(candidate.id.to_string()).and_modify(|thumbnail| thumbnail.heat = heat);
            }
        }
        self
    }

    pub(super) fn get(&self, image: &str) -> Option<&Thumbnail> {
        self.0.get(image)
    }
}

impl Thumbnail {
    /// None if the picture cannot be encoded, which no picture is known to cause.
    fn of(image: &Image) -> Option<Self> {
        let (width, height) = (image.width(), image.height());
        let small = downsized(&ImageBuffer::from_raw(width, height, image.pixels())?);
        let mut jpeg = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY);
        encoder.encode(&small, small.width(), small.height(), ExtendedColorType::Rgb8).ok()?;
        Some(Self { width, height, data: STANDARD.encode(jpeg), heat: None })
    }
}

/// With the longest side at most [`MAX_SIDE`], never enlarged.
fn downsized(picture: &ImageBuffer<Rgb<u8>, &[u8]>) -> RgbImage {
    let (width, height) = picture.dimensions();
    let longest = width.max(height);
    let side = longest.min(MAX_SIDE);
    let scaled = |length: u32| (u64::from(length) * u64::from(side)).div_ceil(u64::from(longest)) as u32;
    imageops::thumbnail(picture, scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use agpis_core::{Image, Product};
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::Thumbnails;

    #[test]
    fn small_whole_and_with_the_original_size() {
        let thin = Image::from_rgb8(1000, 2, vec![90; 6000]).unwrap();
        let product = Product::builder("sku", "").unwrap().candidate("thin", thin).unwrap().build();
        let thumbnails = Thumbnails::of(&product.next().unwrap());
        let thumbnail = thumbnails.get("thin").unwrap();
        assert_eq!((thumbnail.width, thumbnail.height), (1000, 2));
        let jpeg = image::load_from_memory(&STANDARD.decode(&thumbnail.data).unwrap()).unwrap();
        assert_eq!((jpeg.width(), jpeg.height()), (192, 1));
        assert!(thumbnails.get("other").is_none());
    }
}
