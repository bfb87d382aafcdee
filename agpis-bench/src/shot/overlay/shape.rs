//! Outlines of stickers and signs, in coordinates from -1 to 1.

use crate::render::canvas::Point;
use crate::stream::mix;

pub(super) fn star([x, y]: Point, points: u32) -> bool {
    let angle = libm::atan2f(y, x) * points as f32 / std::f32::consts::TAU;
    let wave = (angle.rem_euclid(1.0) - 0.5).abs() * 2.0;
    let reach = if points == 0 { 1.0 } else { 0.8 + 0.2 * wave };
    x * x + y * y < reach * reach
}

pub(super) fn rounded([x, y]: Point, aspect: f32) -> bool {
    let [dx, dy] = [(x.abs() * aspect - (aspect - 0.5)).max(0.0), (y.abs() - 0.5).max(0.0)];
    dx * dx + dy * dy < 0.25
}

pub(super) fn slanted([x, y]: Point) -> bool {
    x < 0.9 - 0.12 * y && x > -1.0
}

pub(super) fn hexagon([x, y]: Point) -> bool {
    x.abs() < 0.95 && x.abs() * 0.55 + y.abs() < 1.0
}

pub(super) fn cloud([x, y]: Point) -> bool {
    let turn = libm::atan2f(y, x) * 8.0 / std::f32::consts::TAU;
    let bulge = turn.rem_euclid(1.0) * 2.0 - 1.0;
    (x * x + y * y).sqrt() < 0.74 + 0.24 * (1.0 - bulge * bulge).max(0.0).sqrt()
}

pub(super) fn arrow([x, y]: Point) -> bool {
    y.abs() < 0.62 && x > -0.95 + 0.3 * (0.62 - y.abs()) && x < 0.98 - 0.75 * y.abs()
}

pub(super) fn leaf([x, y]: Point) -> bool {
    let [u, v] = [(x + y) * 0.7, (x - y) * 0.7];
    let inside = v.abs() < 0.95 && u.abs() < 0.52 * (1.0 - v * v);
    let vein = u.abs() < 0.045 && v < 0.6;
    inside && !vein || (u.abs() < 0.05 && (-1.3..-0.9).contains(&v))
}

/// A parcel under its bow.
pub(super) fn gift([x, y]: Point) -> bool {
    let bow = |side: f32| {
        let [u, v] = [(x * side - 0.36) / 0.36, (y + 0.72) / 0.24];
        (0.25..1.0).contains(&(u * u + v * v))
    };
    (x.abs() < 0.95 && y > -0.5 && y < 0.98) || bow(1.0) || bow(-1.0)
}

pub(super) fn ribbon_of_gift([x, y]: Point) -> bool {
    (-0.5..-0.38).contains(&y) && x.abs() < 0.95 || x.abs() < 0.1 && (-0.5..0.0).contains(&y)
}

pub(super) fn flame([x, y]: Point) -> bool {
    let [u, v] = [x / 0.86, (y - 0.28) / 0.7];
    let tongue = |middle: f32, tip: f32, wide: f32| {
        let rise = (0.3 - y) / (0.3 - tip);
        (0.0..1.0).contains(&rise) && (x - middle).abs() < wide * (1.0 - rise) * (1.0 + 0.8 * rise)
    };
    u * u + v * v < 1.0 || tongue(0.08, -1.0, 0.5) || tongue(-0.56, -0.6, 0.3) || tongue(0.62, -0.5, 0.26)
}

/// A head and shoulders in a circle of paper.
pub(super) fn head([x, y]: Point) -> bool {
    let (face, body) = (x * x + (y + 0.35) * (y + 0.35), x * x * 0.8 + (y - 0.95) * (y - 0.95) * 1.3);
    face < 0.16 || body < 0.75 && y < 0.85
}

/// Whether a module of a code is dark: 21 rows and columns inside a quiet zone.
pub(super) fn qr([x, y]: Point, text: &[u8]) -> bool {
    const MODULES: i32 = 21;
    let cell = |v: f32| ((v * 0.5 + 0.5) * 24.0 - 1.5).floor() as i32;
    let (column, row) = (cell(x), cell(y));
    if !(0..MODULES).contains(&column) || !(0..MODULES).contains(&row) {
        return false;
    }
    let finder = |left: i32, top: i32| {
        let far = (column - left - 3).abs().max((row - top - 3).abs());
        (far <= 4).then_some(far == 3 || far <= 1)
    };
    let timing = (column == 6 || row == 6).then_some((column + row) % 2 == 0);
    let data = || {
        let hash = text.iter().fold(mix(21), |hash, &byte| mix(hash ^ u64::from(byte)));
        mix(hash ^ (column + MODULES * row) as u64).is_multiple_of(2)
    };
    finder(0, 0)
        .or_else(|| finder(MODULES - 7, 0))
        .or_else(|| finder(0, MODULES - 7))
        .or(timing)
        .unwrap_or_else(data)
}

#[cfg(test)]
mod tests {
    use super::qr;

    #[test]
    fn a_code_has_three_finder_marks_in_a_quiet_zone() {
        let module = |column: usize, row: usize| {
            qr([column, row].map(|v| (v as f32 + 2.0) / 12.0 - 1.0), b"shop.example")
        };
        let mark = |left: usize, top: usize| -> Vec<bool> {
            (0..49).map(|i| module(left + i % 7, top + i / 7)).collect()
        };
        let ring = |i: usize| (i % 7).abs_diff(3).max((i / 7).abs_diff(3));
        let wanted: Vec<bool> = (0..49).map(|i| ring(i) != 2).collect();
        for (left, top) in [(0, 0), (14, 0), (0, 14)] {
            assert_eq!(mark(left, top), wanted);
        }
        assert_ne!(mark(14, 14), wanted);
        assert!((0..40).all(|i| !qr([i as f32 / 20.0 - 1.0, -0.95], b"shop.example")));
    }
}
