//! Colour as the forest has learned it: CIE L*u*v* of RGB taken as linear light, scaled to about `0.0..=1.0`.

use std::sync::LazyLock;

use agpis_core::Image;

use crate::edges::triangle::Border;
use crate::plane::Plane;

/// Rows of the RGB to XYZ matrix.
const XYZ: [[f32; 3]; 3] =
    [[0.430574, 0.341550, 0.178325], [0.222015, 0.706655, 0.071330], [0.020183, 0.129553, 0.939180]];
/// u' and v' of the white point.
const WHITE: [f32; 2] = [0.197833, 0.468331];
/// L, u and v are divided by this, after u and v were raised by as much as they can be negative.
const SCALE: f32 = 270.0;
const RAISED: [f32; 2] = [88.0, 134.0];

/// L of luminances from 0 to 1. The steps of this table belong to the model: it was trained with them.
static LIGHTNESS: LazyLock<[f32; 1024]> = LazyLock::new(|| {
    // The CIE's 29³/27: the slope of the line near black.
    let slope = 24389.0 / 27.0;
    std::array::from_fn(|i| {
        let y = i as f32 / 1024.0;
        let lightness = if y > 8.0 / slope { 116.0 * y.powf(1.0 / 3.0) - 16.0 } else { y * slope };
        lightness / SCALE
    })
});

/// L, u and v of a picture with `padding` pixels added on every side, reflected.
pub(super) fn padded_luv(image: &Image, padding: usize) -> [Plane; 3] {
    let (inner_width, inner_height) = (image.width() as usize, image.height() as usize);
    let (width, height) = (inner_width + 2 * padding, inner_height + 2 * padding);
    let seen = |i: usize, size: usize| Border::Reflect.pixel(i as isize - padding as isize, size);
    let mut planes = [(); 3].map(|()| Vec::with_capacity(width * height));
    for y in 0..height {
        let row = &image.pixels()[seen(y, inner_height) * inner_width * 3..][..inner_width * 3];
        for x in 0..width {
            let pixel = &row[seen(x, inner_width) * 3..];
            let luv = luv([pixel[0], pixel[1], pixel[2]].map(|byte| f32::from(byte) / 255.0));
            planes.iter_mut().zip(luv).for_each(|(plane, value)| plane.push(value));
        }
    }
    planes.map(|values| Plane::new(width, height, values))
}

fn luv(rgb: [f32; 3]) -> [f32; 3] {
    let [x, y, z] = XYZ.map(|row| row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]);
    let lightness = LIGHTNESS[((1024.0 * y) as usize).min(1023)];
    let sum = (x + 15.0 * y + 3.0 * z).max(1e-35);
    let chroma = [4.0 * x / sum, 9.0 * y / sum];
    let [u, v] = [0, 1].map(|i| 13.0 * lightness * (chroma[i] - WHITE[i]) + RAISED[i] / SCALE);
    [lightness, u, v]
}

#[cfg(test)]
mod tests {
    use super::luv;

    #[test]
    fn grey_has_no_colour() {
        for level in [0.0, 0.2, 1.0] {
            let [lightness, u, v] = luv([level; 3]);
            assert!((0.0..0.371).contains(&lightness));
            assert!((u - 88.0 / 270.0).abs() < 1e-3 && (v - 134.0 / 270.0).abs() < 1e-3, "{u} {v}");
        }
        assert!(luv([1.0; 3])[0] > 0.37);
    }
}
