//! What simple models are shown.

use agpis_bench::{Ground, ImageMeta};
use agpis_core::Image;

/// What a file tells without being looked at: its size, mean colour and corners.
pub(crate) fn of_file(image: &Image, bytes: usize) -> Vec<f32> {
    let pixels: Vec<&[u8]> = image.pixels().chunks_exact(3).collect();
    let mean =
        (0..3).map(|c| pixels.iter().map(|pixel| f32::from(pixel[c])).sum::<f32>() / pixels.len() as f32);
    let (width, last) = (image.width() as usize, pixels.len() - 1);
    let corners = [0, width - 1, last + 1 - width, last];
    let corners = corners.into_iter().flat_map(|i| pixels[i].iter().map(|&v| f32::from(v)));
    std::iter::once(bytes as f32).chain(mean).chain(corners).collect()
}

/// A tiny version of a picture: 8 x 8 means of three channels.
pub(crate) fn of_pixels(image: &Image) -> Vec<f32> {
    const SIDE: usize = 8;
    let (width, height) = (image.width() as usize, image.height() as usize);
    let mut sums = vec![0.0; SIDE * SIDE * 3];
    for (i, pixel) in image.pixels().chunks_exact(3).enumerate() {
        let cell = (i / width * SIDE / height) * SIDE + i % width * SIDE / width;
        for (c, value) in pixel.iter().enumerate() {
            sums[cell * 3 + c] += f32::from(*value);
        }
    }
    sums
}

/// All that could be known of a picture without the others: what no model of pixels can beat.
pub(crate) fn of_record(meta: &ImageMeta) -> Vec<f32> {
    let flag = |on: bool| f32::from(u8::from(on));
    let (sin, cos) = meta.azimuth.to_radians().sin_cos();
    let (setting, tone) = match &meta.ground {
        Ground::Plain(colour) => (0.0, *colour),
        Ground::Gradient(top, bottom) => (0.0, [0, 1, 2].map(|i| (top[i] + bottom[i]) / 2.0)),
        Ground::Setting { scene, .. } => (1.0 + *scene as u8 as f32, [0.0; 3]),
    };
    let photo = meta.photo;
    vec![
        meta.sku.family as u8 as f32,
        meta.colour as u8 as f32,
        meta.role as u8 as f32,
        sin,
        cos,
        // Whichever hand a session has.
        meta.azimuth.rem_euclid(360.0).min(360.0 - meta.azimuth.rem_euclid(360.0)),
        meta.elevation,
        meta.roll,
        meta.pieces as f32,
        meta.accessory.map_or(-1.0, |accessory| accessory as u8 as f32),
        meta.close.map_or(-1.0, |close| close.part as f32),
        meta.close.map_or(0.0, |close| close.zoom),
        meta.scale,
        meta.offset[0].abs(),
        meta.offset[1],
        flag(meta.mirrored),
        setting,
        tone[0],
        tone[1],
        tone[2],
        meta.lamp.abs(),
        photo.exposure,
        photo.warmth,
        photo.contrast,
        photo.noise,
        photo.softness,
        flag(photo.subsampled),
    ]
}

/// Which of a fixed number of buckets of words and neighbouring characters a text has.
pub(crate) fn of_text(text: &str) -> Vec<f32> {
    const BUCKETS: usize = 512;
    let mut row = vec![0.0; BUCKETS];
    let mut count = |key: &str| {
        let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325, step);
        row[(hash >> 20) as usize % BUCKETS] = 1.0;
    };
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).for_each(&mut count);
    let wide: Vec<char> = lower.chars().filter(|c| !c.is_ascii()).collect();
    wide.windows(2).for_each(|pair| count(&pair.iter().collect::<String>()));
    row
}
