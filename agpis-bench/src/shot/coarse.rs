//! Low resolution: stair edges, or the blocks of a file saved too small.

use crate::render::canvas::Canvas;
use crate::render::colour::{Rgb, blend};

use super::ImageMeta;

impl ImageMeta {
    /// Whether low resolution shows as blocks, and not as stair edges.
    #[must_use]
    pub fn is_blocky(&self) -> bool {
        self.photo.subsampled
    }
}

/// `resolution` is the share of the side's pixels that are left; 1 changes nothing.
pub(super) fn coarsen(canvas: &mut Canvas, resolution: f32, blocky: bool) {
    if resolution >= 1.0 {
        return;
    }
    let size = canvas.size;
    let few = ((size as f32 * resolution + 0.5) as usize).clamp(1, size);
    let small = reduced(canvas, few);
    if !blocky {
        for (i, pixel) in canvas.pixels.iter_mut().enumerate() {
            let cell = |v: usize| v * few / size;
            *pixel = small[cell(i / size) * few + cell(i % size)];
        }
        return;
    }
    let block = (size / 12).max(2);
    let flat = reduced(canvas, size.div_ceil(block));
    let columns = size.div_ceil(block);
    for (i, pixel) in canvas.pixels.iter_mut().enumerate() {
        let (x, y) = (i % size, i / size);
        // Within a block what is left is smooth; across its rim it jumps.
        let within = |v: usize| {
            let (low, high) = (v / block * block, (v / block * block + block - 1).min(size - 1));
            let at = (v as f32 + 0.5) * few as f32 / size as f32 - 0.5;
            let first = (low as f32 * few as f32 / size as f32).floor();
            let last = (high as f32 * few as f32 / size as f32).floor();
            at.clamp(first, last.max(first))
        };
        let smooth = bilinear(&small, few, [within(x), within(y)]);
        let mean = flat[(y / block) * columns + x / block];
        *pixel = blend(smooth, mean, 0.55 * (1.0 - resolution));
    }
}

/// The mean of the pixels of each cell.
fn reduced(canvas: &Canvas, few: usize) -> Vec<Rgb> {
    let size = canvas.size;
    let range = |cell: usize| {
        let (from, to) = (cell * size / few, (cell + 1) * size / few);
        from.min(size - 1)..to.max(from + 1).min(size)
    };
    let mean = |i: usize| {
        let (rows, columns) = (range(i / few), range(i % few));
        let count = (rows.len() * columns.len()) as f32;
        let mut sum = [0.0; 3];
        for y in rows {
            for x in columns.clone() {
                sum = [0, 1, 2].map(|c| sum[c] + canvas.pixels[y * size + x][c]);
            }
        }
        sum.map(|c| c / count)
    };
    (0..few * few).map(mean).collect()
}

fn bilinear(pixels: &[Rgb], few: usize, [x, y]: [f32; 2]) -> Rgb {
    let split = |v: f32| {
        let low = v.clamp(0.0, few as f32 - 1.0);
        (low as usize, (low as usize + 1).min(few - 1), low - low.floor())
    };
    let ((left, right, fx), (top, bottom, fy)) = (split(x), split(y));
    let row = |y: usize| blend(pixels[y * few + left], pixels[y * few + right], fx);
    blend(row(top), row(bottom), fy)
}
