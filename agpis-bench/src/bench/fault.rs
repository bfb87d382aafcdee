//! Faults of single images.

mod framing;
mod shown;
mod sign;

use crate::shot::severity::{
    BLOCKS, BLUR, BRIGHT, CLUTTER, DARK, FLAT, INSET, MOTION, RESOLUTION, STRETCH, value,
};
use crate::shot::{
    Blur, Cast, Collage, Cutout, Damage, Edge, Ground, ImageMeta, Rendition, Role, Shadow, Tint,
};
use crate::stream::Stream;

/// Whether a picture of this kind can break a rule about the content of one image.
pub(crate) fn can_spoil(meta: &ImageMeta, rule: &str) -> bool {
    let whole = meta.shows_whole();
    match rule {
        "S15" => whole && meta.role != Role::Scene,
        "S10" | "S14" | "S16" | "S17" | "S19" => whole,
        // From above one cannot tell.
        "H04" => whole && meta.role != Role::Top,
        _ => true,
    }
}

/// Spoils a picture, already settled, so that it breaks `rule`, if the rule is about the content of one
/// image and this picture can break it. `strength` says how plain the fault is, from hardly visible at 0
/// to glaring at 1; `novelty` asks for the looks of overlays that are held out of training.
pub(crate) fn spoil(meta: &mut ImageMeta, rule: &str, strength: f32, novelty: bool, stream: &mut Stream) {
    if !can_spoil(meta, rule) {
        return;
    }
    let plain = strength.clamp(0.0, 1.0);
    match rule {
        "S01" | "S02" | "S03" | "S04" | "S05" | "S07" => {
            meta.overlays.extend(sign::overlay(rule, &meta.ground, plain, novelty, stream));
        }
        "S06" => collage(meta, plain, stream),
        "S08" => meta.blur = Some(blur(plain, stream)),
        "S09" => {
            meta.resolution = value(RESOLUTION, plain);
            meta.photo.subsampled = stream.chance(0.5);
        }
        "S10" => meta.cutout = Some(cutout(plain, stream)),
        "S11" => match stream.below(3) {
            0 => meta.photo.exposure = value(DARK, plain),
            1 => meta.photo.exposure = value(BRIGHT, plain),
            _ => meta.photo.contrast = value(FLAT, plain),
        },
        "S12" => {
            let colour = stream.pick(&[Cast::Yellow, Cast::Blue, Cast::Green, Cast::Pink]);
            meta.tint = Some(Tint { colour, strength: plain });
        }
        "S13" => meta.ground = clutter(plain, stream),
        "S14" => shadow(meta, plain, stream),
        "S15" => framing::shrink(meta, plain, stream),
        "S16" => framing::crop(meta, plain, stream),
        "S17" => framing::misplace(meta, plain, stream),
        "S18" => framing::add_prop(meta, plain, stream),
        "S19" => framing::add_packaging(meta, plain, stream),
        "S20" => meta.rendition = rendition(plain + stream.range(-0.1, 0.1)),
        "H01" => {
            let ratio = value(STRETCH, plain);
            meta.damage = Some(Damage::Stretched(if stream.chance(0.5) { ratio } else { 1.0 / ratio }));
        }
        "H02" => meta.damage = Some(Damage::Blocks(value(BLOCKS, plain))),
        "H03" => meta.damage = Some(Damage::ForeignLabel),
        "H04" => meta.damage = Some(Damage::UpsideDown),
        _ => {}
    }
}

fn collage(meta: &mut ImageMeta, plain: f32, stream: &mut Stream) {
    let turn = stream.range(60.0, 160.0);
    let from = |i: f32| meta.azimuth + turn * i;
    let several = plain > 0.62 && stream.chance(0.65);
    let collage = match (several, stream.chance(0.55)) {
        (true, true) => Collage::SideBySide([from(0.0), from(1.0)]),
        (true, false) => Collage::Grid([from(0.0), from(1.0), from(2.0), from(0.5)]),
        (false, _) => {
            let side = value(INSET, plain);
            let mut at = || {
                let gap = stream.range(0.01, 0.05);
                if stream.chance(0.5) { gap } else { 1.0 - side - gap }
            };
            let area = [at(), at(), side];
            Collage::Inset { area, azimuth: from(1.0), zoom: stream.pick(&[1.0, 1.8, 2.6]) }
        }
    };
    meta.collage = Some(collage);
}

fn blur(plain: f32, stream: &mut Stream) -> Blur {
    if stream.chance(0.65) {
        Blur::OutOfFocus(value(BLUR, plain))
    } else {
        Blur::Motion(value(MOTION, plain), stream.range(0.0, 180.0))
    }
}

fn cutout(plain: f32, stream: &mut Stream) -> Cutout {
    let kind = stream.pick(&[Edge::Fringe, Edge::Leftover, Edge::Jagged]);
    Cutout { kind, strength: plain, seed: stream.bits() }
}

/// As many objects as are left after those that the setting itself is worth.
fn clutter(plain: f32, stream: &mut Stream) -> Ground {
    let mut ground = Ground::setting(1, stream);
    if let Ground::Setting { scene, clutter, .. } = &mut ground {
        *clutter = (value(CLUTTER, plain) - scene.loudness() + 0.5).max(1.0) as usize;
    }
    ground
}

fn shadow(meta: &mut ImageMeta, plain: f32, stream: &mut Stream) {
    if stream.chance(0.55) {
        meta.shadow = Shadow::Hard(plain);
        return;
    }
    meta.shadow = Shadow::Mirror(plain);
    // A mirror image needs room below.
    let [_, height] = meta.extent;
    meta.scale = meta.scale.min(stream.range(0.6, 0.7));
    meta.offset[1] = meta.offset[1].min(0.28 - meta.scale * height * 0.5).max(-0.07);
}

fn rendition(plain: f32) -> Rendition {
    match plain {
        ..0.5 => Rendition::FlatDrawing,
        ..0.8 => Rendition::LineDrawing,
        _ => Rendition::Placeholder,
    }
}

#[cfg(test)]
mod tests;
