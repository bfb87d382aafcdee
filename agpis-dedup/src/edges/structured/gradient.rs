//! How steep a picture is, and in which directions.

use std::f32::consts::{FRAC_PI_2, PI};

use crate::edges::triangle::{Border, smooth};
use crate::plane::Plane;

/// Gradients weaker than this have no direction.
const FLAT: f32 = 1e-5;
/// Added to the mean magnitude around a pixel before dividing by it.
const NORMALIZATION: f32 = 0.01;

/// Factors of x, x³, x⁵ and x⁷ in the arc tangent for x from 0 to 1.
const ATAN: [f32; 4] = [0.999_787_84, -0.325_808_4, 0.155_578_65, -0.044_326_555];

/// Magnitude of the gradient relative to its surroundings within `radius`, in the channel where it is largest,
/// and its histogram: a plane for each of `bins` directions, with one value for `cell × cell` pixels.
pub(super) fn gradients(planes: &[Plane; 3], bins: usize, cell: usize, radius: usize) -> (Plane, Vec<Plane>) {
    let Plane { width, height, .. } = planes[0];
    let mut magnitude = Plane::new(width, height, vec![0.0; width * height]);
    let mut directions = vec![0u8; width * height];
    for y in 0..height {
        for x in 0..width {
            let (gx, gy) = steepest(planes, x, y);
            magnitude.values[y * width + x] = (gx * gx + gy * gy).sqrt();
            directions[y * width + x] = direction(gx, gy, bins);
        }
    }
    let around = smooth(&magnitude, radius, Border::Mirror);
    magnitude.values.iter_mut().zip(&around.values).for_each(|(m, mean)| *m /= mean + NORMALIZATION);
    let histogram = histogram(&magnitude, &directions, bins, cell);
    (magnitude, histogram)
}

fn steepest(planes: &[Plane; 3], x: usize, y: usize) -> (f32, f32) {
    let squared = |(gx, gy): (f32, f32)| gx * gx + gy * gy;
    let [first, rest @ ..] = planes.each_ref().map(|plane| difference(plane, x, y));
    rest.into_iter().fold(first, |best, g| if squared(g) > squared(best) { g } else { best })
}

/// Differences between the pixels on both sides, a pixel of the border being its own neighbour.
fn difference(plane: &Plane, x: usize, y: usize) -> (f32, f32) {
    let (right, below) = ((x + 1).min(plane.width - 1), (y + 1).min(plane.height - 1));
    (
        plane.at(right, y) - plane.at(x.saturating_sub(1), y),
        plane.at(x, below) - plane.at(x, y.saturating_sub(1)),
    )
}

/// The nearest of `bins` angles from 0 to π.
fn direction(gx: f32, gy: f32, bins: usize) -> u8 {
    let angle = if gx.abs() + gy.abs() < FLAT { 0.5 } else { half_turns(gx, gy) };
    ((angle * bins as f32).round_ties_even() as usize % bins) as u8
}

/// The angle of a line through 0 in half turns, in `0.0..=1.0`, within 0.01°: with OpenCV's approximation,
/// so that an angle between two bins goes into the same one there.
fn half_turns(gx: f32, gy: f32) -> f32 {
    let (x, y) = (gx.abs(), gy.abs());
    let slope = x.min(y) / x.max(y);
    let squared = slope * slope;
    let octant = ATAN.iter().rev().fold(0.0, |sum, factor| sum * squared + factor) * slope;
    let quadrant = if x < y { FRAC_PI_2 - octant } else { octant };
    (if (gx < 0.0) == (gy < 0.0) { quadrant } else { PI - quadrant }) / PI
}

fn histogram(magnitude: &Plane, directions: &[u8], bins: usize, cell: usize) -> Vec<Plane> {
    let (width, height) = (magnitude.width.div_ceil(cell), magnitude.height.div_ceil(cell));
    let mut planes = vec![Plane::new(width, height, vec![0.0; width * height]); bins];
    let share = 1.0 / (cell * cell) as f32;
    for (i, (m, &direction)) in magnitude.values.iter().zip(directions).enumerate() {
        let (x, y) = (i % magnitude.width / cell, i / magnitude.width / cell);
        planes[usize::from(direction)].values[y * width + x] += m * share;
    }
    planes
}

#[cfg(test)]
mod tests {
    use super::{direction, gradients, half_turns};
    use crate::plane::Plane;

    #[test]
    fn directions_count_modulo_pi() {
        let cases =
            [(1.0, 0.0, 0), (1.0, 1.0, 1), (0.0, -1.0, 2), (-1.0, 1.0, 3), (-1.0, -0.1, 0), (0.0, 0.0, 2)];
        for (gx, gy, expected) in cases {
            assert_eq!(direction(gx, gy, 4), expected, "({gx}, {gy})");
        }
    }

    #[test]
    fn angles_are_close() {
        for i in 0..1000 {
            let angle = i as f32 / 1000.0;
            let (sin, cos) = (angle * std::f32::consts::PI).sin_cos();
            for sign in [1.0, -1.0] {
                let off = (half_turns(sign * cos, sign * sin) - angle).abs();
                assert!(off.min(1.0 - off) < 1e-4, "{angle} of a half turn");
            }
        }
    }

    #[test]
    fn the_histogram_shares_out_the_magnitude() {
        let step = Plane::new(5, 3, [0.0, 0.0, 1.0, 1.0, 1.0].repeat(3));
        let flat = Plane::new(5, 3, vec![0.3; 15]);
        let (magnitude, histogram) = gradients(&[flat.clone(), step, flat], 4, 2, 0);
        assert_eq!(magnitude.values[1], 1.0 / 1.01);
        assert_eq!((histogram[0].width, histogram[0].height), (3, 2));
        assert_eq!([0, 1, 2].map(|x| histogram[0].at(x, 0)), [0.5 / 1.01, 0.5 / 1.01, 0.0]);
        assert_eq!(histogram[1].values, [0.0; 6]);
    }
}
