//! Faults of framing, and things beside the product.

use crate::shot::severity::{CUT, PUSHED, SMALL, TILTED, value};
use crate::shot::{Extra, ExtraKind, ImageMeta};
use crate::stream::Stream;

/// Below this scale a product would be too small as well.
const LEAST: f32 = 0.44;

pub(super) fn shrink(meta: &mut ImageMeta, plain: f32, stream: &mut Stream) {
    meta.scale = value(SMALL, plain);
    let room = 0.12 * (1.0 - meta.scale);
    meta.offset = [stream.range(-room, room), stream.range(-room, room)];
}

/// Moves the product over an edge, mostly one that its longer side crosses.
pub(super) fn crop(meta: &mut ImageMeta, plain: f32, stream: &mut Stream) {
    let share = value(CUT, plain);
    let axis = stream.weighted(meta.extent.iter().map(|side| side * side));
    meta.scale = stream.range(0.8, 0.98).min(1.02 / (1.0 - share));
    let [low, high] = [0, 1].map(|i| meta.frame()[axis + 2 * i]);
    let length = high - low;
    // The middle is so far from the edge that this share is beyond it.
    let offset = stream.sign() * (0.5 - length * (0.5 - share));
    meta.offset[axis] = offset;
    let across = 1 - axis;
    let room = 0.5 * (1.0 - (meta.frame()[across + 2] - meta.frame()[across])).max(0.0);
    meta.offset[across] = stream.range(-room, room) * 0.3;
}

/// Pushes the product aside or rolls the camera.
pub(super) fn misplace(meta: &mut ImageMeta, plain: f32, stream: &mut Stream) {
    if stream.chance(0.5) {
        meta.roll = stream.sign() * value(TILTED, plain);
        let [left, top, right, bottom] = meta.frame();
        let fits = 0.94 / (right - left).max(bottom - top);
        meta.scale *= fits.min(1.0);
        meta.offset = meta.offset.map(|v| v * 0.3);
        return;
    }
    let far = value(PUSHED, plain);
    let axis = if meta.extent[0] < meta.extent[1] - 0.05 { 0 } else { stream.below(2) };
    let frame = meta.frame();
    let length = (frame[axis + 2] - frame[axis]) / meta.scale;
    let room = (0.99 - 2.0 * far) / length;
    meta.scale = meta.scale.min(room.max(LEAST + 0.02));
    meta.offset[axis] = stream.sign() * far;
}

pub(super) fn add_prop(meta: &mut ImageMeta, plain: f32, stream: &mut Stream) {
    let kinds = [ExtraKind::Hand, ExtraKind::Flower, ExtraKind::Cup, ExtraKind::Book, ExtraKind::Toy];
    let kind = stream.pick(&kinds);
    let [w, h] = sides(kind, plain, stream);
    let [left, top, right, bottom] = seen(meta);
    let (overlap, side) = (0.1 + 0.4 * plain, stream.sign());
    // Beside the product, the hand from anywhere, the others rather low.
    let x = if side > 0.0 { right - overlap * w } else { left - (1.0 - overlap) * w };
    let y = if kind == ExtraKind::Hand {
        stream.range(top, bottom) - 0.5 * h
    } else {
        bottom - stream.range(0.5, 1.0) * h
    };
    let slack = if kind == ExtraKind::Hand { 0.12 } else { 0.04 };
    meta.extras.push(Extra { kind, area: inside([x, y, w, h], slack), seed: stream.bits() });
}

pub(super) fn add_packaging(meta: &mut ImageMeta, plain: f32, stream: &mut Stream) {
    let kinds = [ExtraKind::Tag, ExtraKind::Hanger, ExtraKind::Polybag, ExtraKind::Stand];
    let kind = stream.pick(&kinds);
    let [w, h] = sides(kind, plain, stream);
    if kind == ExtraKind::Stand {
        // Else the product hides it.
        meta.scale = meta.scale.min(stream.range(0.52, 0.64));
    }
    let [left, top, right, bottom] = seen(meta);
    let [x, y] = [(left + right) / 2.0, (top + bottom) / 2.0];
    let area = match kind {
        ExtraKind::Tag => {
            let aside = stream.sign() * stream.range(0.15, 0.42) * (right - left);
            [x + aside - w / 2.0, y + stream.range(-0.3, 0.3) * (bottom - top) - h / 2.0, w, h]
        }
        ExtraKind::Hanger => [x - w / 2.0, top - stream.range(0.35, 0.65) * h, w, h],
        ExtraKind::Stand => {
            let aside = stream.sign() * (0.5 * (right - left) + stream.range(-0.15, 0.2) * w);
            [x + aside - w / 2.0, bottom - stream.range(0.92, 1.0) * h, w, h]
        }
        _ => [x - w / 2.0, y - h / 2.0, w, h],
    };
    meta.extras.push(Extra { kind, area: inside(area, 0.03), seed: stream.bits() });
}

/// Width and height, the longer one as the strength says.
fn sides(kind: ExtraKind, plain: f32, stream: &mut Stream) -> [f32; 2] {
    let (longer, aspect) = (value(kind.span(), plain) * stream.range(0.97, 1.03), kind.aspect());
    [longer * aspect.min(1.0), longer / aspect.max(1.0)]
}

/// What is seen of the product: of a close look, most of the picture.
fn seen(meta: &ImageMeta) -> [f32; 4] {
    let frame = if meta.shows_whole() { meta.frame() } else { [0.15, 0.15, 0.85, 0.85] };
    frame.map(|v| v.clamp(0.0, 1.0))
}

/// Moved so that no more than `slack` of the side is beyond an edge.
fn inside([x, y, w, h]: [f32; 4], slack: f32) -> [f32; 4] {
    let fit = |at: f32, side: f32| at.min(1.0 + slack - side).max(-slack);
    [fit(x, w), fit(y, h), w, h]
}
