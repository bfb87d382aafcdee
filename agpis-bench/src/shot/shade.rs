//! What a product casts on its ground: a soft spot, a hard shadow, a mirror image.

use super::{Cell, ImageMeta, Shadow};
use crate::render::camera::Camera;
use crate::render::canvas::Canvas;
use crate::render::colour::{blend, scale};
use crate::render::mesh::{Mesh, bounds};
use crate::render::raster::Raster;
use crate::render::vec3::vec3;

/// A soft dark ellipse where the product stands.
pub(super) fn soft(canvas: &mut Canvas, mesh: &Mesh, camera: &Camera, on_its_head: bool) {
    let (low, high) = bounds(mesh.points(None));
    let middle = (low + high) * 0.5;
    let foot_at = if on_its_head { high.y } else { 0.0 };
    let foot = camera.see(vec3(middle.x, foot_at, middle.z));
    let corners = [[low.x, low.z], [low.x, high.z], [high.x, low.z], [high.x, high.z]];
    let [mut wide, mut deep] = [0.02f32; 2];
    for [x, z] in corners {
        let seen = camera.see(vec3(x, foot_at, z));
        wide = wide.max((seen.x - foot.x).abs());
        deep = deep.max((seen.y - foot.y).abs());
    }
    let deep = deep.max(wide * 0.1);
    darken(canvas, [foot.x, foot.y], [wide * 1.1, deep * 1.15]);
}

fn darken(canvas: &mut Canvas, centre: [f32; 2], radii: [f32; 2]) {
    let size = canvas.size;
    let reach = |i: usize| {
        let end = |v: f32| (v * size as f32).clamp(0.0, size as f32) as usize;
        end(centre[i] - 1.6 * radii[i])..end(centre[i] + 1.6 * radii[i])
    };
    for row in reach(1) {
        for column in reach(0) {
            let [u, v] =
                [(column, 0), (row, 1)].map(|(p, i)| ((p as f32 + 0.5) / size as f32 - centre[i]) / radii[i]);
            let distance = u * u + v * v;
            if distance < 2.5 {
                // Fades to nothing at the edge of the ellipse's surroundings.
                let fade = (1.0 - distance / 2.5) * (1.0 - distance / 2.5);
                let pixel = &mut canvas.pixels[row * size + column];
                *pixel = pixel.map(|c| c * (1.0 - 0.55 * fade));
            }
        }
    }
}

/// The silhouette on a wall close behind, away from the lamp: where the product will not hide it.
pub(super) fn hard(canvas: &mut Canvas, raster: &Raster, lamp: f32, strength: f32) {
    let side = canvas.size as i64;
    let away = if lamp > 0.0 { 1.0 } else { -1.0 } * side as f32;
    let (dx, dy) =
        ((away * (0.03 + 0.09 * strength)) as i64, (side as f32 * (0.015 + 0.03 * strength)) as i64);
    for y in 0..side {
        for x in 0..side {
            let from = [x + dx, y - dy];
            if from.iter().all(|v| (0..side).contains(v))
                && raster.hit((from[1] * side + from[0]) as usize).is_some()
            {
                let pixel = &mut canvas.pixels[(y * side + x) as usize];
                *pixel = scale(*pixel, 0.8 - 0.68 * strength);
            }
        }
    }
}

/// What is above the foot line, faded, below it; `canvas` already shows the product.
pub(super) fn mirror(canvas: &mut Canvas, raster: &Raster, strength: f32) {
    let size = canvas.size;
    let seen = |row: usize| (0..size).any(|x| raster.hit(row * size + x).is_some());
    let Some(foot) = (0..size).rev().find(|&row| seen(row)) else { return };
    let (foot, reach) = (foot + 1, (size as f32 * (0.2 + 0.3 * strength)) as usize);
    for below in 0..reach.min(size - foot).min(foot) {
        let fade = (0.2 + 0.65 * strength) * (1.0 - below as f32 / reach as f32);
        for x in 0..size {
            let above = (foot - 1 - below) * size + x;
            if raster.hit(above).is_some() {
                let pixel = (foot + below) * size + x;
                canvas.pixels[pixel] = blend(canvas.pixels[pixel], canvas.pixels[above], fade);
            }
        }
    }
}

impl ImageMeta {
    /// On which side of the product its hard shadow or mirror image is; `None` of a soft shadow.
    #[must_use]
    pub fn shadow_cell(&self) -> Option<Cell> {
        match self.shadow {
            Shadow::Soft => None,
            Shadow::Mirror(_) => Some(Cell::Part(1, 2)),
            Shadow::Hard(_) if (self.lamp > 0.0) != self.mirrored => Some(Cell::Part(0, 1)),
            Shadow::Hard(_) => Some(Cell::Part(2, 1)),
        }
    }
}
