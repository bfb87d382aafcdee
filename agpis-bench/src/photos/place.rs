//! Where the cut-out is in a picture.

use crate::render::canvas::Point;
use crate::render::vec3::sin_cos;
use crate::shot::ImageMeta;

/// The gap between pieces, as a share of their width.
const GAP: f32 = 0.08;
/// What close looks are at: shares of the product's width and height from its middle.
const LOOKS: [[f32; 2]; 4] = [[0.0, -0.25], [-0.22, 0.05], [0.22, 0.1], [0.0, 0.28]];

/// Where one piece is, before the picture is mirrored. Lengths on a product are fractions of its longer side,
/// from its middle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    centre: Point,
    unit: f32,
    turn: [f32; 2],
}

impl Place {
    /// All pieces of a product of these proportions, the longer one 1.
    pub(super) fn all(meta: &ImageMeta, [w, h]: [f32; 2]) -> Vec<Self> {
        let pieces = meta.pieces.max(1) as f32;
        let step = w * (1.0 + GAP);
        let group = w + step * (pieces - 1.0);
        let unit = meta.scale * meta.close.map_or(1.0, |close| close.zoom) / group.max(h);
        let (sin, cos) = sin_cos(meta.roll);
        let look = meta.close.map_or([0.0; 2], |close| LOOKS[close.part % LOOKS.len()]);
        let middle = Self { centre: [0.5 + meta.offset[0], 0.5 + meta.offset[1]], unit, turn: [sin, cos] };
        let place = |i: u32| {
            let beside = step * (i as f32 - 0.5 * (pieces - 1.0)) - look[0] * w;
            Self { centre: middle.in_picture([beside, -look[1] * h]), ..middle }
        };
        (0..meta.pieces.max(1)).map(place).collect()
    }

    /// The whole picture, of a photograph that is not cut out.
    pub(super) fn whole(meta: &ImageMeta) -> Self {
        let zoom = meta.close.map_or(1.0, |close| close.zoom.max(1.0));
        let look = meta.close.map_or([0.0; 2], |close| LOOKS[close.part % LOOKS.len()]);
        // So that the photograph still fills the picture.
        let shift = look.map(|v| (-v * zoom).clamp(-0.5 * (zoom - 1.0), 0.5 * (zoom - 1.0)));
        Self { centre: [0.5 + shift[0], 0.5 + shift[1]], unit: zoom, turn: [0.0, 1.0] }
    }

    pub(super) fn unit(&self) -> f32 {
        self.unit
    }

    /// From the picture to the product.
    pub(super) fn on_product(&self, [x, y]: Point) -> Point {
        let ([x, y], [sin, cos]) = ([x - self.centre[0], y - self.centre[1]], self.turn);
        [(x * cos + y * sin) / self.unit, (y * cos - x * sin) / self.unit]
    }

    /// From the product to the picture.
    pub(super) fn in_picture(&self, [x, y]: Point) -> Point {
        let [sin, cos] = self.turn;
        [self.centre[0] + self.unit * (x * cos - y * sin), self.centre[1] + self.unit * (y * cos + x * sin)]
    }

    /// What a part of the product, `[left, top, right, bottom]`, takes up in the picture.
    pub(super) fn area(&self, [left, top, right, bottom]: [f32; 4]) -> [f32; 4] {
        hull([[left, top], [right, top], [left, bottom], [right, bottom]].map(|q| self.in_picture(q)))
    }

    /// The part of the product that the picture has room for.
    pub(super) fn seen(&self) -> [f32; 4] {
        hull([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]].map(|p| self.on_product(p)))
    }
}

fn hull(points: [Point; 4]) -> [f32; 4] {
    points.iter().fold([f32::MAX, f32::MAX, f32::MIN, f32::MIN], |[l, t, r, b], &[x, y]| {
        [l.min(x), t.min(y), r.max(x), b.max(y)]
    })
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn there_and_back() {
        let (sin, cos) = crate::render::vec3::sin_cos(20.0);
        let place = Place { centre: [0.4, 0.6], unit: 0.7, turn: [sin, cos] };
        let [x, y] = place.on_product(place.in_picture([0.3, -0.2]));
        assert!((x - 0.3).abs() < 1e-5 && (y + 0.2).abs() < 1e-5, "{x} {y}");
    }
}
