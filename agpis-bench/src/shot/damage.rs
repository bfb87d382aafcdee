//! Faults that no rule has a name for: broken blocks, a label in a foreign script.

use super::{Damage, ImageMeta};
use crate::render::canvas::{Canvas, Point};
use crate::render::colour::{Rgb, blend, hsv, to_linear};
use crate::render::raster::Raster;
use crate::stream::{Key, Stream, mix};

/// Bands of blocks that moved, lost their colour or are one colour, as of a file cut short. sRGB.
pub(super) fn broken(canvas: &mut Canvas, share: f32, seed: u64) {
    let stream = &mut Key::new(seed).child("blocks", 0).stream();
    let (size, block) = (canvas.size, (canvas.size / 12).max(2));
    let columns = size.div_ceil(block);
    let whole = canvas.clone();
    let mut left = (share * (columns * columns) as f32 + 0.5) as usize;
    while left > 0 {
        let (row, first) = (stream.below(columns), stream.below(columns));
        let run = (2 + stream.below(columns)).min(left).min(columns - first);
        let (kind, shift) = (stream.below(3), (1 + stream.below(columns - 1)) * block);
        let flat = hsv(stream.unit(), stream.range(0.0, 0.8), stream.range(0.2, 0.9));
        for y in row * block..((row + 1) * block).min(size) {
            for x in first * block..((first + run) * block).min(size) {
                let moved = whole.pixels[y * size + (x + shift) % size];
                canvas.pixels[y * size + x] = match kind {
                    0 => moved,
                    1 => blend(moved, flat, 0.55),
                    _ => {
                        let middle = (y / block * block) * size + x / block * block;
                        blend(whole.pixels[middle], flat, 0.4)
                    }
                };
            }
        }
        left -= run.max(1).min(left);
    }
}

/// A printed sticker on the middle of the product, in strokes that nobody reads.
#[derive(Debug)]
pub(super) struct Sticker {
    area: [f32; 4],
    paper: Rgb,
    ink: Rgb,
    salt: u64,
}

/// The middle and the length of the longest run of samples that a product takes in a row: the run nearest
/// to the middle of the picture among those of nearly that length.
fn widest(raster: &Raster, size: usize) -> Option<(Point, f32)> {
    let run = |row: usize| {
        let (mut best, mut length) = ((0, 0), 0);
        for x in 0..size {
            length = if raster.hit(row * size + x).is_some() { length + 1 } else { 0 };
            if length > best.1 {
                best = (x + 1 - length, length);
            }
        }
        (row, best.0, best.1)
    };
    let runs: Vec<(usize, usize, usize)> = (0..size).step_by(2).map(run).collect();
    let longest = runs.iter().map(|run| run.2).max().filter(|&length| length > 0)?;
    let near = |row: usize| (2 * row).abs_diff(size);
    let (row, from, length) =
        *runs.iter().filter(|run| 10 * run.2 >= 9 * longest).min_by_key(|run| near(run.0))?;
    let share = |v: f32| v / size as f32;
    Some(([share(from as f32 + length as f32 / 2.0), share(row as f32)], share(length as f32).min(0.75)))
}

const COLUMNS: f32 = 5.0;
const ROWS: f32 = 3.0;

impl Sticker {
    /// The sticker of a picture that is damaged so, where the product is widest; colours are linear.
    pub(super) fn of(meta: &ImageMeta, raster: &Raster, size: usize) -> Option<Self> {
        if meta.damage != Some(Damage::ForeignLabel) {
            return None;
        }
        // The same one on every picture of a product.
        let stream: &mut Stream = &mut meta.sku.key().child("sticker", 0).stream();
        let (middle, run) = widest(raster, size)?;
        let w = run * stream.range(0.6, 0.75);
        let h = w * 0.62;
        let papers = [[0.98, 0.97, 0.94], [0.95, 0.85, 0.2], [0.8, 0.1, 0.12]];
        let paper = stream.below(papers.len());
        let ink = if paper == 2 { [1.0, 0.95, 0.8] } else { [0.08, 0.07, 0.12] };
        Some(Self {
            area: [middle[0] - w / 2.0, middle[1] - h / 2.0, w, h],
            paper: to_linear(papers[paper]),
            ink: to_linear(ink),
            salt: stream.bits(),
        })
    }

    /// Its colour at a point of the picture.
    pub(super) fn colour(&self, [x, y]: Point) -> Option<Rgb> {
        let [left, top, w, h] = self.area;
        let [u, v] = [(x - left) / w, (y - top) / h];
        if !(0.0..1.0).contains(&u) || !(0.0..1.0).contains(&v) {
            return None;
        }
        let [column, row] = [(u * 1.12 - 0.06) * COLUMNS, (v * 1.2 - 0.1) * ROWS];
        let inside = (0.0..COLUMNS).contains(&column) && (0.0..ROWS).contains(&row);
        Some(if inside && self.stroke(column, row) { self.ink } else { self.paper })
    }

    /// Glyphs of a few bars and a hook each, on a grid of their own.
    fn stroke(&self, column: f32, row: f32) -> bool {
        let bits = mix(self.salt ^ (column.floor() as u64) << 8 ^ row.floor() as u64);
        let [x, y] = [column.fract() * 1.3 - 0.15, row.fract() * 1.3 - 0.15];
        let within = (0.0..1.0).contains(&x) && (0.0..1.0).contains(&y);
        let on = |bit: u32| bits >> bit & 1 == 1;
        let level = |at: f32| (y - at).abs() < 0.1;
        let post = |at: f32| (x - at).abs() < 0.09;
        let bars = level(0.12) && on(0) || level(0.5) && on(1) || level(0.88) && !on(0);
        let posts = post(0.5) && on(2) || post(0.14) && on(3) || post(0.86) && !on(2);
        let hook = on(4) && (x - y).abs() < 0.13 || on(5) && (x + y - 1.0).abs() < 0.13;
        within && (bars || posts || hook)
    }
}
