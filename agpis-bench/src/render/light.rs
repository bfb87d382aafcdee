//! Studio light: one soft lamp, sky and floor, a highlight, and a studio for shiny things to mirror.

use super::camera::Camera;
use super::colour::Rgb;
use super::vec3::Vec3;

/// How a surface answers light; the colour is linear.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surface {
    pub(crate) colour: Rgb,
    /// Strength of the highlight.
    pub(crate) gloss: f32,
    pub(crate) finish: Finish,
}

/// What becomes of the light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finish {
    /// Scattered, with a small highlight.
    Smooth,
    /// Scattered, with a broad highlight.
    Soft,
    /// Mirrored: dark and bright bands in the surface's own colour.
    Mirror,
    /// Let through: brighter where the light leaves, dark and bright along the outline.
    Clear,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Light {
    lamp: Vec3,
    half: Vec3,
    eye: Vec3,
    right: Vec3,
    up: Vec3,
    side: f32,
}

impl Light {
    /// A lamp above the camera, `side` to the right of it (negative: to the left).
    pub(crate) fn new(camera: &Camera, side: f32) -> Self {
        let lamp = camera.right * side + camera.up * 0.8 + camera.toward * 0.75;
        let lamp = lamp.unit().unwrap_or(camera.up);
        let half = (lamp + camera.toward).unit().unwrap_or(camera.up);
        let side = if side < 0.0 { -1.0 } else { 1.0 };
        Self { lamp, half, eye: camera.toward, right: camera.right, up: camera.up, side }
    }

    pub(crate) fn shade(&self, surface: Surface, normal: Vec3) -> Rgb {
        let normal = normal.unit().unwrap_or(self.eye);
        // Sheets have two sides: light the one that is seen.
        let normal = if normal.dot(self.eye) < 0.0 { normal * -1.0 } else { normal };
        let direct = normal.dot(self.lamp).max(0.0);
        let sky = 0.5 + 0.5 * normal.y;
        let diffuse = 0.22 + 0.2 * sky + 0.62 * direct;
        let glance = normal.dot(self.half).max(0.0);
        let broad = glance * glance * glance * glance;
        let narrow = surface.gloss * broad * broad * broad * broad * broad;
        match surface.finish {
            Finish::Smooth => surface.colour.map(|c| c * diffuse + narrow),
            Finish::Soft => {
                let sheen = surface.gloss * broad * glance * glance;
                surface.colour.map(|c| c * (diffuse + 2.0 * sheen) + 0.5 * sheen)
            }
            Finish::Mirror => {
                let seen = self.mirrored(normal);
                let own = 0.3 * diffuse + 0.62 * seen;
                surface.colour.map(|c| c * own + narrow + 0.1 * (seen - 1.1).max(0.0))
            }
            Finish::Clear => self.let_through(surface, normal, narrow),
        }
    }

    /// How bright the studio is where a mirror with this normal looks: lamps of two widths beside
    /// each other, a dark floor with a darker edge.
    fn mirrored(&self, normal: Vec3) -> f32 {
        let ahead = 2.0 * normal.dot(self.eye);
        let (across, rise) = (ahead * normal.dot(self.right) * self.side, ahead * normal.dot(self.up));
        let lamps = bump(across, 0.5, 0.3) + 0.8 * bump(across, -0.72, 0.16);
        let floor = step(-0.25, -0.6, rise);
        let edges = 0.55 * bump(across, 0.02, 0.2) + 0.5 * step(0.86, 0.98, across.abs());
        let sky = 0.35 * step(0.2, 0.75, rise);
        (0.8 + 1.15 * lamps + sky - edges) * (1.0 - 0.5 * floor)
    }

    fn let_through(&self, surface: Surface, normal: Vec3, highlight: f32) -> Rgb {
        let facing = normal.dot(self.eye);
        let (across, rise) = (normal.dot(self.right) * self.side, normal.dot(self.up));
        let leaving = 0.5 - 0.5 * (0.8 * across + 0.5 * rise);
        let rim = step(0.74, 0.45, facing) * step(0.06, 0.22, facing);
        let through = (0.54 + 0.56 * leaving) * (1.0 - 0.72 * rim);
        let window = bump(across, 0.46, 0.12).min(1.0) * step(-0.75, -0.55, rise) * step(0.75, 0.6, rise);
        let brim = 0.3 * step(0.2, 0.05, facing);
        let glare = 0.7 * window + brim + 0.2 * bump(across, -0.8, 0.06);
        surface.colour.map(|c| {
            let lit = c * through;
            // Reflections are white, but their glow takes the colour.
            lit + (0.5 + 0.5 * c - lit) * glare.min(1.0) + highlight
        })
    }
}

/// From 0 at `from` to 1 at `to`, without corners.
fn step(from: f32, to: f32, x: f32) -> f32 {
    let t = ((x - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// 1 within a third of `reach` of `middle`, 0 beyond `reach`.
fn bump(x: f32, middle: f32, reach: f32) -> f32 {
    step(reach, reach / 3.0, (x - middle).abs())
}
