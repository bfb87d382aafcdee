//! Perceptual colour: CIE L*a*b*, in which distances are roughly those that the eye sees.

use std::sync::LazyLock;

use agpis_core::Image;

use crate::plane::Plane;

/// A picture in CIE L*a*b* (sRGB, D65), all three divided by 100: L in `0.0..=1.0`, a and b within about ±1.
#[derive(Clone, Debug, PartialEq)]
pub struct Lab {
    pub(crate) planes: [Plane; 3],
}

impl Lab {
    /// The picture `image`.
    #[must_use]
    pub fn new(image: &Image) -> Self {
        let pixels: Vec<[f32; 3]> =
            image.pixels().chunks_exact(3).map(|rgb| to_lab([rgb[0], rgb[1], rgb[2]])).collect();
        Self::from_pixels(image.width() as usize, &pixels)
    }

    /// From L, a and b of every pixel, each divided by 100, row by row.
    ///
    /// # Panics
    /// If there is no pixel, or they do not fill rows of `width`.
    #[must_use]
    pub fn from_pixels(width: usize, pixels: &[[f32; 3]]) -> Self {
        assert!(!pixels.is_empty() && pixels.len().is_multiple_of(width), "rows of {width} pixels");
        let plane = |channel: usize| {
            Plane::new(width, pixels.len() / width, pixels.iter().map(|p| p[channel]).collect())
        };
        Self { planes: [plane(0), plane(1), plane(2)] }
    }

    /// L, a and b of a pixel, each divided by 100.
    ///
    /// # Panics
    /// If the pixel is outside the picture.
    #[must_use]
    pub fn pixel(&self, x: usize, y: usize) -> [f32; 3] {
        [0, 1, 2].map(|channel| self.planes[channel].at(x, y))
    }

    pub(crate) fn size(&self) -> (usize, usize) {
        (self.planes[0].width, self.planes[0].height)
    }
}

/// sRGB bytes to linear light.
static LINEAR: LazyLock<[f32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|byte| {
        let v = byte as f32 / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    })
});

/// Rows of the sRGB to XYZ matrix, each divided by the white point D65.
const XYZ: [[f32; 3]; 3] = [
    [0.412453 / 0.950456, 0.357580 / 0.950456, 0.180423 / 0.950456],
    [0.212671, 0.715160, 0.072169],
    [0.019334 / 1.088754, 0.119193 / 1.088754, 0.950227 / 1.088754],
];

fn to_lab(rgb: [u8; 3]) -> [f32; 3] {
    let linear = rgb.map(|byte| LINEAR[usize::from(byte)]);
    let [x, y, z] = XYZ.map(|row| cube_root(row[0] * linear[0] + row[1] * linear[1] + row[2] * linear[2]));
    [1.16 * y - 0.16, 5.0 * (x - y), 2.0 * (y - z)]
}

/// Steps of the table of cube roots over `0.0..=1.0`; between them it is linear, within 1e-4.
const STEPS: usize = 4096;

static CUBE_ROOTS: LazyLock<[f32; STEPS + 2]> =
    LazyLock::new(|| std::array::from_fn(|i| exact_cube_root(i as f32 / STEPS as f32)));

/// The cube root of a value in `0.0..=1.0`, linear near 0, as the CIE defines it.
fn cube_root(v: f32) -> f32 {
    let place = v.clamp(0.0, 1.0) * STEPS as f32;
    let step = place as usize;
    let (low, high) = (CUBE_ROOTS[step], CUBE_ROOTS[step + 1]);
    low + (high - low) * (place - step as f32)
}

fn exact_cube_root(v: f32) -> f32 {
    if v > 0.008856 { v.cbrt() } else { 7.787 * v + 16.0 / 116.0 }
}

#[cfg(test)]
mod tests {
    use agpis_core::Image;

    use super::{Lab, cube_root, exact_cube_root};

    #[test]
    fn cube_roots_come_from_a_table() {
        for i in 0..=100_000u32 {
            let v = i as f32 / 100_000.0;
            assert!((cube_root(v) - exact_cube_root(v)).abs() < 1e-4, "{v}");
        }
    }

    #[test]
    fn known_colours() {
        let image = Image::from_rgb8(4, 1, vec![255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255]).unwrap();
        let lab = Lab::new(&image);
        let expected =
            [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.5324, 0.8009, 0.6720], [0.3230, 0.7919, -1.0786]];
        for (x, colour) in expected.into_iter().enumerate() {
            for (actual, expected) in lab.pixel(x, 0).into_iter().zip(colour) {
                assert!((actual - expected).abs() < 1e-3, "pixel {x}: {actual} is not {expected}");
            }
        }
    }
}
