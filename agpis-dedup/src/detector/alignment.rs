//! Where one picture lies on another.

use agpis_core::Region;

/// A rectangle between pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) w: f32,
    pub(super) h: f32,
}

impl From<Region> for Rect {
    fn from(region: Region) -> Self {
        let [x, y, w, h] = [region.x, region.y, region.width, region.height].map(|v| v as f32);
        Self { x, y, w, h }
    }
}

impl Rect {
    pub(super) fn scaled(self, (sx, sy): (f32, f32)) -> Self {
        Self { x: self.x * sx, y: self.y * sy, w: self.w * sx, h: self.h * sy }
    }

    pub(super) fn area(self) -> f32 {
        self.w * self.h
    }

    pub(super) fn iou(self, other: Self) -> f32 {
        let w = (self.x + self.w).min(other.x + other.w) - self.x.max(other.x);
        let h = (self.y + self.h).min(other.y + other.h) - self.y.max(other.y);
        let shared = w.max(0.0) * h.max(0.0);
        let union = self.area() + other.area() - shared;
        if union > 0.0 { shared / union } else { 0.0 }
    }

    /// The smallest rectangle around both.
    pub(super) fn union(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (right, bottom) =
            ((self.x + self.w).max(other.x + other.w), (self.y + self.h).max(other.y + other.h));
        Self { x, y, w: right - x, h: bottom - y }
    }

    /// The pixels nearest to it, at least one, in a picture of this size.
    pub(super) fn to_region(self, width: u32, height: u32) -> Region {
        let span = |from: f32, length: f32, size: u32| {
            let start = (from.round().max(0.0) as u32).min(size - 1);
            let end = ((from + length).round().max(0.0) as u32).clamp(start + 1, size);
            (start, end - start)
        };
        let (x, width) = span(self.x, self.w, width);
        let (y, height) = span(self.y, self.h, height);
        Region { x, y, width, height }
    }
}

/// An affine map from the first picture into the second:
/// `(x, y) ↦ (xx · x + xy · y + tx, yx · x + yy · y + ty)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Alignment {
    xx: f32,
    xy: f32,
    yx: f32,
    yy: f32,
    tx: f32,
    ty: f32,
}

/// A small change of an alignment: so many pixels right and down, factors of width and height, and a turn in
/// radians.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    pub(super) dx: f32,
    pub(super) dy: f32,
    pub(super) zx: f32,
    pub(super) zy: f32,
    pub(super) turn: f32,
}

impl Step {
    pub(super) const NONE: Self = Self { dx: 0.0, dy: 0.0, zx: 1.0, zy: 1.0, turn: 0.0 };
}

impl Alignment {
    /// Everything stays where it is.
    pub(super) const IDENTITY: Self = Self { xx: 1.0, xy: 0.0, yx: 0.0, yy: 1.0, tx: 0.0, ty: 0.0 };

    /// The one that puts `from` on `to`.
    pub(super) fn between(from: Rect, to: Rect, mirrored: bool) -> Self {
        let (sx, sy) = (to.w / from.w, to.h / from.h);
        let (xx, tx) = if mirrored { (-sx, to.x + to.w + sx * from.x) } else { (sx, to.x - sx * from.x) };
        Self { xx, xy: 0.0, yx: 0.0, yy: sy, tx, ty: to.y - sy * from.y }
    }

    fn determinant(self) -> f32 {
        self.xx * self.yy - self.xy * self.yx
    }

    pub(super) fn inverse(self) -> Self {
        let scale = 1.0 / self.determinant();
        let [xx, xy] = [self.yy * scale, -self.xy * scale];
        let [yx, yy] = [-self.yx * scale, self.xx * scale];
        Self { xx, xy, yx, yy, tx: -(xx * self.tx + xy * self.ty), ty: -(yx * self.tx + yy * self.ty) }
    }

    pub(super) fn point(self, x: f32, y: f32) -> (f32, f32) {
        (self.xx * x + self.xy * y + self.tx, self.yx * x + self.yy * y + self.ty)
    }

    /// The smallest upright rectangle around what lies in `rect` of the first picture.
    pub(super) fn rect(self, rect: Rect) -> Rect {
        let (x, y) = self.point(rect.x + rect.w / 2.0, rect.y + rect.h / 2.0);
        let w = self.xx.abs() * rect.w + self.xy.abs() * rect.h;
        let h = self.yx.abs() * rect.w + self.yy.abs() * rect.h;
        Rect { x: x - w / 2.0, y: y - h / 2.0, w, h }
    }

    /// How much larger things are in the second picture.
    pub(super) fn scale(self) -> f32 {
        self.determinant().abs().sqrt()
    }

    /// How much more things are stretched across than along.
    pub(super) fn stretch(self) -> f32 {
        self.xx.hypot(self.yx) / self.xy.hypot(self.yy)
    }

    pub(super) fn is_mirrored(self) -> bool {
        self.determinant() < 0.0
    }

    /// Changed by `step` about what lies at (x, y) in the first picture.
    pub(super) fn adjusted(self, (x, y): (f32, f32), step: Step) -> Self {
        let (sin, cos) = step.turn.sin_cos();
        let turned = |x: f32, y: f32| [cos * x - sin * y, sin * x + cos * y];
        let [xx, yx] = turned(self.xx * step.zx, self.yx * step.zx);
        let [xy, yy] = turned(self.xy * step.zy, self.yy * step.zy);
        let (to_x, to_y) = self.point(x, y);
        let tx = to_x + step.dx - (xx * x + xy * y);
        let ty = to_y + step.dy - (yx * x + yy * y);
        Self { xx, xy, yx, yy, tx, ty }
    }
}

#[cfg(test)]
mod tests {
    use super::{Alignment, Rect, Step};

    const FROM: Rect = Rect { x: 2.0, y: 3.0, w: 4.0, h: 5.0 };
    const TO: Rect = Rect { x: 10.0, y: 20.0, w: 2.0, h: 20.0 };

    fn close(a: (f32, f32), b: (f32, f32)) -> bool {
        (a.0 - b.0).abs() < 1e-3 && (a.1 - b.1).abs() < 1e-3
    }

    fn same(a: Rect, b: Rect) -> bool {
        close((a.x, a.y), (b.x, b.y)) && close((a.w, a.h), (b.w, b.h))
    }

    #[test]
    fn puts_one_on_the_other_and_back() {
        for mirrored in [false, true] {
            let alignment = Alignment::between(FROM, TO, mirrored);
            assert!(same(alignment.rect(FROM), TO) && same(alignment.inverse().rect(TO), FROM));
            assert_eq!(alignment.is_mirrored(), mirrored);
            assert!(close(alignment.point(2.0, 3.0), (if mirrored { 12.0 } else { 10.0 }, 20.0)));
        }
    }

    #[test]
    fn changes_keep_the_centre() {
        let step = Step { dx: 1.0, dy: 2.0, zx: 1.5, zy: 0.5, turn: 0.3 };
        let alignment = Alignment::between(FROM, TO, true);
        let adjusted = alignment.adjusted((4.0, 5.5), step);
        let (x, y) = alignment.point(4.0, 5.5);
        assert!(close(adjusted.point(4.0, 5.5), (x + 1.0, y + 2.0)));
        let (x, y) = adjusted.point(7.0, -2.0);
        assert!(close(adjusted.inverse().point(x, y), (7.0, -2.0)));
    }

    #[test]
    fn turning_keeps_sizes() {
        let turned = Alignment::IDENTITY.adjusted((0.0, 0.0), Step { turn: 0.2, ..Step::NONE });
        assert!((turned.scale() - 1.0).abs() < 1e-6 && (turned.stretch() - 1.0).abs() < 1e-6);
        assert!(close(turned.point(1.0, 0.0), (0.2f32.cos(), 0.2f32.sin())));
    }

    #[test]
    fn regions_lie_inside() {
        let region = Rect { x: -5.0, y: 90.0, w: 3.0, h: 90.0 }.to_region(10, 20);
        assert_eq!((region.x, region.y, region.width, region.height), (0, 19, 1, 1));
    }
}
