//! The pixels of a cut-out, small enough for the picture it goes into.

use super::Photo;
use super::lab;
use super::mask::{Mask, linear};
use crate::render::canvas::Point;
use crate::render::colour::Rgb;
use crate::render::vec3::sin_cos;

/// Colours in linear light, multiplied by how much is covered; and that.
type Pixel = [f32; 4];

/// A product, or a whole photograph, as a picture with transparent parts.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    width: usize,
    height: usize,
    /// Pixels along the longer side, before rounding.
    long: f32,
    /// Width and height, the longer one 1.
    proportions: [f32; 2],
    /// Whether it goes on at its edges.
    opaque: bool,
    pixels: Vec<Pixel>,
}

impl Layer {
    /// About `wanted` pixels along the longer side, or fewer if there are no more; a photograph without
    /// a mask gives the square in its middle.
    pub(super) fn of(photo: &Photo, wanted: f32, turn: f32) -> Self {
        let [left, right, top, bottom] = bounds(photo);
        let (wide, high) = (right - left + 1, bottom - top + 1);
        let factor = ((wide.max(high) as f32 / wanted.max(1.0)) as usize).max(1);
        let (width, height) = (wide.div_ceil(factor), high.div_ceil(factor));
        let block = |i: usize| {
            let (x, y) = (left + i % width * factor, top + i / width * factor);
            let ends = [(x + factor).min(right + 1), (y + factor).min(bottom + 1)];
            turned(mean(photo, [x, y], ends, (factor * factor) as f32), turn)
        };
        let pixels = (0..width * height).map(block).collect();
        let long = wide.max(high) as f32;
        let proportions = [wide as f32 / long, high as f32 / long];
        let opaque = photo.mask.is_none();
        Self { width, height, long: long / factor as f32, proportions, opaque, pixels }
    }

    pub(super) fn proportions(&self) -> [f32; 2] {
        self.proportions
    }

    /// At fractions of the longer side from the middle.
    pub(super) fn at(&self, [x, y]: Point) -> Pixel {
        let place = |v: f32, share: f32| (v + 0.5 * share) * self.long - 0.5;
        let (x, y) = (place(x, self.proportions[0]), place(y, self.proportions[1]));
        if !self.opaque && (x < -1.0 || y < -1.0 || x > self.width as f32 || y > self.height as f32) {
            return [0.0; 4];
        }
        let (column, row) = (x.floor(), y.floor());
        let (u, v) = (x - column, y - row);
        let corner = |dx: i64, dy: i64, weight: f32| {
            self.pixel(column as i64 + dx, row as i64 + dy).map(|c| c * weight)
        };
        let corners = [
            corner(0, 0, (1.0 - u) * (1.0 - v)),
            corner(1, 0, u * (1.0 - v)),
            corner(0, 1, (1.0 - u) * v),
            corner(1, 1, u * v),
        ];
        [0, 1, 2, 3].map(|c| corners.iter().map(|corner| corner[c]).sum())
    }

    fn pixel(&self, x: i64, y: i64) -> Pixel {
        let outside = |v: i64, of: usize| !(0..of as i64).contains(&v);
        if !self.opaque && (outside(x, self.width) || outside(y, self.height)) {
            return [0.0; 4];
        }
        let clamped = |v: i64, of: usize| v.clamp(0, of as i64 - 1) as usize;
        self.pixels[clamped(y, self.height) * self.width + clamped(x, self.width)]
    }
}

/// How colourful the product is: the mean distance of its colours from grey.
pub(super) fn chroma(photo: &Photo) -> f32 {
    let layer = Layer::of(photo, 64.0, 0.0);
    let (sum, covered) = layer.pixels.iter().filter_map(colour).fold((0.0, 0.0), |(sum, n), colour| {
        let [_, a, b] = lab::from_linear(colour);
        (sum + (a * a + b * b).sqrt(), n + 1.0)
    });
    if covered > 0.0 { sum / covered } else { 0.0 }
}

/// First and last column, first and last row.
fn bounds(photo: &Photo) -> [usize; 4] {
    if let Some(mask) = &photo.mask {
        return mask.bounds();
    }
    let (width, height) = (photo.image.width() as usize, photo.image.height() as usize);
    let side = width.min(height);
    let (x, y) = ((width - side) / 2, (height - side) / 2);
    [x, x + side - 1, y, y + side - 1]
}

/// Colours count by the square of their cover, so that the seam of an outline hardly does.
fn mean(photo: &Photo, [x, y]: [usize; 2], [right, bottom]: [usize; 2], whole: f32) -> Pixel {
    let width = photo.image.width() as usize;
    let (mut sum, mut weight, mut covered) = ([0.0; 3], 0.0, 0.0);
    for row in y..bottom {
        for column in x..right {
            let i = row * width + column;
            let alpha = photo.mask.as_ref().map_or(1.0, |mask: &Mask| mask.alpha()[i]);
            if alpha > 0.0 {
                let pixel = linear(&photo.image.pixels()[3 * i..3 * i + 3]);
                let by = alpha * alpha;
                sum = [0, 1, 2].map(|c| sum[c] + pixel[c] * by);
                weight += by;
                covered += alpha;
            }
        }
    }
    if weight == 0.0 {
        return [0.0; 4];
    }
    // A block at the right or the bottom may be narrower than the others.
    let alpha = if photo.mask.is_none() { 1.0 } else { covered / whole };
    [sum[0] / weight * alpha, sum[1] / weight * alpha, sum[2] / weight * alpha, alpha]
}

fn colour(pixel: &Pixel) -> Option<Rgb> {
    let [r, g, b, alpha] = *pixel;
    (alpha > 0.0).then(|| [r / alpha, g / alpha, b / alpha])
}

/// Its hue turned by some degrees: another colourway.
fn turned(pixel: Pixel, turn: f32) -> Pixel {
    let Some(colour) = colour(&pixel).filter(|_| turn != 0.0) else { return pixel };
    let ([light, a, b], (sin, cos)) = (lab::from_linear(colour), sin_cos(turn));
    let [r, g, b] =
        lab::to_linear([light, a * cos - b * sin, a * sin + b * cos]).map(|c| c.clamp(0.0, 1.0) * pixel[3]);
    [r, g, b, pixel[3]]
}
