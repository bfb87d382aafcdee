//! From the record of a picture to its pixels.

use agpis_core::Image;

use crate::product::Product;
use crate::product::look::Look;
use crate::render::camera::{self, Camera};
use crate::render::canvas::Canvas;
use crate::render::light::{Finish, Light, Surface};
use crate::render::mesh::{Mesh, bounds};
use crate::render::raster::Raster;

use super::damage::Sticker;
use super::{Damage, ImageMeta, Rendition, Shadow, coarse, collage, damage, extra, font, rendition, shade};

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
    finish(&mut canvas, meta);
    canvas.into_image()
}

/// Everything between the shot and the file, of renders and composites alike.
pub(crate) fn finish(canvas: &mut Canvas, meta: &ImageMeta) {
    let before = meta.extras.iter().filter(|extra| !extra.kind.is_behind());
    before.for_each(|extra| extra::place(extra, canvas));
    if let Some(blur) = meta.blur {
        blur.apply(canvas);
    }
    meta.overlays.iter().for_each(|overlay| overlay.paint(canvas));
    coarse::coarsen(canvas, meta.resolution, meta.is_blocky());
    if let Some(tint) = meta.tint {
        tint.apply(canvas);
    }
    meta.photo.apply(canvas);
    if let Some(Damage::Blocks(share)) = meta.damage {
        damage::broken(canvas, share, meta.photo.seed);
    }
}

/// How much of every pixel of `draw(product, meta, size)` the product covers, in `0.0..=1.0`, row by row:
/// before blur, and as if nothing were in front of it. Follows a product that leans, is squeezed or stands
/// on its head; not a careless outline or broken blocks. `None` of a collage, which has several shots, and
/// of a card in place of a photograph.
///
/// # Panics
/// If `size` is 0 or `meta` is of another product.
#[must_use]
pub fn coverage(product: &Product, meta: &ImageMeta, size: u32) -> Option<Vec<f32>> {
    assert!(size > 0, "a picture has at least one pixel");
    assert_eq!(product.sku(), meta.sku, "a picture is of its own product");
    if meta.collage.is_some() || meta.rendition == Rendition::Placeholder {
        return None;
    }
    let size = size as usize;
    let mesh = product.arranged(meta.pieces, meta.accessory);
    let raster = Raster::new(&mesh, &camera_of(product, &mesh, meta), 2 * size);
    let seen = |x: usize, y: usize| f32::from(u8::from(raster.hit(y * 2 * size + x).is_some()));
    let share = |(x, y): (usize, usize)| {
        let x = 2 * if meta.mirrored { size - 1 - x } else { x };
        (seen(x, 2 * y) + seen(x + 1, 2 * y) + seen(x, 2 * y + 1) + seen(x + 1, 2 * y + 1)) / 4.0
    };
    Some((0..size * size).map(|i| share((i % size, i / size))).collect())
}

/// Width and height of what a view of the whole frames, the longer one 1.
pub(crate) fn extent(product: &Product, meta: &ImageMeta) -> [f32; 2] {
    let mesh = product.arranged(meta.pieces, meta.accessory);
    Camera::proportions(&mesh, [meta.azimuth, meta.elevation])
}

fn camera_of(product: &Product, mesh: &Mesh, meta: &ImageMeta) -> Camera {
    let turn = if meta.damage == Some(Damage::UpsideDown) { 180.0 } else { 0.0 };
    framed(product, mesh, meta).turned(meta.roll + turn, meta.squeeze())
}

/// The camera before it is rolled.
pub(super) fn framed(product: &Product, mesh: &Mesh, meta: &ImageMeta) -> Camera {
    let names = product.parts();
    let close =
        meta.close.map(|close| camera::Close { part: names[close.part % names.len()], zoom: close.zoom });
    Camera::frame(mesh, [meta.azimuth, meta.elevation], meta.scale, meta.offset, close)
}

/// One shot, sRGB, as the camera sees it.
pub(super) fn exposed(product: &Product, meta: &ImageMeta, size: usize) -> Canvas {
    if meta.rendition == Rendition::Placeholder {
        return rendition::card(size);
    }
    let mesh = &*product.arranged(meta.pieces, meta.accessory);
    let camera = camera_of(product, mesh, meta);
    let mut canvas = Canvas::new(2 * size, [1.0; 3]);
    let raster = Raster::new(mesh, &camera, canvas.size);
    meta.ground.paint(&mut canvas);
    shade::soft(&mut canvas, mesh, &camera, meta.damage == Some(Damage::UpsideDown));
    if let Shadow::Hard(strength) = meta.shadow {
        shade::hard(&mut canvas, &raster, meta.lamp, strength);
    }
    let behind = meta.extras.iter().filter(|extra| extra.kind.is_behind());
    behind.for_each(|extra| extra::place_behind(extra, &mut canvas, meta.mirrored));
    let ground = meta.cutout.map(|cutout| (cutout, canvas.clone()));
    let (low, high) = bounds(product.mesh().points(None));
    let look = Look::new(product.style(), meta.colourway, (high - low).length() / 1.5);
    let light = Light::new(&camera, meta.lamp);
    let sticker = Sticker::of(meta, &raster, canvas.size);
    for (sample, pixel) in canvas.pixels.iter_mut().enumerate() {
        if let Some(hit) = raster.hit(sample) {
            let mut surface = look.surface(mesh.parts[hit.part].slot, &hit);
            let at =
                || [sample % (2 * size), sample / (2 * size)].map(|v| (v as f32 + 0.5) / (2 * size) as f32);
            if let Some(colour) = sticker.as_ref().and_then(|sticker| sticker.colour(at())) {
                surface = Surface { colour, gloss: 0.0, finish: Finish::Smooth };
            }
            *pixel = light.shade(surface, hit.normal);
        }
    }
    if let Shadow::Mirror(strength) = meta.shadow {
        shade::mirror(&mut canvas, &raster, strength);
    }
    if let Some((cutout, ground)) = ground {
        let mask: Vec<bool> = (0..canvas.pixels.len()).map(|sample| raster.hit(sample).is_some()).collect();
        cutout.rework(&mut canvas, &ground, &mask, meta.mirrored);
    }
    match meta.rendition {
        Rendition::LineDrawing => rendition::lines(&mut canvas, &raster),
        Rendition::FlatDrawing => rendition::flat(&mut canvas, &raster, mesh, &look),
        Rendition::Photo | Rendition::Placeholder => {}
    }
    let mut canvas = canvas.develop();
    if meta.mirrored {
        canvas.mirror();
    }
    canvas
}

/// One line of black text on white, for contact sheets.
///
/// # Panics
/// If a side is 0.
#[must_use]
pub fn lettering(text: &str, width: u32, height: u32) -> Image {
    let unit = height as f32 / (font::HEIGHT + 3.0);
    let black = |i: u32| {
        let at = [(i % width) as f32 + 0.5, (i / width) as f32 + 0.5].map(|v| v / unit - 1.0);
        font::covers(text.as_bytes(), at, 0.5)
    };
    let bytes: Vec<u8> = (0..width * height).flat_map(|i| [if black(i) { 0 } else { 255 }; 3]).collect();
    Image::from_rgb8(width, height, bytes).expect("three bytes a pixel")
}
