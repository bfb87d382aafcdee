//! Pictures that cost about as much as photographs of products: plain ground, soft shapes, some noise.

use std::io::Cursor;

use agpis::Image;
use image::{ExtendedColorType, ImageFormat};

/// One of many, a square of `side` pixels.
pub(crate) fn picture(side: u32, seed: u32) -> Image {
    let colour = |x: u32, y: u32| {
        let (u, v) = (x * 400 / side, y * 400 / side);
        let away = u.abs_diff(200).pow(2) + v.abs_diff(180 + seed % 40).pow(2);
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503 + seed)) >> 13 & 7;
        let level = if away < 16_000 { 60 + away / 120 } else { 240 };
        [level + noise, (level * 3 / 4 + seed * 17 % 60) + noise, level / 2 + 100 + noise]
    };
    let pixels = (0..side).flat_map(|y| (0..side).flat_map(move |x| colour(x, y))).map(|v| v.min(255) as u8);
    Image::from_rgb8(side, side, pixels.collect::<Vec<u8>>()).expect("three bytes a pixel")
}

/// Its file.
pub(crate) fn jpeg(picture: &Image) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let (width, height) = (picture.width(), picture.height());
    let colour = ExtendedColorType::Rgb8;
    image::write_buffer_with_format(&mut bytes, picture.pixels(), width, height, colour, ImageFormat::Jpeg)
        .expect("a file in memory");
    bytes.into_inner()
}
