//! From the record of a picture to its pixels.

use agpis_core::Image;

use crate::product::Product;
use crate::product::look::Look;
use crate::render::camera::{self, Camera};
use crate::render::canvas::Canvas;
use crate::render::light::Light;
use crate::render::mesh::bounds;
use crate::render::raster::Raster;
use crate::render::vec3::vec3;

use super::{ImageMeta, collage, font};

/// Draws what `meta` says of `product`, `size` pixels wide and high. Equal bytes for equal arguments.
///
/// # Panics
/// If `size` is 0 or `meta` is of another product.
#[must_use]
pub fn draw(product: &Product, meta: &ImageMeta, size: u32) -> Image {
    assert_eq!(product.sku(), meta.sku, "a picture is of its own product");
    let size = size as usize;
    let mut canvas = match &meta.collage {
        None => exposed(product, meta, size),
        Some(collage) => collage::combined(product, meta, collage, size),
    };
    if let Some(blur) = meta.blur {
        blur.apply(&mut canvas);
    }
    meta.overlays.iter().for_each(|overlay| overlay.paint(&mut canvas));
    meta.photo.apply(&mut canvas);
    canvas.into_image()
}

/// How much of every pixel of `draw(product, meta, size)` the product covers, in `0.0..=1.0`, row by row: before
/// blur, and as if nothing were drawn over it. `None` of a collage, which has several shots.
///
/// # Panics
/// If `size` is 0 or `meta` is of another product.
#[must_use]
pub fn coverage(product: &Product, meta: &ImageMeta, size: u32) -> Option<Vec<f32>> {
    assert!(size > 0, "a picture has at least one pixel");
    assert_eq!(product.sku(), meta.sku, "a picture is of its own product");
    if meta.collage.is_some() {
        return None;
    }
    let size = size as usize;
    let raster = Raster::new(product.mesh(), &camera_of(product, meta), 2 * size);
    let seen = |x: usize, y: usize| f32::from(u8::from(raster.hit(y * 2 * size + x).is_some()));
    let share = |(x, y): (usize, usize)| {
        let x = 2 * if meta.mirrored { size - 1 - x } else { x };
        (seen(x, 2 * y) + seen(x + 1, 2 * y) + seen(x, 2 * y + 1) + seen(x + 1, 2 * y + 1)) / 4.0
    };
    Some((0..size * size).map(|i| share((i % size, i / size))).collect())
}

fn camera_of(product: &Product, meta: &ImageMeta) -> Camera {
    let names = product.parts();
    let close =
        meta.close.map(|close| camera::Close { part: names[close.part % names.len()], zoom: close.zoom });
    Camera::frame(product.mesh(), [meta.azimuth, meta.elevation], meta.scale, meta.offset, close)
}

/// One shot, sRGB, as the camera sees it.
pub(super) fn exposed(product: &Product, meta: &ImageMeta, size: usize) -> Canvas {
    let (mesh, camera) = (product.mesh(), camera_of(product, meta));
    let mut canvas = Canvas::new(2 * size, [1.0; 3]);
    meta.ground.paint(&mut canvas);
    cast_shadow(&mut canvas, product, &camera);
    let (low, high) = bounds(mesh.points(None));
    let look = Look::new(product.style(), meta.colourway, (high - low).length() / 1.5);
    let light = Light::new(&camera, meta.lamp);
    let raster = Raster::new(mesh, &camera, canvas.size);
    for (sample, pixel) in canvas.pixels.iter_mut().enumerate() {
        if let Some(hit) = raster.hit(sample) {
            *pixel = light.shade(look.surface(mesh.parts[hit.part].slot, &hit), hit.normal);
        }
    }
    let mut canvas = canvas.develop();
    if meta.mirrored {
        canvas.mirror();
    }
    canvas
}

/// A soft dark ellipse where the product stands.
fn cast_shadow(canvas: &mut Canvas, product: &Product, camera: &Camera) {
    let (low, high) = bounds(product.mesh().points(None));
    let middle = (low + high) * 0.5;
    let foot = camera.see(vec3(middle.x, 0.0, middle.z));
    let corners = [[low.x, low.z], [low.x, high.z], [high.x, low.z], [high.x, high.z]];
    let [mut wide, mut deep] = [0.02f32; 2];
    for [x, z] in corners {
        let seen = camera.see(vec3(x, 0.0, z));
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

/// One line of black text on white, for contact sheets.
///
/// # Panics
/// If a side is 0.
#[must_use]
pub fn lettering(text: &str, width: u32, height: u32) -> Image {
    let unit = height as f32 / (font::HEIGHT + 3.0);
    let black = |i: u32| {
        let at = [(i % width) as f32 + 0.5, (i / width) as f32 + 0.5].map(|v| v / unit - 1.5);
        font::covers(text.as_bytes(), at, 0.5)
    };
    let bytes: Vec<u8> = (0..width * height).flat_map(|i| [if black(i) { 0 } else { 255 }; 3]).collect();
    Image::from_rgb8(width, height, bytes).expect("three bytes a pixel")
}
