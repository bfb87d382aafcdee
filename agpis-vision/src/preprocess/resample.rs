//! Pillow's bilinear resize of 8-bit RGB, bit for bit.
//!
//! The weights and their rounding are those of `ImagingResample` of Pillow 9.5: a triangle as wide as the
//! larger of two input or two output pixels, weights in fixed point, rows first and rounded to bytes, then columns.

use std::num::NonZeroU32;

use agpis_core::Image;
use pulp::{Arch, Simd, WithSimd};

const CHANNELS: usize = 3;
/// Bits of a weight after the binary point.
const PRECISION: u32 = 22;
/// Every sum starts here, so that cutting it off rounds to nearest.
const HALF: i32 = 1 << (PRECISION - 1);
/// Rows that are narrowed at once, so that the same weight applies to many values in a row.
const ROWS: usize = 8;

/// The pixels of a block of rows in one column.
type Column = [[u8; CHANNELS]; ROWS];

/// `image` at `width` x `height` pixels, its aspect ratio not kept: antialiased bilinear, equal to
/// `PIL.Image.resize((width, height), BILINEAR)` of Pillow 9.5.
///
/// Needs no memory but four times the result, eight input rows, and the weights, for a picture of any shape.
#[must_use]
pub fn resize(image: &Image, width: NonZeroU32, height: NonZeroU32) -> Image {
    if (image.width(), image.height()) == (width.get(), height.get()) {
        return image.clone();
    }
    let pixels = Arch::new().dispatch(Resize { image, width: width.get(), height: height.get() });
    Image::from_rgb8(width.get(), height.get(), pixels).expect("three sums a pixel")
}

/// All of the work, compiled once more for processors with wide vectors. What it calls has to be
/// inlined for that.
struct Resize<'a> {
    image: &'a Image,
    width: u32,
    height: u32,
}

impl WithSimd for Resize<'_> {
    type Output = Vec<u8>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Vec<u8> {
        let columns = Axis::new(self.image.width(), self.width);
        let rows = Axis::new(self.image.height(), self.height);
        let stride = CHANNELS * self.width as usize;
        let mut block = vec![Column::default(); self.image.width() as usize];
        let mut narrowed = vec![0; ROWS * stride];
        let mut sums = vec![HALF; self.height as usize * stride];
        let (pixels, _) = self.image.pixels().as_chunks::<CHANNELS>();
        let mut first = 0;
        for (lines, y) in pixels.chunks(ROWS * block.len()).zip((0..).step_by(ROWS)) {
            let lines = lines.chunks_exact(block.len());
            let ys = y..y + lines.len();
            side_by_side(lines, &mut block);
            columns.narrow(&block, &mut narrowed);
            // Each input row is added to all output rows that it is seen in.
            for (row, y) in narrowed.chunks_exact(stride).zip(ys) {
                first = rows.first_that_reaches(y, first);
                let seen = (first..rows.len()).take_while(|&out| rows.starts[out] <= y);
                for out in seen {
                    let weight = rows.weights(out)[y - rows.starts[out]];
                    add_scaled(&mut sums[out * stride..][..stride], row, weight);
                }
            }
        }
        sums.into_iter().map(round).collect()
    }
}

#[inline(always)]
fn side_by_side<'a>(lines: impl Iterator<Item = &'a [[u8; CHANNELS]]>, block: &mut [Column]) {
    for (row, line) in lines.enumerate() {
        for (column, pixel) in block.iter_mut().zip(line) {
            column[row] = *pixel;
        }
    }
}

/// The windows of one axis: which input pixels make each output pixel, with which weights.
struct Axis {
    /// First input pixel of every output pixel; ascending.
    starts: Vec<usize>,
    /// Where the weights of every output pixel begin in `weights`, and the end.
    offsets: Vec<usize>,
    /// Of all windows in turn; 2²² is one.
    weights: Vec<i32>,
}

impl Axis {
    fn new(input: u32, output: u32) -> Self {
        let scale = f64::from(input) / f64::from(output);
        let support = scale.max(1.0);
        let mut axis = Self { starts: vec![], offsets: vec![0], weights: vec![] };
        let mut window = vec![];
        for out in 0..output {
            let center = (f64::from(out) + 0.5) * scale;
            // A negative number becomes 0.
            let start = (center - support + 0.5) as u32;
            let end = ((center + support + 0.5) as u32).min(input);
            let weight = |i| (1.0 - ((f64::from(i) - center + 0.5) * (1.0 / support)).abs()).max(0.0);
            window.clear();
            window.extend((start..end).map(weight));
            let total: f64 = window.iter().sum();
            axis.starts.push(start as usize);
            axis.weights.extend(window.iter().map(|w| fixed(w / total)));
            axis.offsets.push(axis.weights.len());
        }
        axis
    }

    fn len(&self) -> usize {
        self.starts.len()
    }

    fn weights(&self, out: usize) -> &[i32] {
        &self.weights[self.offsets[out]..self.offsets[out + 1]]
    }

    /// The first output pixel from `first` on whose window does not end before the input pixel `at`.
    fn first_that_reaches(&self, at: usize, first: usize) -> usize {
        let ends_before = |&out: &usize| self.starts[out] + self.weights(out).len() <= at;
        first + (first..self.len()).take_while(ends_before).count()
    }

    /// Resamples a block of rows.
    #[inline(always)]
    fn narrow(&self, block: &[Column], narrowed: &mut [u8]) {
        let stride = CHANNELS * self.len();
        for (out, &start) in self.starts.iter().enumerate() {
            let mut sums = [HALF; ROWS * CHANNELS];
            for (column, &weight) in block[start..].iter().zip(self.weights(out)) {
                add_scaled(&mut sums, column.as_flattened(), weight);
            }
            for (row, pixel) in narrowed.chunks_exact_mut(stride).zip(sums.as_chunks::<CHANNELS>().0) {
                row[CHANNELS * out..][..CHANNELS].copy_from_slice(&pixel.map(round));
            }
        }
    }
}

fn fixed(weight: f64) -> i32 {
    (0.5 + weight * f64::from(1 << PRECISION)) as i32
}

/// No sum overflows: a rounded weight is at most twice the exact one, and these add up to one.
#[inline(always)]
fn add_scaled(sums: &mut [i32], values: &[u8], weight: i32) {
    for (sum, &value) in sums.iter_mut().zip(values) {
        *sum += i32::from(value) * weight;
    }
}

#[inline(always)]
fn round(sum: i32) -> u8 {
    (sum >> PRECISION).clamp(0, 255) as u8
}
