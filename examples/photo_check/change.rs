//! Copies of a photograph: saved again and cut a little, mirrored, close-ups.

use image::{RgbImage, imageops};

use crate::chance::Chance;
use crate::pixels;

/// As somebody who saved a picture from a page would have it: cut by some hundredths and encoded again.
pub(crate) fn near_copy(photo: &RgbImage, chance: &mut Chance) -> RgbImage {
    let keep = chance.between(0.93, 0.98);
    let cut = part(photo, keep, [chance.between(0.0, 1.0), chance.between(0.0, 1.0)]);
    let quality = 55 + chance.below(25) as u8;
    // What cannot be encoded stays as it was cut.
    pixels::jpeg(&cut, quality)
        .ok()
        .and_then(|bytes| image::load_from_memory(&bytes).ok())
        .map_or(cut, |picture| picture.into_rgb8())
}

pub(crate) fn mirrored(photo: &RgbImage) -> RgbImage {
    imageops::flip_horizontal(photo)
}

/// A part near the middle, where the product is.
pub(crate) fn close_up(photo: &RgbImage, chance: &mut Chance) -> RgbImage {
    let keep = chance.between(0.35, 0.45);
    part(photo, keep, [chance.between(0.3, 0.7), chance.between(0.3, 0.7)])
}

/// `keep` of both sides; `at` says where, from 0 at the left and top to 1 at the right and bottom.
fn part(photo: &RgbImage, keep: f32, at: [f32; 2]) -> RgbImage {
    let cut = |side: u32, at: f32| {
        let length = ((side as f32 * keep).round() as u32).clamp(1, side);
        (((side - length) as f32 * at).round() as u32, length)
    };
    let ((x, width), (y, height)) = (cut(photo.width(), at[0]), cut(photo.height(), at[1]));
    imageops::crop_imm(photo, x, y, width, height).to_image()
}
