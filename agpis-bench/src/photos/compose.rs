//! Picturing a cut-out product anew, from a record like that of a render.

use agpis_core::Image;

use super::layer::Layer;
use super::place::Place;
use super::{Photo, PhotoProduct};
use crate::render::canvas::Canvas;
use crate::shot::{Collage, ImageMeta, Shadow, finish, inside, paste as paste_shot};

/// How dark a shadow is in its middle.
const SHADOW: f32 = 0.45;
/// The rim of an inset.
const RIM: f32 = 0.012;

/// What a composite shows, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct PhotoShot {
    /// Which of the product's photographs.
    pub photo: usize,
    /// Degrees by which its hues are turned: another colourway.
    pub turn: f32,
    /// The picture's record. Its angles are only as true as the photograph's role, and its SKU is a number.
    pub meta: ImageMeta,
}

/// Makes the picture of a record, `size` pixels wide and high. Equal bytes for equal arguments.
///
/// A cut-out is placed on the record's ground in the record's scale; a photograph without a mask is the
/// whole picture, ground and all. What lies over the picture is drawn in the same way and order as over a render.
///
/// # Panics
/// If `size` is 0 or the product has no photograph.
#[must_use]
pub fn compose(product: &PhotoProduct, shot: &PhotoShot, size: u32) -> Image {
    assert!(size > 0, "a picture has at least one pixel");
    assert!(!product.photos.is_empty(), "a product has at least one photograph");
    let mut canvas = match &shot.meta.collage {
        None => exposed(&product.photos[shot.photo % product.photos.len()], shot, size as usize),
        Some(collage) => combined(product, shot, collage, size as usize),
    };
    finish(&mut canvas, &shot.meta);
    canvas.into_image()
}

/// One shot, sRGB.
fn exposed(photo: &Photo, shot: &PhotoShot, size: usize) -> Canvas {
    let mut canvas = Canvas::new(2 * size, [1.0; 3]);
    let meta = &shot.meta;
    if photo.mask.is_some() {
        meta.ground.paint(&mut canvas);
        let places = Place::all(meta, proportions(photo));
        let wanted = places[0].unit() * canvas.size as f32;
        let layer = Layer::of(photo, wanted, shot.turn);
        places.iter().for_each(|place| cast_shadow(&mut canvas, place, layer.proportions(), meta));
        places.iter().for_each(|place| paste(&mut canvas, place, &layer));
    } else {
        let place = Place::whole(meta);
        let layer = Layer::of(photo, place.unit() * canvas.size as f32, shot.turn);
        paste(&mut canvas, &place, &layer);
    }
    let mut canvas = canvas.develop();
    if meta.mirrored {
        canvas.mirror();
    }
    canvas
}

/// Width and height of a product, or of a whole picture, the longer one 1.
pub(super) fn proportions(photo: &Photo) -> [f32; 2] {
    let Some(mask) = &photo.mask else { return [1.0; 2] };
    let [left, right, top, bottom] = mask.bounds();
    let (w, h) = ((right - left + 1) as f32, (bottom - top + 1) as f32);
    [w / w.max(h), h / w.max(h)]
}

fn paste(canvas: &mut Canvas, place: &Place, layer: &Layer) {
    let step = 1.0 / canvas.size as f32;
    for (i, pixel) in canvas.pixels.iter_mut().enumerate() {
        let at = [i % canvas.size, i / canvas.size].map(|v| (v as f32 + 0.5) * step);
        let [r, g, b, alpha] = layer.at(place.on_product(at));
        let through = 1.0 - alpha;
        *pixel = [r + pixel[0] * through, g + pixel[1] * through, b + pixel[2] * through];
    }
}

/// A soft dark spot where a piece stands.
fn cast_shadow(canvas: &mut Canvas, place: &Place, [w, h]: [f32; 2], meta: &ImageMeta) {
    if meta.shadow != Shadow::Soft || meta.role == crate::shot::Role::Top {
        return;
    }
    let foot = place.in_picture([0.0, 0.48 * h]);
    let radii = [0.5 * w * place.unit(), 0.07 * w.max(0.4) * place.unit()];
    let step = 1.0 / canvas.size as f32;
    for (i, pixel) in canvas.pixels.iter_mut().enumerate() {
        let at = [i % canvas.size, i / canvas.size].map(|v| (v as f32 + 0.5) * step);
        let [u, v] = [0, 1].map(|c| (at[c] - foot[c]) / radii[c]);
        let distance = u * u + v * v;
        if distance < 2.5 {
            let fade = (1.0 - distance / 2.5) * (1.0 - distance / 2.5);
            *pixel = pixel.map(|c| c * (1.0 - SHADOW * fade));
        }
    }
}

/// Several shots in one picture: other photographs where there are some, else close looks.
fn combined(product: &PhotoProduct, shot: &PhotoShot, collage: &Collage, size: usize) -> Canvas {
    let plain = ImageMeta { collage: None, close: None, ..shot.meta.clone() };
    let other = |i: usize, scale: f32, size: usize| {
        let photo = (shot.photo + i) % product.photos.len();
        let repeated = i > 0 && photo == shot.photo % product.photos.len();
        let scale = if repeated { scale * (1.0 + 0.5 * i as f32) } else { scale };
        let meta = ImageMeta { scale, ..plain.clone() };
        exposed(&product.photos[photo], &PhotoShot { photo, meta, ..shot.clone() }, size)
    };
    let mut canvas = Canvas::new(size, [1.0; 3]);
    match collage {
        Collage::SideBySide(_) => {
            for i in 0..2 {
                let (x, narrow) = (0.5 * i as f32, other(i, plain.scale * 0.55, size));
                let half = [x, 0.0, 0.5, 1.0];
                canvas.paint(half, |p| inside(p, half).then(|| (narrow.at([p[0] - x + 0.25, p[1]]), 1.0)));
            }
        }
        Collage::Grid(_) => {
            for i in 0..4 {
                let small = other(i, plain.scale, size.div_ceil(2));
                paste_shot(&mut canvas, &small, [0.5 * (i % 2) as f32, 0.5 * (i / 2) as f32, 0.5]);
            }
        }
        Collage::Inset { area, zoom, .. } => {
            canvas = exposed(&product.photos[shot.photo % product.photos.len()], shot, size);
            let small = other(1, plain.scale.max(0.6) * zoom, ((size as f32 * area[2]) as usize).max(1));
            let [x, y, side] = *area;
            let frame = [x - RIM, y - RIM, side + 2.0 * RIM, side + 2.0 * RIM];
            canvas.paint(frame, |p| inside(p, frame).then_some(([0.35; 3], 1.0)));
            paste_shot(&mut canvas, &small, *area);
        }
    }
    canvas
}
