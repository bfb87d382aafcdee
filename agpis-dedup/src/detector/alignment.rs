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

/// `x ↦ sx · x + tx`, `y ↦ sy · y + ty` from the first picture into the second; mirrored if `sx` is negative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Alignment {
    pub(super) sx: f32,
    pub(super) tx: f32,
    pub(super) sy: f32,
    pub(super) ty: f32,
}

impl Alignment {
    /// The one that puts `from` on `to`.
    pub(super) fn between(from: Rect, to: Rect, mirrored: bool) -> Self {
        let (sx, sy) = (to.w / from.w, to.h / from.h);
        let ty = to.y - sy * from.y;
        if mirrored {
            return Self { sx: -sx, tx: to.x + to.w + sx * from.x, sy, ty };
        }
        Self { sx, tx: to.x - sx * from.x, sy, ty }
    }

    pub(super) fn inverse(self) -> Self {
        Self { sx: 1.0 / self.sx, tx: -self.tx / self.sx, sy: 1.0 / self.sy, ty: -self.ty / self.sy }
    }

    pub(super) fn point(self, x: f32, y: f32) -> (f32, f32) {
        (self.sx * x + self.tx, self.sy * y + self.ty)
    }

    pub(super) fn rect(self, rect: Rect) -> Rect {
        let (x0, y0) = self.point(rect.x, rect.y);
        let (x1, y1) = self.point(rect.x + rect.w, rect.y + rect.h);
        Rect { x: x0.min(x1), y: y0, w: (x1 - x0).abs(), h: y1 - y0 }
    }

    /// How much larger things are in the second picture.
    pub(super) fn scale(self) -> f32 {
        (self.sx.abs() * self.sy).sqrt()
    }

    /// Moved by (dx, dy) and stretched by (zx, zy), each about what lies at (x, y) in the first picture.
    pub(super) fn adjusted(self, (x, y): (f32, f32), [dx, dy, zx, zy]: [f32; 4]) -> Self {
        let (sx, sy) = (self.sx * zx, self.sy * zy);
        Self { sx, sy, tx: self.tx + (self.sx - sx) * x + dx, ty: self.ty + (self.sy - sy) * y + dy }
    }
}

#[cfg(test)]
mod tests {
    use super::{Alignment, Rect};

    const FROM: Rect = Rect { x: 2.0, y: 3.0, w: 4.0, h: 5.0 };
    const TO: Rect = Rect { x: 10.0, y: 20.0, w: 2.0, h: 20.0 };

    #[test]
    fn puts_one_on_the_other_and_back() {
        for mirrored in [false, true] {
            let alignment = Alignment::between(FROM, TO, mirrored);
            assert_eq!(alignment.rect(FROM), TO);
            assert_eq!(alignment.inverse().rect(TO), FROM);
            assert_eq!(alignment.point(2.0, 3.0), (if mirrored { 12.0 } else { 10.0 }, 20.0));
        }
    }

    #[test]
    fn stretching_keeps_the_centre() {
        let alignment = Alignment::between(FROM, TO, true);
        let adjusted = alignment.adjusted((4.0, 5.5), [1.0, 2.0, 1.5, 0.5]);
        let (x, y) = alignment.point(4.0, 5.5);
        assert_eq!(adjusted.point(4.0, 5.5), (x + 1.0, y + 2.0));
    }

    #[test]
    fn regions_lie_inside() {
        let region = Rect { x: -5.0, y: 90.0, w: 3.0, h: 90.0 }.to_region(10, 20);
        assert_eq!((region.x, region.y, region.width, region.height), (0, 19, 1, 1));
    }
}
