//! Studio light: one soft lamp, sky and floor, and a highlight.

use super::camera::Camera;
use super::colour::Rgb;
use super::vec3::Vec3;

/// How a surface answers light; the colour is linear.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surface {
    pub(crate) colour: Rgb,
    /// Strength of the highlight.
    pub(crate) gloss: f32,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Light {
    lamp: Vec3,
    half: Vec3,
    eye: Vec3,
}

impl Light {
    /// A lamp above the camera, `side` to the right of it (negative: to the left).
    pub(crate) fn new(camera: &Camera, side: f32) -> Self {
        let lamp = camera.right * side + camera.up * 0.8 + camera.toward * 0.75;
        let lamp = lamp.unit().unwrap_or(camera.up);
        let half = (lamp + camera.toward).unit().unwrap_or(camera.up);
        Self { lamp, half, eye: camera.toward }
    }

    pub(crate) fn shade(&self, surface: Surface, normal: Vec3) -> Rgb {
        let normal = normal.unit().unwrap_or(self.eye);
        // Sheets have two sides: light the one that is seen.
        let normal = if normal.dot(self.eye) < 0.0 { normal * -1.0 } else { normal };
        let direct = normal.dot(self.lamp).max(0.0);
        let sky = 0.5 + 0.5 * normal.y;
        let diffuse = 0.22 + 0.2 * sky + 0.62 * direct;
        let glance = normal.dot(self.half).max(0.0);
        let sharp = glance * glance * glance * glance;
        let highlight = surface.gloss * sharp * sharp * sharp * sharp * sharp;
        surface.colour.map(|c| c * diffuse + highlight)
    }
}
