//! Things that do not belong in a picture, each with its own camera and light.

use super::prop::Prop;
use super::{Extra, ExtraKind, scenery};
use crate::render::camera::Camera;
use crate::render::canvas::{Canvas, Point};
use crate::render::colour::{Rgb, to_srgb};
use crate::render::light::{Finish, Light, Surface};
use crate::render::raster::Raster;
use crate::stream::Key;

/// Samples a pixel in each direction: as many as [`Canvas::paint`] takes.
const FINE: f32 = 3.0;

impl ExtraKind {
    /// Whether it is seen behind the product.
    pub(super) fn is_behind(self) -> bool {
        self == Self::Stand
    }

    /// Width over height of what is drawn.
    pub(crate) fn aspect(self) -> f32 {
        match self {
            Self::Hand | Self::Flower => 0.7,
            Self::Cup => 1.3,
            Self::Book | Self::Toy => 0.85,
            Self::Tag => 0.55,
            Self::Hanger => 1.6,
            Self::Polybag => 1.0,
            Self::Stand => 0.45,
        }
    }
}

/// Onto a developed picture.
pub(super) fn place(extra: &Extra, canvas: &mut Canvas) {
    if extra.kind == ExtraKind::Polybag {
        let salt = extra.seed;
        canvas.paint(extra.area, |point| sheen(within(extra.area, point), salt));
    } else {
        set(extra.area, extra, canvas, to_srgb);
    }
}

/// Onto the ground, in linear light; `mirrored` if the picture is flipped afterwards.
pub(super) fn place_behind(extra: &Extra, canvas: &mut Canvas, mirrored: bool) {
    let [x, y, w, h] = extra.area;
    set([if mirrored { 1.0 - x - w } else { x }, y, w, h], extra, canvas, |colour| colour);
}

fn set([x, y, w, h]: [f32; 4], extra: &Extra, canvas: &mut Canvas, store: impl Fn(Rgb) -> Rgb) {
    let side = w.max(h);
    let square = [x + (w - side) / 2.0, y + (h - side) / 2.0, side, side];
    let prop = Prop::new(extra.kind, &mut Key::new(extra.seed).child("prop", 0).stream());
    let samples = ((side * canvas.size as f32 * FINE) as usize).clamp(16, 2048);
    let camera = Camera::frame(&prop.mesh, prop.angles, 0.98, [0.0; 2], None);
    let light = Light::new(&camera, 0.4);
    let (sin, cos) = crate::render::vec3::sin_cos(prop.roll.abs());
    let shrink = 1.0 / (cos + sin * 0.6);
    let raster = Raster::new(&prop.mesh, &camera.turned(prop.roll, [shrink; 2]), samples);
    let colour = |[u, v]: Point| {
        let cell = |v: f32| ((v * samples as f32) as usize).min(samples - 1);
        raster.hit(cell(v) * samples + cell(u)).map(|hit| {
            let surface =
                Surface { colour: prop.colours[hit.part], gloss: prop.gloss, finish: Finish::Smooth };
            (store(light.shade(surface, hit.normal)), 1.0)
        })
    };
    if matches!(extra.kind, ExtraKind::Cup | ExtraKind::Book | ExtraKind::Toy) {
        let spot = [x, y + 0.86 * h, w, 0.2 * h];
        canvas.paint(spot, |point| ring_shadow(within(spot, point)));
    }
    canvas.paint(square, |point| {
        let at = within(square, point);
        if at.iter().all(|v| (0.0..1.0).contains(v)) { colour(at) } else { None }
    });
}

fn within([x, y, w, h]: [f32; 4], point: Point) -> Point {
    [(point[0] - x) / w, (point[1] - y) / h]
}

fn ring_shadow([u, v]: Point) -> Option<(Rgb, f32)> {
    let [u, v] = [2.0 * u - 1.0, 2.0 * v - 1.0];
    let far = u * u + v * v;
    (far < 1.0).then_some(([0.05; 3], 0.4 * (1.0 - far)))
}

/// A bag of clear film: a veil, broad and narrow streaks of light, small crinkles, a zip, welded edges.
fn sheen([u, v]: Point, salt: u64) -> Option<(Rgb, f32)> {
    const GREY: Rgb = [0.5, 0.53, 0.58];
    let ripple = |t: f32, salt: u64| 0.03 * scenery::noise(t * 11.0, 0.0, salt);
    let edge =
        (u - ripple(v, salt)).min(1.0 - u - ripple(v, !salt)).min(v - ripple(u, salt ^ 7)).min(1.0 - v);
    if edge < 0.0 {
        return None;
    }
    let zip = (0.1..0.125).contains(&v) || (0.145..0.16).contains(&v);
    if edge < 0.022 || zip {
        return Some((GREY, 0.6));
    }
    let shift = 0.5 * scenery::noise(0.0, 0.0, salt) - 0.25;
    let bend = 0.05 * (scenery::noise(0.0, v * 5.0, salt) - 0.5);
    let streak = |at: f32, wide: f32| {
        let off = (u + 0.45 * v + bend - at - shift) / wide;
        (1.0 - off * off).max(0.0)
    };
    let light = (0.55 * streak(0.55, 0.09)).max(0.9 * streak(0.72, 0.025)).max(0.45 * streak(1.05, 0.06));
    // Crinkles: short slanted glints, one in a few cells.
    let [a, b] = [(u + 0.6 * v) * 6.0, (v - 0.6 * u) * 6.0];
    let crinkle = scenery::noise(a, b, salt ^ 3) < 0.3 && (a.rem_euclid(1.0) - 0.5).abs() < 0.12;
    let light = if crinkle { light.max(0.7) } else { light };
    Some(([1.0; 3], 0.24 + 0.7 * light))
}
