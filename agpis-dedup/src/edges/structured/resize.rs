//! Pictures of floats at other sizes.

use crate::plane::Plane;

/// `plane` at `width × height`: the mean of what a pixel covers where both sides shrink, else interpolated
/// between the nearest pixels.
pub(super) fn resize(plane: &Plane, width: usize, height: usize) -> Plane {
    if (width, height) == (plane.width, plane.height) {
        return plane.clone();
    }
    let taps = if width < plane.width && height < plane.height { covered } else { nearest_two };
    let (columns, rows) = (Taps::new(plane.width, width, taps), Taps::new(plane.height, height, taps));
    let mut values = vec![0.0; width * height];
    let mut line = vec![0.0; plane.width];
    for (y, out) in values.chunks_exact_mut(width).enumerate() {
        line.fill(0.0);
        for &(row, weight) in rows.of(y) {
            let source = &plane.values[row * plane.width..][..plane.width];
            line.iter_mut().zip(source).for_each(|(sum, v)| *sum += weight * v);
        }
        for (x, out) in out.iter_mut().enumerate() {
            *out = columns.of(x).iter().map(|&(column, weight)| weight * line[column]).sum();
        }
    }
    Plane::new(width, height, values)
}

/// Which old pixels make a new one, and how much of each, along one axis.
struct Taps {
    starts: Vec<usize>,
    taps: Vec<(usize, f32)>,
}

impl Taps {
    fn new(from: usize, to: usize, of: fn(usize, f64, usize, &mut Vec<(usize, f32)>)) -> Self {
        let scale = from as f64 / to as f64;
        let mut all = Self { starts: vec![0], taps: Vec::new() };
        for i in 0..to {
            of(i, scale, from, &mut all.taps);
            all.starts.push(all.taps.len());
        }
        all
    }

    fn of(&self, i: usize) -> &[(usize, f32)] {
        &self.taps[self.starts[i]..self.starts[i + 1]]
    }
}

fn covered(i: usize, scale: f64, size: usize, taps: &mut Vec<(usize, f32)>) {
    let (start, end) = (i as f64 * scale, ((i + 1) as f64 * scale).min(size as f64));
    let share = |pixel: usize| (end.min((pixel + 1) as f64) - start.max(pixel as f64)) / (end - start);
    let pixels = start as usize..(end.ceil() as usize).min(size);
    taps.extend(pixels.map(|pixel| (pixel, share(pixel) as f32)).filter(|&(_, share)| share > 1e-6));
}

fn nearest_two(i: usize, scale: f64, size: usize, taps: &mut Vec<(usize, f32)>) {
    let at = ((i as f64 + 0.5) * scale - 0.5).clamp(0.0, (size - 1) as f64);
    let (first, rest) = (at as usize, at.fract() as f32);
    taps.extend([(first, 1.0 - rest), ((first + 1).min(size - 1), rest)]);
}

#[cfg(test)]
mod tests {
    use super::resize;
    use crate::plane::Plane;

    #[test]
    fn smaller_is_averaged_and_larger_interpolated() {
        let plane = Plane::new(4, 2, vec![0.0, 2.0, 4.0, 6.0, 0.0, 2.0, 4.0, 6.0]);
        assert_eq!(resize(&plane, 2, 1).values, [1.0, 5.0]);
        assert_eq!(resize(&plane, 4, 2), plane);
        assert_eq!(resize(&Plane::new(2, 1, vec![0.0, 4.0]), 4, 1).values, [0.0, 1.0, 3.0, 4.0]);
        let thirds = resize(&Plane::new(3, 3, [0.0, 3.0, 6.0].repeat(3)), 2, 2).values;
        assert!(thirds.iter().zip([1.0, 5.0, 1.0, 5.0]).all(|(a, b)| (a - b).abs() < 1e-6), "{thirds:?}");
    }
}
