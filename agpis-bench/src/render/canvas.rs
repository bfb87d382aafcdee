//! A square picture in floats, addressed by fractions of its side.

use agpis_core::Image;

use super::colour::{Rgb, blend, to_srgb};

/// Fractions of the picture's side, from the top left.
pub(crate) type Point = [f32; 2];

#[derive(Clone, Debug)]
pub(crate) struct Canvas {
    pub(crate) size: usize,
    pub(crate) pixels: Vec<Rgb>,
}

impl Canvas {
    pub(crate) fn new(size: usize, colour: Rgb) -> Self {
        Self { size, pixels: vec![colour; size * size] }
    }

    /// Every pixel from its centre.
    pub(crate) fn fill(&mut self, mut colour: impl FnMut(Point) -> Rgb) {
        let step = 1.0 / self.size as f32;
        for (i, pixel) in self.pixels.iter_mut().enumerate() {
            *pixel = colour([((i % self.size) as f32 + 0.5) * step, ((i / self.size) as f32 + 0.5) * step]);
        }
    }

    /// Paints `ink` with its opacity wherever it gives some within `[x, y, width, height]`, with
    /// 3x3 samples a pixel.
    pub(crate) fn paint(&mut self, [x, y, w, h]: [f32; 4], ink: impl Fn(Point) -> Option<(Rgb, f32)>) {
        let side = self.size as f32;
        let clip = |v: f32| (v * side).clamp(0.0, side) as usize;
        let end = |v: f32| (clip(v) + 1).min(self.size);
        for row in clip(y)..end(y + h) {
            for column in clip(x)..end(x + w) {
                let pixel = &mut self.pixels[row * self.size + column];
                let under = *pixel;
                let (mut sum, mut touched) = ([0.0; 3], false);
                for sample in 0..9 {
                    let at = |base: usize, step: usize| (base as f32 + (step as f32 + 0.5) / 3.0) / side;
                    let inked = ink([at(column, sample % 3), at(row, sample / 3)]);
                    touched |= inked.is_some_and(|(_, opacity)| opacity > 0.0);
                    let inked = inked.map_or(under, |(colour, opacity)| blend(under, colour, opacity));
                    sum = [0, 1, 2].map(|i| sum[i] + inked[i]);
                }
                // The mean of nine equal numbers is not always that number.
                if touched {
                    *pixel = sum.map(|v| v / 9.0);
                }
            }
        }
    }

    /// Half the side, linear light to sRGB.
    pub(crate) fn develop(&self) -> Self {
        let size = self.size / 2;
        let mut pixels = Vec::with_capacity(size * size);
        for y in 0..size {
            for x in 0..size {
                let at = |dx: usize, dy: usize| self.pixels[(2 * y + dy) * self.size + 2 * x + dx];
                let four = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)];
                pixels.push(to_srgb(
                    [0, 1, 2].map(|i| (four[0][i] + four[1][i] + four[2][i] + four[3][i]) / 4.0),
                ));
            }
        }
        Self { size, pixels }
    }

    /// The colour at a point, clamped to the picture.
    pub(crate) fn at(&self, [x, y]: Point) -> Rgb {
        let cell = |v: f32| ((v * self.size as f32).max(0.0) as usize).min(self.size - 1);
        self.pixels[cell(y) * self.size + cell(x)]
    }

    pub(crate) fn mirror(&mut self) {
        self.pixels.chunks_exact_mut(self.size).for_each(<[Rgb]>::reverse);
    }

    pub(crate) fn into_image(self) -> Image {
        let bytes: Vec<u8> =
            self.pixels.iter().flatten().map(|v| (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8).collect();
        let side = self.size as u32;
        Image::from_rgb8(side, side, bytes).expect("three bytes a pixel of a non-empty square")
    }
}
