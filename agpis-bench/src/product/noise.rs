//! Grain of surfaces: numbers that depend on a place and on nothing else.

use crate::stream::mix;

fn bits(x: i64, y: i64, salt: u64) -> u64 {
    mix((x as u64).wrapping_mul(0x9e37_79b9) ^ (y as u64).rotate_left(32) ^ (salt << 56))
}

/// A number in `0.0..1.0` for a cell.
pub(super) fn unit(x: i64, y: i64, salt: u64) -> f32 {
    (bits(x, y, salt) >> 40) as f32 / (1u64 << 24) as f32
}

/// Two numbers in `0.0..1.0` for a cell.
fn pair(x: i64, y: i64, salt: u64) -> [f32; 2] {
    let bits = bits(x, y, salt);
    [bits & 0xffff, bits >> 48].map(|b| b as f32 / 65_536.0)
}

/// Noise without corners, one knot a unit.
pub(super) fn smooth([x, y]: [f32; 2], salt: u64) -> f32 {
    let (left, low) = (x.floor(), y.floor());
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (u, v) = (ease(x - left), ease(y - low));
    let at = |dx: i64, dy: i64| unit(left as i64 + dx, low as i64 + dy, salt);
    let mixed = |a: f32, b: f32| a + (b - a) * u;
    let (lower, upper) = (mixed(at(0, 0), at(1, 0)), mixed(at(0, 1), at(1, 1)));
    lower + (upper - lower) * v
}

/// Cells about scattered points: 0 on the seams and 1 within, and a tone of the cell.
pub(super) fn pebbles([x, y]: [f32; 2]) -> (f32, f32) {
    let (column, row) = (x.floor(), y.floor());
    let (mut first, mut second, mut tone) = (9.0f32, 9.0f32, 0.0);
    for i in 0..9 {
        let (cx, cy) = (column as i64 + i % 3 - 1, row as i64 + i / 3 - 1);
        let [jx, jy] = pair(cx, cy, 5);
        let [dx, dy] = [cx as f32 + jx - x, cy as f32 + jy - y];
        let far = dx * dx + dy * dy;
        if far < first {
            (second, first, tone) = (first, far, jx);
        } else {
            second = second.min(far);
        }
    }
    let gap = second.sqrt() - first.sqrt();
    ((gap / 0.3).min(1.0), tone)
}

/// Whether a round speck covers a point; `share` of the cells have one.
pub(super) fn flecks([x, y]: [f32; 2], salt: u64, share: f32, size: f32) -> bool {
    let (column, row) = (x.floor(), y.floor());
    let [jx, jy] = pair(column as i64, row as i64, salt);
    let [dx, dy] = [x - column - 0.25 - 0.5 * jx, y - row - 0.25 - 0.5 * jy];
    dx * dx + dy * dy < size && (jx + jy).fract() < share
}

/// Whether a short fibre covers a point.
pub(super) fn fibre([x, y]: [f32; 2], salt: u64) -> bool {
    let (column, row) = (x.floor(), y.floor());
    let [jx, jy] = pair(column as i64, row as i64, salt);
    let [dx, dy] = [x - column - 0.5, y - row - 0.3 - 0.4 * jy];
    (dy - dx * (2.0 * jx - 1.0)).abs() < 0.09 && dx.abs() < 0.38 && jy < 0.6
}
