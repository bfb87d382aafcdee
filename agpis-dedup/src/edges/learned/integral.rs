//! Means over squares, at a cost that does not depend on their size.

use crate::plane::Plane;

/// The mean over the square of `radius` pixels around every pixel, of the part of it within the picture.
pub(super) fn means(plane: &Plane, radius: usize) -> Plane {
    let &Plane { width, height, .. } = plane;
    let sums = sums(plane);
    let mut values = Vec::with_capacity(width * height);
    for y in 0..height {
        let (top, bottom) = (y.saturating_sub(radius), (y + radius + 1).min(height));
        let (above, below) = (&sums[top * (width + 1)..], &sums[bottom * (width + 1)..]);
        values.extend((0..width).map(|x| {
            let (left, right) = (x.saturating_sub(radius), (x + radius + 1).min(width));
            let sum = below[right] - below[left] - above[right] + above[left];
            (sum / ((right - left) * (bottom - top)) as f64) as f32
        }));
    }
    Plane::new(width, height, values)
}

/// Sums over all pixels above and to the left, with a row and a column of zeros first. In f64, where the sums
/// of a picture lose nothing that matters.
fn sums(plane: &Plane) -> Vec<f64> {
    let stride = plane.width + 1;
    let mut sums = vec![0.0; stride * (plane.height + 1)];
    for (y, row) in plane.values.chunks_exact(plane.width).enumerate() {
        let (above, below) = sums.split_at_mut((y + 1) * stride);
        let mut sum = 0.0;
        for ((v, above), below) in row.iter().zip(&above[y * stride + 1..]).zip(&mut below[1..]) {
            sum += f64::from(*v);
            *below = above + sum;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::means;
    use crate::plane::Plane;

    #[test]
    fn squares_end_at_the_border() {
        let plane = Plane::new(3, 2, vec![1.0, 2.0, 3.0, 5.0, 6.0, 7.0]);
        assert_eq!(means(&plane, 0), plane);
        assert_eq!(means(&plane, 1).values, [3.5, 4.0, 4.5, 3.5, 4.0, 4.5]);
        assert!(means(&plane, 99).values.iter().all(|&v| v == 4.0));
    }
}
