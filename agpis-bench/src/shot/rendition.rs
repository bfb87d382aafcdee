//! What stands in place of a photograph: a card without a picture, drawings.

use super::font;
use crate::product::look::Look;
use crate::render::canvas::{Canvas, Point};
use crate::render::colour::{Rgb, scale, to_linear, to_srgb};
use crate::render::mesh::Mesh;
use crate::render::raster::{Hit, Raster};
use crate::render::vec3::vec3;

/// A grey card that says that there is no image, sRGB.
pub(super) fn card(size: usize) -> Canvas {
    const GREY: Rgb = [0.86; 3];
    let mut canvas = Canvas::new(size, GREY);
    canvas.paint([0.0, 0.0, 1.0, 1.0], |point| icon(point).then_some(([0.58; 3], 1.0)));
    let letters = b"NO IMAGE";
    let unit = 0.62 / (letters.len() as f32 * font::ADVANCE);
    let area = [0.15, 0.66, 0.7, 0.2];
    canvas.paint(area, |[x, y]| {
        font::covers(letters, [(x - 0.19) / unit, (y - 0.7) / unit], 0.4).then_some(([0.5; 3], 1.0))
    });
    canvas
}

/// A frame around two hills and a sun.
fn icon([x, y]: Point) -> bool {
    let [u, v] = [(x - 0.5) / 0.28, (y - 0.4) / 0.22];
    let far = u.abs().max(v.abs());
    let sun = (u - 0.45) * (u - 0.45) + (v + 0.4) * (v + 0.4) * 0.62 < 0.035;
    let hill = |middle: f32, top: f32, slope: f32| v > top + (u - middle).abs() * slope;
    far < 1.0 && (far > 0.88 || sun || v < 0.7 && (hill(-0.3, -0.35, 1.5) || hill(0.4, 0.05, 1.2)))
}

/// Dark outlines on white paper.
pub(super) fn lines(canvas: &mut Canvas, raster: &Raster) {
    canvas.pixels.fill([0.96; 3]);
    outlined(canvas, &facets(raster, canvas.size));
}

/// Flat colours in two tones, outlined.
pub(super) fn flat(canvas: &mut Canvas, raster: &Raster, mesh: &Mesh, look: &Look) {
    let facets = facets(raster, canvas.size);
    let lamp = vec3(0.5, 0.7, 0.5);
    for (pixel, hit) in canvas.pixels.iter_mut().zip(&facets) {
        if let Some(hit) = hit {
            let colour = to_srgb(look.surface(mesh.parts[hit.part].slot, hit).colour);
            let step = colour.map(|c| (c * 4.0 + 0.5).floor() / 4.0);
            let lit = hit.normal.dot(lamp) > 0.35;
            *pixel = scale(to_linear(step), if lit { 1.0 } else { 0.62 });
        }
    }
    outlined(canvas, &facets);
}

fn facets(raster: &Raster, size: usize) -> Vec<Option<Hit>> {
    (0..size * size).map(|sample| raster.hit(sample)).collect()
}

/// Dark where the part changes or the surface bends.
fn outlined(canvas: &mut Canvas, facets: &[Option<Hit>]) {
    let size = canvas.size;
    let differ = |a: &Option<Hit>, b: &Option<Hit>| match (a, b) {
        (Some(a), Some(b)) => a.part != b.part || bent(a, b),
        (a, b) => a.is_some() != b.is_some(),
    };
    let mut dark = vec![false; facets.len()];
    for y in 1..size {
        for x in 1..size {
            let i = y * size + x;
            let edge = differ(&facets[i], &facets[i - 1]) || differ(&facets[i], &facets[i - size]);
            for near in [i, i - 1, i - size] {
                dark[near] |= edge;
            }
        }
    }
    for (pixel, dark) in canvas.pixels.iter_mut().zip(dark) {
        if dark {
            *pixel = [0.012; 3];
        }
    }
}

fn bent(a: &Hit, b: &Hit) -> bool {
    let lengths = a.normal.length() * b.normal.length();
    a.normal.dot(b.normal) < 0.82 * lengths
}
