//! Pictures of the pipeline as canvases of the crate `image`, and as JPEG files.

use agpis::Image;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, RgbImage, imageops};

/// To be drawn on.
pub(crate) fn canvas(image: &Image) -> RgbImage {
    RgbImage::from_raw(image.width(), image.height(), image.pixels().to_vec())
        .expect("a picture has three bytes a pixel")
}

/// To be shown: a JPEG whose longest side is at most `side` pixels, never enlarged.
pub(crate) fn thumbnail(image: &Image, side: u32) -> Result<Vec<u8>, image::ImageError> {
    let longest = image.width().max(image.height());
    let mut small = canvas(image);
    if longest > side {
        let scaled = |length: u32| (u64::from(length) * u64::from(side) / u64::from(longest)).max(1) as u32;
        small = imageops::thumbnail(&small, scaled(image.width()), scaled(image.height()));
    }
    jpeg(&small, 88)
}

/// A JPEG file of this quality.
pub(crate) fn jpeg(canvas: &RgbImage, quality: u8) -> Result<Vec<u8>, image::ImageError> {
    let mut bytes = Vec::new();
    let (width, height) = canvas.dimensions();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode(
        canvas.as_raw(),
        width,
        height,
        ExtendedColorType::Rgb8,
    )?;
    Ok(bytes)
}
