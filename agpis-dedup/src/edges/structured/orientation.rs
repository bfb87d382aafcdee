//! In which direction the ridges of a map of edges run.

use std::f64::consts::PI;

use crate::edges::triangle::{Border, smooth};
use crate::plane::Plane;

/// Angles of the edge normals in radians, in `0.0..π`, y pointing down: from the second derivatives of the
/// strengths smoothed with `radius`, as OpenCV's `computeOrientation` has them.
///
/// An estimate: across a ridge whose normal has the angle t it gives atan(tan² t), up to the sign; that is
/// exact at multiples of 45° and at most 13° off between them.
pub(super) fn orientation(strengths: &Plane, radius: usize) -> Vec<f32> {
    let smoothed = smooth(strengths, radius, Border::Mirror);
    let pixels = (0..smoothed.height).flat_map(|y| (0..smoothed.width).map(move |x| (x, y)));
    pixels.map(|(x, y)| angle(&neighbours(&smoothed, x, y))).collect()
}

/// The 3 × 3 pixels around one.
fn neighbours(plane: &Plane, x: usize, y: usize) -> [[f32; 3]; 3] {
    let around = |i: usize, size: usize| [-1, 0, 1].map(|d| Border::Mirror.pixel(i as isize + d, size));
    let columns = around(x, plane.width);
    around(y, plane.height).map(|y| columns.map(|x| plane.at(x, y)))
}

/// From Sobel's second derivatives.
fn angle(n: &[[f32; 3]; 3]) -> f32 {
    let bend = |[a, b, c]: [f32; 3]| a - 2.0 * b + c;
    let weigh = |[a, b, c]: [f32; 3]| a + 2.0 * b + c;
    let xx = weigh(n.map(bend));
    let yy = bend(n.map(weigh));
    let xy = (n[2][2] - n[2][0]) - (n[0][2] - n[0][0]);
    let sign = if xy > 0.0 { -1.0 } else { f64::from(u8::from(xy < 0.0)) };
    (f64::from(yy) * sign / (f64::from(xx) + 1e-5)).atan().rem_euclid(PI) as f32
}
