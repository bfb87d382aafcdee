//! How far two pictures agree, cell by cell, once one lies on the other.

use agpis_core::Image;

use super::alignment::{Alignment, Rect};
use crate::Lab;
use crate::plane::split;
use crate::resample::fit;

/// Longest side of the picture compared, in pixels.
const SIDE: u32 = 128;
/// Side of a cell in those pixels, about.
const CELL: f32 = 8.0;
/// Samples a side of a cell.
const SAMPLES: usize = 5;
const SAMPLED: usize = SAMPLES * SAMPLES;
/// Coarser copies of the picture, each half as large, for content that is shown smaller in the other one.
const LEVELS: usize = 4;
/// Contrast of a cell, as the standard deviation of L*a*b*/100: below the first it is plain, from the second
/// on it has full weight.
const CONTRAST: (f32, f32) = (0.015, 0.10);
/// Correlation of two cells: below the first they differ, from the second on they agree.
const CORRELATION: (f32, f32) = (0.45, 0.85);
/// Width of the bell by which the middle of a picture counts more than its border, in half sides.
const MIDDLE: f32 = 0.7;

/// L, a and b, and a fourth value, 0, that makes four of a kind: they are computed at once.
type Colour = [f32; 4];
/// The samples of a cell.
type Pattern = [Colour; SAMPLED];

/// A picture in cells.
pub(super) struct Texture {
    levels: Vec<Level>,
    cells: Vec<Cell>,
    total_weight: f32,
}

struct Cell {
    rect: Rect,
    weight: f32,
    /// Samples less their mean, of unit length.
    pattern: Pattern,
}

struct Level {
    width: usize,
    height: usize,
    pixels: Vec<Colour>,
}

impl Texture {
    pub(super) fn new(working: &Image) -> Self {
        let mut image = fit(working, SIDE);
        let mut levels = vec![Level::new(&image)];
        for level in 1..LEVELS {
            image = fit(&image, SIDE >> level);
            levels.push(Level::new(&image));
        }
        let mut texture = Self { levels, cells: Vec::new(), total_weight: 0.0 };
        texture.cells = texture.grid().into_iter().filter_map(|rect| texture.cell(rect)).collect();
        texture.total_weight = texture.cells.iter().map(|cell| cell.weight).sum();
        texture
    }

    /// Width and height in its own pixels.
    pub(super) fn size(&self) -> (f32, f32) {
        (self.levels[0].width as f32, self.levels[0].height as f32)
    }

    fn grid(&self) -> Vec<Rect> {
        let (width, height) = self.size();
        let (columns, rows) = ((width / CELL).round().max(1.0), (height / CELL).round().max(1.0));
        let (w, h) = (width / columns, height / rows);
        let rect = |x: u32, y: u32| Rect { x: x as f32 * w, y: y as f32 * h, w, h };
        (0..rows as u32).flat_map(|y| (0..columns as u32).map(move |x| rect(x, y))).collect()
    }

    /// The cell, unless it is plain.
    fn cell(&self, rect: Rect) -> Option<Cell> {
        let (pattern, contrast) = self.pattern(rect, Alignment::IDENTITY)?;
        let weight = contrast.min(CONTRAST.1) / CONTRAST.1 * self.prominence(rect);
        (contrast >= CONTRAST.0).then_some(Cell { rect, weight, pattern })
    }

    /// Products stand in the middle; banners and grounds at the border.
    fn prominence(&self, rect: Rect) -> f32 {
        let (width, height) = self.size();
        let dx = (rect.x + rect.w / 2.0) / width * 2.0 - 1.0;
        let dy = (rect.y + rect.h / 2.0) / height * 2.0 - 1.0;
        (-(dx * dx + dy * dy) / (2.0 * MIDDLE * MIDDLE)).exp()
    }

    /// What is seen through `rect` of another picture: its pattern and contrast, unless it lies outside.
    fn pattern(&self, rect: Rect, alignment: Alignment) -> Option<(Pattern, f32)> {
        let (width, height) = self.size();
        let seen = alignment.rect(rect);
        let (tolerance_x, tolerance_y) = (0.25 * seen.w, 0.25 * seen.h);
        let inside = seen.x >= -tolerance_x
            && seen.y >= -tolerance_y
            && seen.x + seen.w <= width + tolerance_x
            && seen.y + seen.h <= height + tolerance_y;
        if !inside {
            return None;
        }
        let level = (alignment.scale().log2().round().max(0.0) as usize).min(LEVELS - 1);
        let level = &self.levels[level];
        let mut pattern =
            level.samples(rect, alignment, (level.width as f32 / width, level.height as f32 / height));
        let contrast = normalise(&mut pattern);
        Some((pattern, contrast))
    }

    /// Weighted share of this picture's texture that is found in `other` too, in `0.0..=1.0`.
    pub(super) fn found_in(&self, other: &Self, alignment: Alignment) -> f32 {
        if self.total_weight == 0.0 {
            return 0.0;
        }
        let found: f32 = self.cells.iter().map(|cell| cell.weight * cell.agreement(other, alignment)).sum();
        (found / self.total_weight).min(1.0)
    }

    /// The smallest rectangle around the cells that are found in `other`.
    pub(super) fn common_area(&self, other: &Self, alignment: Alignment) -> Option<Rect> {
        let agreeing = self.cells.iter().filter(|cell| cell.agreement(other, alignment) > 0.5);
        agreeing.map(|cell| cell.rect).reduce(Rect::union)
    }
}

impl Cell {
    fn agreement(&self, other: &Texture, alignment: Alignment) -> f32 {
        let Some((seen, contrast)) = other.pattern(self.rect, alignment) else { return 0.0 };
        if contrast < CONTRAST.0 {
            return 0.0;
        }
        let correlation = sum(std::array::from_fn(|i| times(self.pattern[i], seen[i])));
        ((correlation - CORRELATION.0) / (CORRELATION.1 - CORRELATION.0)).clamp(0.0, 1.0)
    }
}

impl Level {
    fn new(image: &Image) -> Self {
        let lab = Lab::new(image);
        let (width, height) = lab.size();
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let colour = |(x, y)| {
            let [l, a, b] = lab.pixel(x, y);
            [l, a, b, 0.0]
        };
        Self { width, height, pixels: pixels.map(colour).collect() }
    }

    /// A raster over `rect` of another picture; `scale` leads from the first level to this one.
    fn samples(&self, rect: Rect, alignment: Alignment, scale: (f32, f32)) -> Pattern {
        let offset = |i: usize| (i as f32 + 0.5) / SAMPLES as f32;
        std::array::from_fn(|i| {
            let (x, y) = (rect.x + offset(i % SAMPLES) * rect.w, rect.y + offset(i / SAMPLES) * rect.h);
            let (x, y) = alignment.point(x, y);
            self.bilinear(x * scale.0 - 0.5, y * scale.1 - 0.5)
        })
    }

    fn bilinear(&self, x: f32, y: f32) -> Colour {
        let (x0, x1, dx) = split(x, self.width);
        let (y0, y1, dy) = split(y, self.height);
        let row = |y: usize| mix(self.pixels[y * self.width + x0], self.pixels[y * self.width + x1], dx);
        mix(row(y0), row(y1), dy)
    }
}

fn mix(from: Colour, to: Colour, share: f32) -> Colour {
    std::array::from_fn(|i| from[i] + (to[i] - from[i]) * share)
}

fn times(a: Colour, b: Colour) -> Colour {
    std::array::from_fn(|i| a[i] * b[i])
}

fn plus(a: Colour, b: Colour) -> Colour {
    std::array::from_fn(|i| a[i] + b[i])
}

/// Of all values of all colours.
fn sum(pattern: Pattern) -> f32 {
    pattern.into_iter().fold([0.0; 4], plus).iter().sum()
}

/// Takes the mean colour off and scales to unit length; returns the standard deviation.
fn normalise(pattern: &mut Pattern) -> f32 {
    let mean = pattern.iter().copied().fold([0.0; 4], plus).map(|v| v / SAMPLED as f32);
    pattern.iter_mut().for_each(|colour| *colour = std::array::from_fn(|i| colour[i] - mean[i]));
    let length = sum(pattern.map(|colour| times(colour, colour))).sqrt();
    let scale = 1.0 / length.max(f32::MIN_POSITIVE);
    pattern.iter_mut().for_each(|colour| *colour = colour.map(|v| v * scale));
    length / (SAMPLED as f32).sqrt()
}
