//! Smoothing with a triangle, a cheap stand-in for a Gaussian.

use crate::plane::Plane;

/// Convolves with `[1, …, r, r + 1, r, …, 1] / (r + 1)²` along both axes; the border reflects, the outermost
/// pixel included.
pub(super) fn smooth(plane: &Plane, radius: usize) -> Plane {
    if radius == 0 {
        return plane.clone();
    }
    let down = smooth_columns(plane, radius);
    transpose(&smooth_columns(&transpose(&down), radius))
}

fn smooth_columns(plane: &Plane, radius: usize) -> Plane {
    let Plane { width, height, .. } = *plane;
    let mut values = vec![0.0; width * height];
    for (y, out) in values.chunks_exact_mut(width).enumerate() {
        for (tap, weight) in triangle(radius).enumerate() {
            let row = reflect(y as isize + tap as isize - radius as isize, height);
            for (out, v) in out.iter_mut().zip(&plane.values[row * width..][..width]) {
                *out += weight * v;
            }
        }
    }
    Plane::new(width, height, values)
}

fn triangle(radius: usize) -> impl Iterator<Item = f32> {
    let scale = ((radius + 1) * (radius + 1)) as f32;
    (1..=radius + 1).chain((1..=radius).rev()).map(move |i| i as f32 / scale)
}

/// The pixel that the border's mirror shows at `i`.
pub(super) fn reflect(i: isize, size: usize) -> usize {
    let period = 2 * size;
    let i = i.rem_euclid(period as isize) as usize;
    if i < size { i } else { period - 1 - i }
}

fn transpose(plane: &Plane) -> Plane {
    let columns = (0..plane.width).flat_map(|x| (0..plane.height).map(move |y| plane.at(x, y)));
    Plane::new(plane.height, plane.width, columns.collect())
}

#[cfg(test)]
mod tests {
    use super::{reflect, smooth};
    use crate::plane::Plane;

    #[test]
    fn a_point_becomes_a_pyramid() {
        let mut values = vec![0.0; 25];
        values[12] = 1.0;
        let smoothed = smooth(&Plane::new(5, 5, values), 1);
        assert_eq!(
            [(2, 2), (1, 2), (1, 1), (0, 2)].map(|(x, y)| smoothed.at(x, y)),
            [0.25, 0.125, 0.0625, 0.0]
        );
    }

    #[test]
    fn borders_reflect_however_small_the_picture() {
        let order: Vec<usize> = (-4..6).map(|i| reflect(i, 3)).collect();
        assert_eq!(order, [2, 2, 1, 0, 0, 1, 2, 2, 1, 0]);
        let smoothed = smooth(&Plane::new(1, 2, vec![1.0, 1.0]), 8);
        assert!(smoothed.values.iter().all(|v| (v - 1.0).abs() < 1e-6));
    }
}
