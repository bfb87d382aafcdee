//! What camera and file do to every picture.

use crate::render::canvas::Canvas;
use crate::render::colour::Rgb;
use crate::stream::{Key, Stream};

use super::{Cast, Tint};

/// Mild differences between photographs, on clean and faulty pictures alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Photo {
    /// Brightness, 1 for unchanged.
    pub exposure: f32,
    /// Towards red, or towards blue if negative.
    pub warmth: f32,
    /// Around mid grey, 1 for unchanged.
    pub contrast: f32,
    /// Standard deviation of the grain.
    pub noise: f32,
    /// Standard deviation of the blur in fractions of the side.
    pub softness: f32,
    /// Whether colour is stored at half the resolution, as in most JPEG files.
    pub subsampled: bool,
    /// Decides the grain.
    pub seed: u64,
}

/// A fault of sharpness; lengths in fractions of the picture's side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Blur {
    /// Standard deviation.
    OutOfFocus(f32),
    /// Length to both sides, and direction in degrees.
    Motion(f32, f32),
}

impl Photo {
    /// Of pictures as they should be.
    pub(crate) const EXPOSURES: [f32; 2] = [0.92, 1.07];

    pub(crate) fn draw(stream: &mut Stream) -> Self {
        Self {
            exposure: stream.range(Self::EXPOSURES[0], Self::EXPOSURES[1]),
            warmth: stream.range(-0.035, 0.035),
            contrast: stream.range(0.92, 1.06),
            noise: stream.range(0.0, 0.022),
            softness: stream.range(0.0, 0.0055),
            subsampled: stream.chance(0.6),
            seed: stream.bits(),
        }
    }

    /// The same picture saved once more; as like any other file as the first.
    pub(crate) fn resaved(self, stream: &mut Stream) -> Self {
        let Self { exposure, warmth, contrast, .. } = self;
        Self { exposure, warmth, contrast, ..Self::draw(stream) }
    }

    pub(crate) fn apply(&self, canvas: &mut Canvas) {
        let gain = [self.exposure * (1.0 + self.warmth), self.exposure, self.exposure * (1.0 - self.warmth)];
        for pixel in &mut canvas.pixels {
            *pixel = [0, 1, 2].map(|i| ((pixel[i] * gain[i] - 0.5) * self.contrast + 0.5).clamp(0.0, 1.0));
        }
        if self.subsampled {
            subsample(canvas);
        }
        gauss(canvas, self.softness);
        let mut grain = Key::new(self.seed).child("grain", 0).stream();
        for pixel in &mut canvas.pixels {
            *pixel = add_grain(*pixel, grain.bits(), self.noise);
        }
    }
}

impl Tint {
    pub(crate) fn apply(self, canvas: &mut Canvas) {
        let full = match self.colour {
            Cast::Yellow => [1.0, 0.9, 0.38],
            Cast::Blue => [0.45, 0.75, 1.05],
            Cast::Green => [0.6, 1.0, 0.6],
            Cast::Pink => [1.05, 0.55, 0.8],
        };
        let share = 0.1 + 0.9 * self.strength;
        for pixel in &mut canvas.pixels {
            *pixel = [0, 1, 2].map(|i| pixel[i] * (1.0 + (full[i] - 1.0) * share));
        }
    }
}

impl Blur {
    pub(crate) fn apply(self, canvas: &mut Canvas) {
        match self {
            Self::OutOfFocus(sigma) => gauss(canvas, sigma),
            Self::Motion(reach, angle) => smear(canvas, reach, angle),
        }
    }
}

/// Three nearly Gaussian numbers, each a sum of two 8-bit uniforms, and one brightness for all.
fn add_grain(pixel: Rgb, bits: u64, noise: f32) -> Rgb {
    let byte = |i: u32| ((bits >> (8 * i)) & 255) as f32 / 255.0 - 0.5;
    let shared = byte(6) + byte(7);
    [0, 1, 2].map(|i| pixel[i as usize] + noise * (1.6 * shared + 1.2 * (byte(2 * i) + byte(2 * i + 1))))
}

fn subsample(canvas: &mut Canvas) {
    let size = canvas.size;
    let luma = |p: Rgb| 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2];
    for y in (0..size - size % 2).step_by(2) {
        for x in (0..size - size % 2).step_by(2) {
            let block = [y * size + x, y * size + x + 1, (y + 1) * size + x, (y + 1) * size + x + 1];
            let mean = [0, 1, 2].map(|c| block.iter().map(|&i| canvas.pixels[i][c]).sum::<f32>() / 4.0);
            for i in block {
                let lift = luma(canvas.pixels[i]) - luma(mean);
                canvas.pixels[i] = mean.map(|c| c + lift);
            }
        }
    }
}

fn gauss(canvas: &mut Canvas, sigma: f32) {
    let sigma = sigma * canvas.size as f32;
    let radius = (2.5 * sigma + 0.5) as usize;
    if radius == 0 {
        return;
    }
    let weight = |i: usize| libm::expf(-((i * i) as f32) / (2.0 * sigma * sigma));
    let weights: Vec<f32> = (0..=radius).map(weight).collect();
    let total = 2.0 * weights.iter().sum::<f32>() - weights[0];
    let weights: Vec<f32> = weights.iter().map(|w| w / total).collect();
    for _ in 0..2 {
        canvas.pixels = turned_and_convolved(canvas, &weights);
    }
}

/// Convolves rows and swaps rows with columns, so that doing it twice blurs both ways.
fn turned_and_convolved(canvas: &Canvas, weights: &[f32]) -> Vec<Rgb> {
    let size = canvas.size;
    let mut out = vec![[0.0; 3]; size * size];
    for (y, row) in canvas.pixels.chunks_exact(size).enumerate() {
        for x in 0..size {
            let mut sum = row[x].map(|c| c * weights[0]);
            for (i, weight) in weights.iter().enumerate().skip(1) {
                let (left, right) = (row[x.saturating_sub(i)], row[(x + i).min(size - 1)]);
                sum = [0, 1, 2].map(|c| sum[c] + (left[c] + right[c]) * weight);
            }
            out[x * size + y] = sum;
        }
    }
    out
}

fn smear(canvas: &mut Canvas, reach: f32, angle: f32) {
    let (sin, cos) = crate::render::vec3::sin_cos(angle);
    let sharp = canvas.clone();
    canvas.fill(|[x, y]| {
        let step = |i: i32| sharp.at([x + cos * reach * i as f32 / 8.0, y + sin * reach * i as f32 / 8.0]);
        let sum = (-8..=8).map(step).fold([0.0; 3], |a, b| [0, 1, 2].map(|c| a[c] + b[c]));
        sum.map(|c| c / 17.0)
    });
}
