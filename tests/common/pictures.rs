//! Encoded pictures: drawn products, and everything that is wrong with files.

use std::io::Cursor;

use agpis::Image;
use agpis_bench::{Bench, BenchConfig, ShopProduct, Split};
use image::{ExtendedColorType, ImageFormat};

/// A drawn product, with at least five pictures of which three are good.
pub(crate) fn product(index: u64) -> ShopProduct {
    let bench = Bench::new(BenchConfig { image_size: 64, ..BenchConfig::default() });
    bench.shop_product(Split::Test, index)
}

/// Three pictures of three products.
pub(crate) fn different() -> [Vec<u8>; 3] {
    [10, 21, 32].map(|index| png(&product(index).images[0]))
}

pub(crate) fn png(image: &Image) -> Vec<u8> {
    encoded(image, ImageFormat::Png)
}

pub(crate) fn jpeg(image: &Image) -> Vec<u8> {
    encoded(image, ImageFormat::Jpeg)
}

fn encoded(image: &Image, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let (width, height) = (image.width(), image.height());
    image::write_buffer_with_format(
        &mut bytes,
        image.pixels(),
        width,
        height,
        ExtendedColorType::Rgb8,
        format,
    )
    .unwrap();
    bytes.into_inner()
}

/// The first half of a file.
pub(crate) fn half(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len() / 2].to_vec()
}

/// A PNG of a few bytes whose header, with a valid checksum, announces 60,000 x 60,000 pixels.
pub(crate) fn png_bomb() -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(60_000_u32.to_be_bytes());
    header.extend(60_000_u32.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    bytes.extend(&header);
    bytes.extend(crc32(&header).to_be_bytes());
    // The decoder reads on to the first pixels: an empty IDAT, IEND.
    for chunk in [b"IDAT", b"IEND"] {
        bytes.extend([0; 4]);
        bytes.extend(chunk);
        bytes.extend(crc32(chunk).to_be_bytes());
    }
    bytes
}

/// A GIF whose header announces 65,535 x 65,535 pixels.
pub(crate) fn gif_bomb() -> Vec<u8> {
    let mut bytes = b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    bytes.extend(b",\0\0\0\0\xff\xff\xff\xff\0\x02\x02L\x01\0;");
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1)))
    })
}
