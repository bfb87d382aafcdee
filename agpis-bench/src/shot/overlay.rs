//! What sellers draw over pictures.

use crate::render::canvas::{Canvas, Point};
use crate::render::colour::Rgb;
use crate::render::vec3::sin_cos;

use super::font;

/// Something drawn over a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlay {
    /// What it is.
    pub kind: OverlayKind,
    /// `[x, y, width, height]` in fractions of the picture's side.
    pub area: [f32; 4],
    /// The fill, sRGB.
    pub fill: [f32; 3],
    /// Opacity of fill and ink.
    pub opacity: f32,
    /// The text and its style.
    pub text: Lettering,
}

/// What an overlay is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OverlayKind {
    /// Semi-transparent text, repeated over the whole picture.
    TiledMark,
    /// Semi-transparent text, once across the picture.
    DiagonalMark,
    /// Semi-transparent text in a ring.
    Stamp,
    /// A shop's sign.
    Logo(Emblem),
    /// Text, on a plate if its fill is visible.
    Caption {
        /// Whether there is a plate behind the text.
        plate: bool,
    },
    /// A round or many-pointed sticker with text.
    Badge {
        /// Points of the star; 0 for a round one.
        points: u32,
    },
    /// A strip along an edge with text.
    Banner,
    /// A triangle in a corner with text.
    Ribbon,
    /// A frame: how many lines, and how thick.
    Border {
        /// Number of lines.
        lines: u32,
        /// Thickness of each.
        width: f32,
    },
}

/// The shape of an added logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Emblem {
    Round,
    Shield,
    Text,
    Bird,
}

/// Text and how it is set.
#[derive(Clone, Debug, PartialEq)]
pub struct Lettering {
    /// ASCII; other characters are blank.
    pub text: String,
    /// sRGB.
    pub ink: [f32; 3],
    /// Lighter above .5, bolder below.
    pub threshold: f32,
    /// How far letters lean.
    pub slant: f32,
    /// Degrees, counter-clockwise.
    pub angle: f32,
}

/// One of nine cells of a picture, or all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    /// Column and row, `0..3` each.
    Part(u8, u8),
    /// Everywhere.
    Whole,
}

impl Overlay {
    /// Where it is.
    #[must_use]
    pub fn cell(&self) -> Cell {
        let [x, y, w, h] = self.area;
        let third = |v: f32| (v * 3.0).clamp(0.0, 2.0) as u8;
        if w * h > 0.5 { Cell::Whole } else { Cell::Part(third(x + w / 2.0), third(y + h / 2.0)) }
    }

    pub(crate) fn paint(&self, canvas: &mut Canvas) {
        let [_, _, w, h] = self.area;
        match self.kind {
            OverlayKind::TiledMark => canvas.paint(self.area, |p| self.inked(self.tiled(p))),
            OverlayKind::DiagonalMark => canvas.paint(self.area, |p| self.inked(self.line(p, w * 0.94))),
            OverlayKind::Stamp => {
                canvas.paint(self.area, |p| self.inked(self.ring(p) || self.line(p, w * 0.66)))
            }
            OverlayKind::Logo(emblem) => canvas.paint(self.area, |p| self.logo(emblem, p)),
            OverlayKind::Caption { plate } => canvas.paint(self.area, |p| self.sign(p, plate, w * 0.92)),
            OverlayKind::Banner => canvas.paint(self.area, |p| self.sign(p, true, (w * 0.9).min(h * 6.0))),
            OverlayKind::Badge { points } => {
                canvas.paint(self.area, |p| self.sign(p, self.in_star(p, points), w * 0.7));
            }
            OverlayKind::Ribbon => canvas.paint(self.area, |p| self.ribbon(p)),
            OverlayKind::Border { lines, width } => canvas.paint(self.area, |p| {
                let edge = p[0].min(p[1]).min(1.0 - p[0]).min(1.0 - p[1]);
                let line = edge / (width * 2.0);
                (line < lines as f32 && line.rem_euclid(1.0) < 0.5).then_some((self.fill, self.opacity))
            }),
        }
    }

    fn inked(&self, covered: bool) -> Option<(Rgb, f32)> {
        covered.then_some((self.text.ink, self.opacity))
    }

    /// The text where there is text, the fill where there is a plate.
    fn sign(&self, point: Point, plate: bool, width: f32) -> Option<(Rgb, f32)> {
        if self.line(point, width) {
            Some((self.text.ink, self.opacity))
        } else {
            plate.then_some((self.fill, self.opacity))
        }
    }

    fn centred(&self, [x, y]: Point) -> Point {
        let [left, top, w, h] = self.area;
        [x - left - w / 2.0, y - top - h / 2.0]
    }

    /// From the middle of the area in the direction of the text.
    fn turned(&self, point: Point) -> Point {
        let ([x, y], (sin, cos)) = (self.centred(point), sin_cos(self.text.angle));
        [x * cos - y * sin, x * sin + y * cos]
    }

    /// One line of text in the middle, as wide as given but no higher than the area.
    fn line(&self, point: Point, width: f32) -> bool {
        let letters = self.text.text.as_bytes();
        let columns = letters.len() as f32 * font::ADVANCE - 1.0;
        let unit = (width / columns).min(self.area[3] * 0.8 / font::HEIGHT);
        self.covers(self.turned(point), unit, columns)
    }

    fn covers(&self, [x, y]: Point, unit: f32, columns: f32) -> bool {
        let row = y / unit + font::HEIGHT / 2.0;
        let column = x / unit + columns / 2.0 + self.text.slant * (row - font::HEIGHT / 2.0);
        font::covers(self.text.text.as_bytes(), [column, row], self.text.threshold)
    }

    /// Lines of text a third apart, every other one shifted.
    fn tiled(&self, point: Point) -> bool {
        let letters = self.text.text.len() as f32 * font::ADVANCE + 8.0;
        let unit = 0.5 / letters;
        let [x, y] = self.turned(point);
        let height = font::HEIGHT * unit * 2.4;
        let row = (y / height).floor();
        let shift = if (row as i64) % 2 == 0 { 0.0 } else { 0.25 };
        let [x, y] = [(x + shift).rem_euclid(0.5) - 0.25, y - (row + 0.5) * height];
        self.covers([x, y], unit, letters - 9.0)
    }

    fn ring(&self, point: Point) -> bool {
        let ([x, y], radius) = (self.centred(point), self.area[2] / 2.0);
        let distance = (x * x + y * y).sqrt() / radius;
        (0.88..1.0).contains(&distance) || (0.78..0.82).contains(&distance)
    }

    fn in_star(&self, point: Point, points: u32) -> bool {
        let ([x, y], radius) = (self.centred(point), self.area[2].min(self.area[3]) / 2.0);
        let angle = libm::atan2f(y, x) * points as f32 / std::f32::consts::TAU;
        let wave = (angle.rem_euclid(1.0) - 0.5).abs() * 2.0;
        let reach = if points == 0 { 1.0 } else { 0.8 + 0.2 * wave };
        x * x + y * y < radius * radius * reach * reach
    }

    fn ribbon(&self, point: Point) -> Option<(Rgb, f32)> {
        let ([x, y], [left, top, w, h]) = (self.centred(point), self.area);
        // The triangle lies towards the nearest corner of the picture.
        let towards = |middle: f32| if middle < 0.5 { -1.0 } else { 1.0 };
        let (sx, sy) = (towards(left + w / 2.0), towards(top + h / 2.0));
        let inside = sx * x / w + sy * y / h;
        let (sin, cos) = sin_cos(45.0 * sx * sy);
        let moved = [x - 0.2 * sx * w, y - 0.2 * sy * h];
        let along = [moved[0] * cos - moved[1] * sin, moved[0] * sin + moved[1] * cos];
        let columns = self.text.text.len() as f32 * font::ADVANCE - 1.0;
        let unit = (w * 0.62 / columns).min(h * 0.3 / font::HEIGHT);
        (inside > 0.0).then(|| {
            (if self.covers(along, unit, columns) { self.text.ink } else { self.fill }, self.opacity)
        })
    }

    fn logo(&self, emblem: Emblem, point: Point) -> Option<(Rgb, f32)> {
        let ([x, y], [_, _, w, h]) = (self.centred(point), self.area);
        let [u, v] = [2.0 * x / w, 2.0 * y / h];
        let plate = match emblem {
            Emblem::Round => u * u + v * v < 1.0,
            Emblem::Shield => {
                u.abs() < 0.85 && v > -0.95 && v < 0.95 - 0.8 * u * u * u.abs() && v < 1.15 - u.abs() * 0.9
            }
            Emblem::Text => return self.sign(point, false, w),
            Emblem::Bird => {
                let wing = 0.25 - 0.9 * (u.abs() - 0.5) * (u.abs() - 0.5) * 2.0;
                return ((v + wing).abs() < 0.28 * (1.0 - u.abs()) + 0.08)
                    .then_some((self.fill, self.opacity));
            }
        };
        self.sign(point, plate, w * 0.72)
    }
}
