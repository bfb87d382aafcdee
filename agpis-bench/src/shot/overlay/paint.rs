//! Painting an overlay: where it has ink, and where its fill.

use super::{Emblem, Outline, Overlay, OverlayKind, shape};
use crate::render::canvas::{Canvas, Point};
use crate::render::colour::Rgb;
use crate::render::vec3::sin_cos;
use crate::shot::font;

type Ink = Option<(Rgb, f32)>;

impl Overlay {
    pub(crate) fn paint(&self, canvas: &mut Canvas) {
        canvas.paint(self.area, |point| self.ink(point));
    }

    fn ink(&self, p: Point) -> Ink {
        let [_, _, w, h] = self.area;
        match self.kind {
            OverlayKind::TiledMark => self.inked(self.tiled(p)),
            OverlayKind::DiagonalMark => self.inked(self.line(p, w * 0.94)),
            OverlayKind::Stamp => self.inked(self.ring(p) || self.line(p, w * 0.66)),
            OverlayKind::RimMark => self.inked(self.along_rim(p)),
            OverlayKind::Logo(emblem) => self.logo(emblem, p),
            OverlayKind::Caption { plate } => self.sign(p, plate, w * 0.92),
            OverlayKind::Phone | OverlayKind::WebAddress => {
                self.sign(p, shape::rounded(self.unit(p), w / h), w * 0.9)
            }
            OverlayKind::Banner => self.sign(p, true, (w * 0.9).min(h * 6.0)),
            OverlayKind::PriceStrip => self.sign(p, shape::slanted(self.unit(p)), w * 0.76),
            OverlayKind::Badge { points } => self.sign(p, shape::star(self.unit(p), points), w * 0.7),
            OverlayKind::Label(outline) => self.label(outline, p),
            OverlayKind::Ribbon => self.ribbon(p),
            OverlayKind::Border { lines, width } => {
                let edge = p[0].min(p[1]).min(1.0 - p[0]).min(1.0 - p[1]);
                let line = edge / (width * 2.0);
                (line < lines as f32 && line.rem_euclid(1.0) < 0.5).then_some((self.fill, self.opacity))
            }
            OverlayKind::QrCode => {
                let dark = shape::qr(self.unit(p), self.text.text.as_bytes());
                Some((if dark { self.text.ink } else { self.fill }, self.opacity))
            }
            OverlayKind::SellerCard => self.card(p),
        }
    }

    fn inked(&self, covered: bool) -> Ink {
        covered.then_some((self.text.ink, self.opacity))
    }

    /// The text where there is text, the fill where there is a plate.
    fn sign(&self, point: Point, plate: bool, width: f32) -> Ink {
        if self.line(point, width) { self.inked(true) } else { plate.then_some((self.fill, self.opacity)) }
    }

    fn centred(&self, [x, y]: Point) -> Point {
        let [left, top, w, h] = self.area;
        [x - left - w / 2.0, y - top - h / 2.0]
    }

    /// From -1 to 1 across the area.
    fn unit(&self, point: Point) -> Point {
        let ([x, y], [_, _, w, h]) = (self.centred(point), self.area);
        [2.0 * x / w, 2.0 * y / h]
    }

    /// From the middle of the area in the direction of the text.
    fn turned(&self, point: Point) -> Point {
        let ([x, y], (sin, cos)) = (self.centred(point), sin_cos(self.text.angle));
        [x * cos - y * sin, x * sin + y * cos]
    }

    /// One line of text in the middle, as wide as given but no higher than the area.
    fn line(&self, point: Point, width: f32) -> bool {
        self.line_at(self.turned(point), width, self.area[3] * 0.8)
    }

    fn line_at(&self, from_middle: Point, width: f32, height: f32) -> bool {
        let columns = self.columns();
        self.covers(from_middle, (width / columns).min(height / font::HEIGHT), columns)
    }

    fn columns(&self) -> f32 {
        self.text.text.len() as f32 * font::ADVANCE - 1.0
    }

    fn covers(&self, [x, y]: Point, unit: f32, columns: f32) -> bool {
        let row = y / unit + font::HEIGHT / 2.0;
        let column = x / unit + columns / 2.0 + self.text.slant * (row - font::HEIGHT / 2.0);
        font::covers_in(self.text.face, self.text.text.as_bytes(), [column, row], self.text.threshold)
    }

    /// Lines of text a third apart, every other one shifted.
    fn tiled(&self, point: Point) -> bool {
        let letters = self.columns() + 9.0;
        let unit = 0.5 / letters;
        let [x, y] = self.turned(point);
        let height = font::HEIGHT * unit * 2.4;
        let row = (y / height).floor();
        let shift = if (row as i64) % 2 == 0 { 0.0 } else { 0.25 };
        let [x, y] = [(x + shift).rem_euclid(0.5) - 0.25, y - (row + 0.5) * height];
        self.covers([x, y], unit, letters - 9.0)
    }

    /// Along the nearest edge, letters upright at the top and the bottom.
    fn along_rim(&self, [x, y]: Point) -> bool {
        const INSET: f32 = 0.06;
        let unit = 0.075 / font::HEIGHT;
        let pitch = (self.columns() + 9.0) * unit;
        let (right, low) = (x > 0.5, y > 0.5);
        let (aside, level) = (if right { 1.0 - x } else { x }, if low { 1.0 - y } else { y });
        let (along, off) = if level < aside {
            (x, if low { INSET - level } else { level - INSET })
        } else if right {
            (y, aside - INSET)
        } else {
            (-y, aside - INSET)
        };
        off.abs() < INSET && self.covers([along.rem_euclid(pitch) - pitch / 2.0, off], unit, self.columns())
    }

    fn ring(&self, point: Point) -> bool {
        let ([x, y], radius) = (self.centred(point), self.area[2] / 2.0);
        let distance = (x * x + y * y).sqrt() / radius;
        (0.88..1.0).contains(&distance) || (0.78..0.82).contains(&distance)
    }

    fn ribbon(&self, point: Point) -> Ink {
        let ([x, y], [left, top, w, h]) = (self.centred(point), self.area);
        // The triangle lies towards the nearest corner of the picture.
        let towards = |middle: f32| if middle < 0.5 { -1.0 } else { 1.0 };
        let (sx, sy) = (towards(left + w / 2.0), towards(top + h / 2.0));
        let inside = sx * x / w + sy * y / h;
        let (sin, cos) = sin_cos(45.0 * sx * sy);
        let moved = [x - 0.2 * sx * w, y - 0.2 * sy * h];
        let along = [moved[0] * cos - moved[1] * sin, moved[0] * sin + moved[1] * cos];
        let text = self.line_at(along, w * 0.62, h * 0.3);
        (inside > 0.0).then_some((if text { self.text.ink } else { self.fill }, self.opacity))
    }

    fn logo(&self, emblem: Emblem, point: Point) -> Ink {
        let ([u, v], w) = (self.unit(point), self.area[2]);
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
            Emblem::Leaf => return shape::leaf([u, v]).then_some((self.fill, self.opacity)),
            Emblem::BarredRing => {
                let bar = v.abs() < 0.26;
                let ring = (0.62..0.98).contains(&(u * u + v * v).sqrt());
                return self.sign(point, bar || ring, w * 0.8);
            }
        };
        self.sign(point, plate, w * 0.72)
    }

    fn label(&self, outline: Outline, point: Point) -> Ink {
        let (at, [_, _, w, h]) = (self.unit(point), self.area);
        let [dx, dy] = self.turned(point);
        let (inside, text) = match outline {
            Outline::Gift if shape::ribbon_of_gift(at) => return self.inked(true),
            Outline::Gift => (shape::gift(at), self.line_at([dx, dy - 0.24 * h], w * 0.84, h * 0.3)),
            Outline::Flame => (shape::flame(at), self.line_at([dx, dy - 0.2 * h], w * 0.62, h * 0.34)),
            Outline::Hexagon => (shape::hexagon(at), self.line(point, w * 0.72)),
            Outline::Cloud => (shape::cloud(at), self.line(point, w * 0.68)),
            Outline::Arrow => (shape::arrow(at), self.line_at([dx + 0.08 * w, dy], w * 0.68, h * 0.6)),
        };
        inside.then_some((if text { self.text.ink } else { self.fill }, self.opacity))
    }

    /// A head to the left of a name and a line of small print.
    fn card(&self, point: Point) -> Ink {
        let ([u, v], [_, _, w, h]) = (self.unit(point), self.area);
        let [dx, dy] = self.centred(point);
        let rim = u.abs() > 0.95 || v.abs() > 0.92;
        let name = self.line_at([dx - 0.17 * w, dy + 0.14 * h], w * 0.56, h * 0.26);
        let print = (0.18..0.34).contains(&v) || (0.5..0.66).contains(&v) && u < 0.55;
        let print = print && (-0.22..0.86).contains(&u) && (u * 9.0).rem_euclid(1.0) < 0.72;
        let face = shape::head([(u + 0.6) * 2.9, v * 1.35]);
        Some((if rim || name || print || face { self.text.ink } else { self.fill }, self.opacity))
    }
}
