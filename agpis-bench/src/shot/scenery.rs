//! Settings, and the things that lie about in them.

use crate::render::canvas::{Canvas, Point};
use crate::render::colour::{Rgb, blend, hsv, rgb, scale, to_linear};
use crate::render::vec3::sin_cos;
use crate::stream::{Key, Stream, mix};

use super::Scene;

pub(super) fn paint(canvas: &mut Canvas, scene: Scene, seed: u64) {
    let stream = &mut Key::new(seed).child("scene", 0).stream();
    match scene {
        Scene::WoodenFloor => wooden_floor(canvas, stream),
        Scene::PatternedCloth => patterned_cloth(canvas, stream),
        Scene::Shelves => shelves(canvas, stream),
        Scene::Grass => grass(canvas, stream),
    }
}

/// A number in `0.0..1.0` for every cell of a grid.
pub(super) fn noise(x: f32, y: f32, salt: u64) -> f32 {
    let cell = (x.floor() as i64 as u64) ^ (y.floor() as i64 as u64).rotate_left(32);
    (mix(cell ^ salt) >> 40) as f32 / (1u64 << 24) as f32
}

fn wooden_floor(canvas: &mut Canvas, stream: &mut Stream) {
    let (horizon, salt, turn) = (stream.range(0.25, 0.55), stream.bits(), stream.range(-0.3, 0.3));
    let wall = to_linear(hsv(stream.unit(), stream.range(0.05, 0.3), stream.range(0.6, 0.95)));
    let woods = [rgb(168, 112, 62), rgb(120, 76, 44), rgb(205, 160, 108), rgb(142, 120, 100)];
    let wood = to_linear(stream.pick(&woods));
    canvas.fill(|[x, y]| {
        if y < horizon {
            return scale(wall, 0.85 + 0.15 * y / horizon);
        }
        let depth = 1.0 / (y - horizon + 0.16);
        let across = ((x - 0.5) * depth + turn * depth) * 2.2;
        let along = depth * 1.4 + 7.0 * noise(across, 0.0, salt);
        let joint = across.rem_euclid(1.0) < 0.06 || along.rem_euclid(1.0) < 0.03;
        let tone = 0.72 + 0.4 * noise(across, along, salt) + 0.14 * noise(across * 9.0, along * 1.5, !salt);
        scale(wood, if joint { 0.4 } else { tone })
    });
}

fn patterned_cloth(canvas: &mut Canvas, stream: &mut Stream) {
    let hue = stream.unit();
    let ground = to_linear(hsv(hue, stream.range(0.3, 0.85), stream.range(0.45, 0.9)));
    let figure = to_linear(hsv(hue + stream.range(0.3, 0.7), stream.range(0.1, 0.8), stream.range(0.7, 1.0)));
    let (kind, pitch, (sin, cos)) =
        (stream.below(4), stream.range(5.0, 12.0), sin_cos(stream.range(-50.0, 50.0)));
    let salt = stream.bits();
    canvas.fill(|[x, y]| {
        let [u, v] = [(x * cos - y * sin) * pitch, (x * sin + y * cos) * pitch];
        let [cu, cv] = [u.rem_euclid(1.0) - 0.5, v.rem_euclid(1.0) - 0.5];
        let share = match kind {
            0 => 0.5 * (f32::from(u8::from(cu < 0.0)) + f32::from(u8::from(cv < 0.0))),
            1 => f32::from(u8::from(cu * cu + cv * cv < 0.05 + 0.1 * noise(u, v, salt))),
            2 => f32::from(u8::from((v + 0.25 * (cu.abs() * 4.0 - 1.0)).rem_euclid(1.0) < 0.5)),
            _ => f32::from(u8::from((cu.abs() * cv.abs() > 0.02) && cu * cu + cv * cv < 0.2)),
        };
        blend(ground, figure, share)
    });
}

fn shelves(canvas: &mut Canvas, stream: &mut Stream) {
    let wall = to_linear(hsv(stream.unit(), stream.range(0.0, 0.35), stream.range(0.5, 0.9)));
    let board =
        to_linear(stream.pick(&[rgb(120, 78, 46), rgb(225, 222, 214), rgb(70, 60, 56), rgb(190, 150, 104)]));
    let (rows, shift, salt) = (stream.range(2.2, 3.6), stream.unit(), stream.bits());
    canvas.fill(|[x, y]| {
        let level = y * rows + shift;
        let (row, height) = (level.floor(), 1.0 - level.rem_euclid(1.0));
        if height < 0.12 {
            return board;
        }
        let slot = x * 9.0 + 3.0 * noise(row, 0.0, salt);
        let (pick, tall) = (noise(slot, row, salt), 0.45 + 0.5 * noise(slot, row, !salt));
        if pick < 0.18 || height - 0.12 > tall * 0.88 || slot.rem_euclid(1.0) < 0.08 {
            return scale(wall, 0.6 + 0.3 * (1.0 - height));
        }
        to_linear(hsv(
            pick * 7.0,
            0.25 + 0.6 * noise(slot, row, salt ^ 5),
            0.35 + 0.55 * noise(slot, row, salt ^ 9),
        ))
    });
}

fn grass(canvas: &mut Canvas, stream: &mut Stream) {
    let (horizon, salt) = (stream.range(-0.1, 0.45), stream.bits());
    let sky = to_linear(hsv(stream.range(0.52, 0.62), stream.range(0.1, 0.5), stream.range(0.75, 1.0)));
    let green = to_linear(hsv(stream.range(0.2, 0.36), stream.range(0.5, 0.8), stream.range(0.35, 0.65)));
    canvas.fill(|[x, y]| {
        let edge = horizon + 0.03 * noise(x * 60.0, 0.0, salt);
        if y < edge {
            return scale(sky, 0.85 + 0.3 * y);
        }
        let near = 0.4 + (y - edge);
        let blade = noise(x * 70.0 / near + y * 9.0, y * 16.0 / near, salt);
        let patch = noise(x * 9.0, y * 7.0 / near, !salt);
        scale(green, 0.45 + 0.8 * blade + 0.25 * patch)
    });
}

/// Unrelated things: balls, books and bars in loud colours.
pub(super) fn strew(canvas: &mut Canvas, seed: u64, count: usize) {
    let stream = &mut Key::new(seed).child("clutter", 0).stream();
    for _ in 0..count {
        let centre = [stream.range(0.0, 1.0), stream.range(0.05, 1.0)];
        let half = [stream.range(0.04, 0.13), stream.range(0.04, 0.13)];
        let colour = to_linear(hsv(stream.unit(), stream.range(0.3, 0.95), stream.range(0.25, 0.95)));
        let mark = to_linear(hsv(stream.unit(), stream.range(0.0, 0.6), stream.range(0.5, 1.0)));
        let (round, turn) = (stream.chance(0.4), sin_cos(stream.range(-40.0, 40.0)));
        let reach = half[0] + half[1];
        let area = [centre[0] - reach, centre[1] - reach, 2.0 * reach, 2.0 * reach];
        canvas.paint(area, |point| {
            thing(point, centre, half, turn, round).map(|lit| (lit_by(colour, mark, lit), 1.0))
        });
    }
}

fn lit_by(colour: Rgb, mark: Rgb, lit: f32) -> Rgb {
    if lit < 0.0 { mark } else { scale(colour, 0.35 + 0.75 * lit) }
}

/// How well lit a point of a thing is, negative on its mark.
fn thing([x, y]: Point, centre: Point, half: Point, (sin, cos): (f32, f32), round: bool) -> Option<f32> {
    let [dx, dy] = [x - centre[0], y - centre[1]];
    let [u, v] = [(dx * cos - dy * sin) / half[0], (dx * sin + dy * cos) / half[1]];
    match round {
        true => {
            (u * u + v * v < 1.0).then(|| 1.0 - 0.5 * ((u + 0.4) * (u + 0.4) + (v + 0.4) * (v + 0.4)).sqrt())
        }
        false if u.abs().max(v.abs()) >= 1.0 => None,
        false if u.abs() < 0.7 && (v + 0.3).abs() < 0.2 => Some(-1.0),
        false => Some(0.7 - 0.2 * v),
    }
}
