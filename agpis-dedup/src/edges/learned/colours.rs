//! Smoothing of colour pictures with a triangle, at a cost that does not depend on its radius.

use crate::Lab;
use crate::edges::triangle::Border;
use crate::plane::Plane;

/// L, a, b and 0, which makes four lanes.
pub(super) type Colour = [f32; 4];

/// One colour a pixel, row by row.
pub(super) struct Colours {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<Colour>,
}

/// Whole numbers, so that running sums are exact.
pub(super) struct Fixed {
    width: usize,
    height: usize,
    pixels: Vec<[i32; 4]>,
}

/// The unit of fixed-point values is one part of this. Twice it, the largest value, times `(r + 1)^4`, the sum
/// of the weights, fits an i32 up to the radius below.
const ONE: f32 = 16_384.0;
const MAX_RADIUS: usize = 13;

impl Fixed {
    /// Values beyond ±2 count as ±2, those that are not numbers as 0.
    pub(super) fn new(lab: &Lab) -> Self {
        let (width, height) = lab.size();
        let fixed = |v: f32| (v.clamp(-2.0, 2.0) * ONE) as i32;
        let [l, a, b] = lab.planes.each_ref().map(|plane| &plane.values);
        let pixels = l.iter().zip(a).zip(b).map(|((&l, &a), &b)| [fixed(l), fixed(a), fixed(b), 0]);
        Self { width, height, pixels: pixels.collect() }
    }

    /// Convolved with `[1, …, r, r + 1, r, …, 1] / (r + 1)²` along both axes, for every radius `r`; the border
    /// reflects, the outermost pixel included.
    pub(super) fn smoothed<const N: usize>(&self, radii: [usize; N]) -> [Colours; N] {
        let &Self { width, height, .. } = self;
        let mut down = vec![[0; 4]; width * height];
        radii.map(|radius| {
            debug_assert!(radius <= MAX_RADIUS, "sums must fit");
            self.sum_columns(radius, &mut down);
            let weight = 1.0 / (ONE * ((radius + 1) as f32).powi(4));
            let mut pixels = Vec::with_capacity(width * height);
            for row in down.chunks_exact(width) {
                sum_row(row, radius, |sum| pixels.push(sum.map(|v| v as f32 * weight)));
            }
            Colours { width, height, pixels }
        })
    }

    /// Columns weighed with the triangle.
    fn sum_columns(&self, radius: usize, out: &mut [[i32; 4]]) {
        let (width, reach) = (self.width, radius as isize);
        let row = |y: isize| &self.pixels[Border::Reflect.pixel(y, self.height) * width..][..width];
        let mut sums = vec![[0; 4]; width];
        let mut steps = vec![[0; 4]; width];
        for distance in -reach..=reach + 1 {
            let [weight, step] = start(distance, reach);
            for ((sum, change), pixel) in sums.iter_mut().zip(&mut steps).zip(row(distance)) {
                *sum = plus(*sum, pixel.map(|v| weight * v));
                *change = plus(*change, pixel.map(|v| step * v));
            }
        }
        for (y, out) in out.chunks_exact_mut(width).enumerate() {
            let y = y as isize;
            let rows = row(y - reach).iter().zip(row(y + 1)).zip(row(y + reach + 2));
            for (((out, sum), change), window) in out.iter_mut().zip(&mut sums).zip(&mut steps).zip(rows) {
                let ((leaving, passed), entering) = window;
                *out = *sum;
                *sum = plus(*sum, *change);
                *change = plus(*change, bend(*leaving, *passed, *entering));
            }
        }
    }
}

/// A row weighed with the triangle.
fn sum_row(row: &[[i32; 4]], radius: usize, mut out: impl FnMut([i32; 4])) {
    let reach = radius as isize;
    let mirrored = |x: isize| row[Border::Reflect.pixel(x, row.len())];
    let (mut sum, mut change) = ([0; 4], [0; 4]);
    for distance in -reach..=reach + 1 {
        let [weight, step] = start(distance, reach);
        sum = plus(sum, mirrored(distance).map(|v| weight * v));
        change = plus(change, mirrored(distance).map(|v| step * v));
    }
    for x in 0..row.len() {
        out(sum);
        sum = plus(sum, change);
        let [from, to] = [x.wrapping_sub(radius), x + radius + 2];
        let at = x as isize;
        change = if from < row.len() && to < row.len() {
            plus(change, bend(row[from], row[x + 1], row[to]))
        } else {
            plus(change, bend(mirrored(at - reach), mirrored(at + 1), mirrored(at + reach + 2)))
        };
    }
}

/// How much a pixel at this distance weighs in the first sum, and in the step to the next one: what that
/// moves towards less what it leaves.
fn start(distance: isize, reach: isize) -> [i32; 2] {
    [(reach + 1 - distance.abs()) as i32, if distance > 0 { 1 } else { -1 }]
}

/// How the step from sum to sum changes: the triangle has three corners.
fn bend(leaving: [i32; 4], passed: [i32; 4], entering: [i32; 4]) -> [i32; 4] {
    std::array::from_fn(|lane| leaving[lane] - 2 * passed[lane] + entering[lane])
}

fn plus(a: [i32; 4], b: [i32; 4]) -> [i32; 4] {
    std::array::from_fn(|lane| a[lane] + b[lane])
}

impl Colours {
    /// How steep the colour is, of all channels together.
    pub(super) fn magnitudes(&self) -> Plane {
        let mut values = Vec::with_capacity(self.pixels.len());
        for y in 0..self.height {
            values.extend((0..self.width).map(|x| {
                let (across, down) = self.slopes(x, y);
                (0..4).map(|c| across[c] * across[c] + down[c] * down[c]).sum::<f32>().sqrt()
            }));
        }
        Plane::new(self.width, self.height, values)
    }

    /// The derivatives along x and y of every channel: central differences, one-sided at the border.
    pub(super) fn slopes(&self, x: usize, y: usize) -> (Colour, Colour) {
        let (left, right) = (x.saturating_sub(1), (x + 1).min(self.width - 1));
        let (above, below) = (y.saturating_sub(1), (y + 1).min(self.height - 1));
        let slope = |from: Colour, to: Colour, distance: usize| {
            let scale = if distance == 2 { 0.5 } else { 1.0 };
            std::array::from_fn(|c| (to[c] - from[c]) * scale)
        };
        let at = |x: usize, y: usize| self.pixels[y * self.width + x];
        (slope(at(left, y), at(right, y), right - left), slope(at(x, above), at(x, below), below - above))
    }
}

#[cfg(test)]
mod tests {
    use super::Fixed;
    use crate::Lab;
    use crate::edges::triangle::{Border, smooth};

    #[test]
    fn equals_the_convolution() {
        for (width, height) in [(1, 1), (1, 7), (5, 2), (40, 30)] {
            let value = |i: usize| ((i * i * 7919 + i * 104_729) % 2001) as f32 / 1000.0 - 1.0;
            let pixels: Vec<[f32; 3]> =
                (0..width * height).map(|i| [i, i + 99, i + 999].map(value)).collect();
            let lab = Lab::from_pixels(width, &pixels);
            for radius in [0, 1, 2, 4, 8, 13] {
                let [smoothed] = Fixed::new(&lab).smoothed([radius]);
                for (channel, plane) in lab.planes.iter().enumerate() {
                    let expected = smooth(plane, radius, Border::Reflect);
                    for (actual, expected) in smoothed.pixels.iter().zip(&expected.values) {
                        assert!(
                            (actual[channel] - expected).abs() < 2e-4,
                            "{width}x{height}, radius {radius}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_plain_picture_has_no_gradient_at_all() {
        let plain = Fixed::new(&Lab::from_pixels(9, &[[0.71, -0.13, 0.29]; 63]));
        assert!(plain.smoothed([8])[0].magnitudes().values.iter().all(|&v| v == 0.0));
    }
}
