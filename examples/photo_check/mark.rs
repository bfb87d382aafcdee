//! What is laid over a photograph: watermarks, stamps, words, badges, borders and codes.

use image::{GrayImage, Luma, Rgb, RgbImage};
use imageproc::drawing::{draw_filled_circle_mut, draw_filled_rect_mut, draw_polygon_mut};
use imageproc::geometric_transformations::{Border, translate};
use imageproc::point::Point;
use imageproc::rect::Rect;

use crate::chance::Chance;
use crate::code::{Code, SIDE};
use crate::kind::Kind;
use crate::letters::{Pose, Word, line, write};

type Colour = [u8; 3];

const WHITE: Colour = [250, 250, 250];
const INKS: [Colour; 5] = [[205, 24, 30], [232, 98, 10], [18, 82, 168], [12, 120, 70], [110, 20, 120]];
const FULL: Luma<u8> = Luma([255]);

/// The photograph with a mark of this kind; the photograph itself if the kind is none of pictures.
pub(crate) fn marked(photo: &RgbImage, kind: Kind, chance: &mut Chance) -> RgbImage {
    let mut sheet = Sheet { picture: photo.clone(), unit: photo.width().min(photo.height()) as f32 };
    match kind {
        Kind::Watermark => sheet.watermark(chance),
        Kind::Stamp => sheet.stamp(chance),
        Kind::Words => sheet.words(chance),
        Kind::Badge => sheet.badge(chance),
        Kind::Border => sheet.border(chance),
        Kind::Code => sheet.code(chance),
        _ => {}
    }
    sheet.picture
}

struct Sheet {
    picture: RgbImage,
    /// The shorter side.
    unit: f32,
}

impl Sheet {
    fn sides(&self) -> [f32; 2] {
        [self.picture.width() as f32, self.picture.height() as f32]
    }

    fn mask(&self) -> GrayImage {
        GrayImage::new(self.picture.width(), self.picture.height())
    }

    /// Covers what is in the mask.
    fn lay(&mut self, mask: &GrayImage, colour: Colour, alpha: f32) {
        for (pixel, ink) in self.picture.pixels_mut().zip(mask.pixels()) {
            let share = alpha * f32::from(ink[0]) / 255.0;
            for (channel, over) in pixel.0.iter_mut().zip(colour) {
                *channel = (f32::from(*channel) * (1.0 - share) + f32::from(over) * share).round() as u8;
            }
        }
    }

    /// Rows of one word all over, from corner to corner.
    fn watermark(&mut self, chance: &mut Chance) {
        let word = Word::new(5 + chance.below(4), chance);
        let (height, angle) = (self.unit * chance.between(0.05, 0.08), -chance.between(0.35, 0.75));
        let [width, tall] = self.sides();
        let [across, down] = [word.width * height * 1.4, height * chance.between(3.2, 4.5)];
        let reach = width.hypot(tall) / 2.0;
        let (sin, cos) = angle.sin_cos();
        let mut mask = self.mask();
        let [columns, rows] = [across, down].map(|step| (reach / step.max(1.0)).ceil().min(200.0) as i32);
        for row in -rows..=rows {
            for column in -columns..=columns {
                let shift = if row % 2 == 0 { 0.0 } else { 0.5 };
                let [x, y] = [(column as f32 + shift) * across, row as f32 * down];
                let middle = [width / 2.0 + x * cos - y * sin, tall / 2.0 + x * sin + y * cos];
                write(&mut mask, &word, Pose { middle, height, angle, weight: 0.14 });
            }
        }
        // Dark first and light beside it, so that it shows on any ground.
        let alpha = chance.between(0.22, 0.4);
        let step = (height * 0.08).ceil() as i32;
        let shadow = translate(&mask, (step, step), Border::Constant(Luma([0])));
        self.lay(&shadow, [60, 60, 60], alpha * 0.8);
        self.lay(&mask, WHITE, alpha);
    }

    /// A ring with a short word, a little askew: a maker's sign in a corner.
    fn stamp(&mut self, chance: &mut Chance) {
        let radius = self.unit * chance.between(0.09, 0.14);
        let middle = self.corner(radius * 1.25, chance);
        let (colour, angle) = (chance.pick(&INKS), chance.between(-0.5, 0.5));
        let mut mask = self.mask();
        let at = middle.map(|v| v.round() as i32);
        draw_filled_circle_mut(&mut mask, (at[0], at[1]), radius.round() as i32, FULL);
        draw_filled_circle_mut(&mut mask, (at[0], at[1]), (radius * 0.86).round() as i32, Luma([0]));
        let word = Word::new(2 + chance.below(3), chance);
        let height = 1.3 * radius / word.width.max(1.0);
        write(&mut mask, &word, Pose { middle, height, angle, weight: 0.2 });
        let below = middle[1] + radius * 0.62;
        let ends = [-1.0, 1.0].map(|side| [middle[0] + radius * 0.42 * side, below]);
        line(&mut mask, ends, radius * 0.04);
        self.lay(&mask, colour, chance.between(0.7, 0.95));
    }

    /// One or two lines of writing, on a bar or bare.
    fn words(&mut self, chance: &mut Chance) {
        let [width, tall] = self.sides();
        let height = self.unit * chance.between(0.05, 0.085);
        let lines = 1 + chance.below(2);
        let block = height * (1.7 * lines as f32 + 0.7);
        let top = if chance.below(2) == 0 { 0.0 } else { tall - block };
        let on_bar = chance.below(3) > 0;
        let ink = if on_bar { WHITE } else { chance.pick(&INKS) };
        if on_bar {
            let mut bar = self.mask();
            fill(&mut bar, [0.0, top, width, block]);
            let colour = chance.pick(&INKS);
            self.lay(&bar, colour, chance.between(0.65, 0.95));
        }
        let mut mask = self.mask();
        for row in 0..lines {
            let y = top + height * (1.2 + 1.7 * row as f32);
            let room = (width * 0.9 / height / 0.75) as usize;
            let mut left = width * 0.05;
            let mut letters = room.clamp(2, 14);
            while letters > 1 {
                let word = Word::new((2 + chance.below(6)).min(letters), chance);
                letters = letters.saturating_sub((word.width / 0.75) as usize + 1);
                let middle = [left + word.width * height / 2.0, y];
                left += (word.width + 0.7) * height;
                write(&mut mask, &word, Pose { middle, height, angle: 0.0, weight: 0.17 });
            }
        }
        self.lay(&mask, ink, 1.0);
    }

    /// A star with many points and a short word on it.
    fn badge(&mut self, chance: &mut Chance) {
        let radius = self.unit * chance.between(0.12, 0.19);
        let middle = self.corner(radius * 1.1, chance);
        let points = 10 + chance.below(8);
        let corner = |i: usize| {
            let angle = std::f32::consts::PI * i as f32 / points as f32;
            let far = if i.is_multiple_of(2) { radius } else { radius * 0.84 };
            [middle[0] + far * angle.cos(), middle[1] + far * angle.sin()].map(|v| v.round() as i32)
        };
        let mut outline: Vec<Point<i32>> =
            (0..2 * points).map(corner).map(|[x, y]| Point::new(x, y)).collect();
        outline.dedup();
        let mut mask = self.mask();
        // A polygon must not end where it began.
        while outline.len() > 1 && outline.first() == outline.last() {
            outline.pop();
        }
        if outline.len() > 2 {
            draw_polygon_mut(&mut mask, &outline, FULL);
        } else {
            let at = middle.map(|v| v.round() as i32);
            draw_filled_circle_mut(&mut mask, (at[0], at[1]), radius.ceil() as i32, FULL);
        }
        let colour = chance.pick(&INKS[..2]);
        self.lay(&mask, colour, 1.0);
        let word = Word::new(2 + chance.below(2), chance);
        let mut letters = self.mask();
        let height = radius / word.width.max(1.0);
        write(&mut letters, &word, Pose { middle, height, angle: chance.between(-0.25, 0.25), weight: 0.2 });
        self.lay(&letters, [255, 240, 120], 1.0);
    }

    /// A frame along the rim.
    fn border(&mut self, chance: &mut Chance) {
        let thick = (self.unit * chance.between(0.025, 0.06)).ceil();
        let [width, tall] = self.sides();
        let mut mask = self.mask();
        for area in [
            [0.0, 0.0, width, thick],
            [0.0, tall - thick, width, thick],
            [0.0, 0.0, thick, tall],
            [width - thick, 0.0, thick, tall],
        ] {
            fill(&mut mask, area);
        }
        let colour = chance.pick(&INKS);
        self.lay(&mask, colour, 1.0);
    }

    /// A square that looks like a QR code, on its light ground.
    fn code(&mut self, chance: &mut Chance) {
        let code = Code::new(chance);
        let side = self.unit * chance.between(0.2, 0.3);
        let middle = self.corner(side * 0.55, chance);
        let quiet = 2.0;
        let module = side / (SIDE as f32 + 2.0 * quiet);
        let [left, top] = middle.map(|v| v - side / 2.0);
        for (x, y, pixel) in self.picture.enumerate_pixels_mut() {
            let [x, y] = [(x as f32 + 0.5 - left) / module, (y as f32 + 0.5 - top) / module];
            let whole = SIDE as f32 + 2.0 * quiet;
            if (0.0..whole).contains(&x) && (0.0..whole).contains(&y) {
                let dark = code.is_dark(x - quiet, y - quiet);
                *pixel = Rgb(if dark { [12, 12, 12] } else { WHITE });
            }
        }
    }

    /// So far from a corner of the picture.
    fn corner(&self, distance: f32, chance: &mut Chance) -> [f32; 2] {
        self.sides().map(|side| if chance.below(2) == 0 { distance } else { side - distance })
    }
}

fn fill(mask: &mut GrayImage, [x, y, width, height]: [f32; 4]) {
    let size = [width, height].map(|v| (v.round() as u32).max(1));
    let rect = Rect::at(x.round() as i32, y.round() as i32).of_size(size[0], size[1]);
    draw_filled_rect_mut(mask, rect, FULL);
}
