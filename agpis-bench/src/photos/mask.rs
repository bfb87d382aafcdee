//! Finding the product in a photograph on a plain ground.

use std::sync::LazyLock;

use agpis_core::Image;

use super::backdrop::{Backdrop, border, place};
use super::lab::{self, Lab, distance};
use super::regions::{components, flood, neighbours};
use crate::render::colour::{Rgb, to_linear};

/// Shares of the picture between which a product is believed.
const BELIEVED: [f32; 2] = [0.03, 0.92];
/// The largest share of the border that a product may touch.
const TOUCHED: f32 = 0.6;
/// Regions smaller than this share of the largest are specks.
const SPECK: f32 = 0.05;
/// Ground seen through a product, as through a handle, is at least this share of the picture; what is
/// smaller is a print in the colour of the ground.
const THROUGH: f32 = 0.004;
/// A shadow falls on the ground below this share of the product's height.
const FOOT: f32 = 0.4;
/// How much darker a shadow is at most.
const DARKEST: f32 = 45.0;

/// Where the product is in a photograph.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    width: u32,
    height: u32,
    alpha: Vec<f32>,
}

impl Mask {
    /// From how much of every pixel the product covers, row by row; `None` if the number of pixels does
    /// not fit the size, or no pixel is covered at all.
    #[must_use]
    pub fn new(width: u32, height: u32, alpha: Vec<f32>) -> Option<Self> {
        let fits = alpha.len() as u64 == u64::from(width) * u64::from(height);
        let alpha: Vec<f32> = alpha.into_iter().map(|a| if a > 0.0 { a.min(1.0) } else { 0.0 }).collect();
        (fits && alpha.iter().any(|&a| a > 0.0)).then_some(Self { width, height, alpha })
    }

    /// Width of the photograph in pixels.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height of the photograph in pixels.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// How much of every pixel the product covers, `0.0..=1.0`, row by row.
    #[must_use]
    pub fn alpha(&self) -> &[f32] {
        &self.alpha
    }

    /// The share of the photograph that the product covers.
    #[must_use]
    pub fn share(&self) -> f32 {
        (self.alpha.iter().map(|&a| f64::from(a)).sum::<f64>() / self.alpha.len() as f64) as f32
    }

    /// First and last column, first and last row that the product covers by half; of everything if it
    /// covers no pixel by half.
    pub(super) fn bounds(&self) -> [usize; 4] {
        let width = self.width as usize;
        let mut bounds = [usize::MAX, 0, usize::MAX, 0];
        for (i, _) in self.alpha.iter().enumerate().filter(|(_, alpha)| **alpha >= 0.5) {
            let (x, y) = (i % width, i / width);
            bounds = [bounds[0].min(x), bounds[1].max(x), bounds[2].min(y), bounds[3].max(y)];
        }
        if bounds[0] == usize::MAX { [0, width - 1, 0, self.height as usize - 1] } else { bounds }
    }
}

static LINEAR: LazyLock<[f32; 256]> =
    LazyLock::new(|| std::array::from_fn(|byte| to_linear([byte as f32 / 255.0; 3])[0]));

/// A pixel in linear light.
pub(super) fn linear(rgb: &[u8]) -> Rgb {
    [0, 1, 2].map(|i| LINEAR[usize::from(rgb[i])])
}

/// Finds the product in front of a plain or evenly fading ground.
///
/// The ground's colour is estimated from the border, and everything of that colour that hangs together
/// with the border is ground, soft shadows included; the rest is the product. `None` if the border has
/// no one colour, or if what is left is not like a product: less than 3 % or more than 92 % of the
/// picture, or touching more than 60 % of its border. Half a megapixel is plenty; scale larger photographs
/// down first.
#[must_use]
pub fn find_mask(image: &Image) -> Option<Mask> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let size = [width, height];
    let pixels: Vec<Lab> = image.pixels().chunks_exact(3).map(|rgb| lab::from_linear(linear(rgb))).collect();
    let pixels = smoothed(&pixels, size);
    let backdrop = Backdrop::of(&pixels, width, height)?;
    let ground = ground(&pixels, &backdrop, size);
    // Smoothing has spread the product by one pixel.
    let near = |i: usize| neighbours(i, width, height).any(|beside| ground[beside]);
    let mut product: Vec<bool> = (0..ground.len()).map(|i| !ground[i] && !near(i)).collect();
    keep_large(&mut product, size);
    let covered = product.iter().filter(|covered| **covered).count() as f32 / product.len() as f32;
    let border = border(width, height);
    let touched = border.iter().filter(|&&i| product[i]).count() as f32 / border.len() as f32;
    if !(BELIEVED[0]..=BELIEVED[1]).contains(&covered) || touched > TOUCHED {
        return None;
    }
    Mask::new(image.width(), image.height(), softened(&product, size))
}

/// What has the colour of the ground and hangs together with the border, soft shadows, and what is seen
/// through the product.
fn ground(pixels: &[Lab], backdrop: &Backdrop, size @ [width, height]: [usize; 2]) -> Vec<bool> {
    let tolerance = (3.0 * backdrop.spread + 0.5).clamp(1.5, 5.0);
    let step = (175.0 / width.max(height) as f32).clamp(0.5, 2.0);
    let behind: Vec<Lab> = (0..pixels.len()).map(|i| backdrop.at(place(i, width, height))).collect();
    let plain = |i: usize| distance(pixels[i], behind[i]) <= tolerance;
    let shaded = |i: usize| {
        let [dark, a, b] = [0, 1, 2].map(|c| behind[i][c] - pixels[i][c]);
        (0.0..DARKEST).contains(&dark) && a * a + b * b < 0.2 * tolerance * tolerance
    };
    let fades = |from: usize, to: usize| (pixels[from][0] - pixels[to][0]).abs() <= step;
    let seeds = border(width, height).into_iter().filter(|&i| plain(i));
    let seeds: Vec<usize> = seeds.collect();
    let lit = flood(seeds.iter().copied(), size, |_, to| plain(to));
    let rows = || (0..lit.len()).filter(|&i| !lit[i]).map(|i| i / width);
    let (top, bottom) = (rows().min().unwrap_or(0), rows().max().unwrap_or(0));
    let low = top + ((bottom - top) as f32 * FOOT) as usize;
    let shadow = |i: usize| i / width >= low && shaded(i);
    let mut ground = flood(seeds.into_iter(), size, |from, to| plain(to) || (shadow(to) && fades(from, to)));
    let through: Vec<bool> =
        (0..pixels.len()).map(|i| !ground[i] && distance(pixels[i], behind[i]) <= 0.3 * tolerance).collect();
    let enough = THROUGH * pixels.len() as f32;
    for region in components(&through, size).into_iter().filter(|region| region.len() as f32 >= enough) {
        region.into_iter().for_each(|i| ground[i] = true);
    }
    ground
}

/// Means of three by three pixels.
fn smoothed(pixels: &[Lab], [width, height]: [usize; 2]) -> Vec<Lab> {
    let mean = |i: usize| {
        let (x, y) = (i % width, i / width);
        let (mut sum, mut count) = ([0.0; 3], 0.0);
        for row in y.saturating_sub(1)..(y + 2).min(height) {
            for column in x.saturating_sub(1)..(x + 2).min(width) {
                let pixel = pixels[row * width + column];
                sum = [0, 1, 2].map(|c| sum[c] + pixel[c]);
                count += 1.0;
            }
        }
        sum.map(|c| c / count)
    };
    (0..pixels.len()).map(mean).collect()
}

fn keep_large(product: &mut [bool], size: [usize; 2]) {
    let regions = components(product, size);
    let largest = regions.iter().map(Vec::len).max().unwrap_or(0) as f32;
    for region in regions.into_iter().filter(|region| (region.len() as f32) < SPECK * largest) {
        region.into_iter().for_each(|i| product[i] = false);
    }
}

/// A soft edge that lies a little inside, so that no seam of the old ground comes along.
fn softened(product: &[bool], [width, height]: [usize; 2]) -> Vec<f32> {
    let weight = |step: usize| [1.0, 2.0, 1.0][step];
    let soft = |i: usize| {
        let (x, y) = (i % width, i / width);
        let mut sum = 0.0f32;
        for row in 0..3 {
            for column in 0..3 {
                let at = |at: usize, step: usize, of: usize| (at + step).saturating_sub(1).min(of - 1);
                let covered = product[at(y, row, height) * width + at(x, column, width)];
                sum += if covered { weight(row) * weight(column) / 16.0 } else { 0.0 };
            }
        }
        if product[i] { ((sum - 0.4) / 0.6).clamp(0.0, 1.0) } else { 0.0 }
    };
    (0..product.len()).map(soft).collect()
}
