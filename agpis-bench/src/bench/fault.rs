//! Faults of single images.

use crate::render::colour::{Rgb, hsv, rgb};
use crate::shot::{Blur, Collage, Emblem, Ground, ImageMeta, Lettering, Overlay, OverlayKind};
use crate::stream::Stream;
use crate::text::words;

/// Spoils a picture so that it breaks `rule`, if the rule is about the content of one image.
pub(super) fn spoil(meta: &mut ImageMeta, rule: &str, stream: &mut Stream) {
    match rule {
        "S01" => meta.overlays.push(watermark(&meta.ground, stream)),
        "S02" => meta.overlays.push(logo(stream)),
        "S03" => meta.overlays.push(caption(&meta.ground, stream)),
        "S04" => meta.overlays.push(promotion(stream)),
        "S05" => meta.overlays.push(border(stream)),
        "S06" => collage(meta, stream),
        "S08" => meta.blur = Some(blur(stream)),
        "S13" => meta.ground = Ground::setting(12 + stream.below(12), stream),
        "S15" => meta.scale = stream.range(0.16, 0.34),
        _ => {}
    }
}

const WHITE: Rgb = [1.0; 3];

fn loud(stream: &mut Stream) -> Rgb {
    hsv(stream.unit(), stream.range(0.6, 1.0), stream.range(0.45, 0.95))
}

fn dark(stream: &mut Stream) -> Rgb {
    hsv(stream.unit(), stream.range(0.0, 0.9), stream.range(0.05, 0.45))
}

/// Mostly loud with white letters, at times light with dark ones.
fn sign_colours(stream: &mut Stream) -> [Rgb; 2] {
    match stream.below(4) {
        0 => [hsv(stream.range(0.1, 0.18), stream.range(0.6, 1.0), 1.0), dark(stream)],
        1 => [dark(stream), hsv(stream.range(0.0, 0.2), stream.range(0.0, 0.6), 1.0)],
        _ => [loud(stream), WHITE],
    }
}

fn lettering(text: &str, ink: Rgb, stream: &mut Stream) -> Lettering {
    let threshold = stream.range(0.28, 0.5);
    let slant = if stream.chance(0.3) { stream.range(0.1, 0.3) } else { 0.0 };
    Lettering { text: text.to_owned(), ink, threshold, slant, angle: 0.0 }
}

fn watermark(ground: &Ground, stream: &mut Stream) -> Overlay {
    let on_light = ground.is_plain();
    let ink = match stream.below(3) {
        0 => loud(stream),
        _ if on_light => rgb(90, 90, 95).map(|c| c * stream.range(0.3, 1.3)),
        _ => WHITE,
    };
    let kind = stream.pick(&[
        OverlayKind::TiledMark,
        OverlayKind::TiledMark,
        OverlayKind::DiagonalMark,
        OverlayKind::Stamp,
    ]);
    let angle =
        if kind == OverlayKind::Stamp { stream.range(-20.0, 20.0) } else { stream.range(-48.0, 48.0) };
    let size = stream.range(0.4, 0.75);
    let area = match kind {
        OverlayKind::TiledMark => [0.0, 0.0, 1.0, 1.0],
        OverlayKind::DiagonalMark => {
            let wide = stream.range(0.75, 1.0);
            [(1.0 - wide) / 2.0, 0.0, wide, 1.0]
        }
        _ => [stream.range(0.1, 0.9 - size), stream.range(0.1, 0.9 - size), size, size],
    };
    let opacity = if on_light { stream.range(0.25, 0.6) } else { stream.range(0.45, 0.8) };
    let text = Lettering { angle, ..lettering(stream.pick(&words::MARKS), ink, stream) };
    Overlay { kind, area, fill: ink, opacity, text }
}

fn corner(half: [f32; 2], stream: &mut Stream) -> [f32; 4] {
    let mut at = |side: f32| {
        let gap = stream.range(0.01, 0.05);
        if stream.chance(0.5) { gap } else { 1.0 - side - gap }
    };
    [at(half[0]), at(half[1]), half[0], half[1]]
}

fn logo(stream: &mut Stream) -> Overlay {
    let emblem = stream.pick(&[Emblem::Round, Emblem::Shield, Emblem::Text, Emblem::Bird]);
    let size = stream.range(0.16, 0.27);
    let shape = if emblem == Emblem::Text { [size * 1.5, size * 0.5] } else { [size, size] };
    let [fill, white] = sign_colours(stream);
    let ink = if emblem == Emblem::Text { fill } else { white };
    let brand = words::brand(stream);
    let text = if emblem == Emblem::Text { brand.as_str() } else { &brand[..2.min(brand.len())] };
    let text = lettering(text, ink, stream);
    Overlay {
        kind: OverlayKind::Logo(emblem),
        area: corner(shape, stream),
        fill,
        opacity: stream.range(0.85, 1.0),
        text,
    }
}

fn caption(ground: &Ground, stream: &mut Stream) -> Overlay {
    let plate = !ground.is_plain() || stream.chance(0.25);
    let [fill, ink] =
        if plate && stream.chance(0.5) { [dark(stream), WHITE] } else { [[0.97; 3], dark(stream)] };
    let ink = if plate || stream.chance(0.6) { ink } else { loud(stream) };
    let (w, h) = (stream.range(0.55, 0.95), stream.range(0.11, 0.17));
    let y = if stream.chance(0.5) { stream.range(0.01, 0.1) } else { stream.range(0.72, 0.97 - h) };
    let area = [stream.range(0.01, 0.99 - w), y, w, h];
    let text = lettering(stream.pick(&words::SLOGANS), ink, stream);
    Overlay { kind: OverlayKind::Caption { plate }, area, fill, opacity: stream.range(0.8, 1.0), text }
}

fn promotion(stream: &mut Stream) -> Overlay {
    let [fill, ink] = sign_colours(stream);
    let (kind, area) = match stream.below(4) {
        0 => {
            let h = stream.range(0.13, 0.22);
            (OverlayKind::Banner, [0.0, if stream.chance(0.3) { 0.0 } else { 1.0 - h }, 1.0, h])
        }
        1 => {
            let side = stream.range(0.32, 0.46);
            let mut at = || if stream.chance(0.5) { 0.0 } else { 1.0 - side };
            (OverlayKind::Ribbon, [at(), at(), side, side])
        }
        _ => {
            let side = stream.range(0.24, 0.38);
            let points = stream.pick(&[0, 0, 12, 16]);
            (OverlayKind::Badge { points }, corner([side, side], stream))
        }
    };
    let phrases: &[&str] = if kind == OverlayKind::Banner { &words::BANNERS } else { &words::OFFERS };
    let angle = if matches!(kind, OverlayKind::Badge { .. }) { stream.range(-18.0, 18.0) } else { 0.0 };
    let text = Lettering { angle, ..lettering(stream.pick(phrases), ink, stream) };
    Overlay { kind, area, fill, opacity: stream.range(0.88, 1.0), text }
}

fn border(stream: &mut Stream) -> Overlay {
    let lines = if stream.chance(0.75) { 1 } else { 2 };
    let width = stream.range(0.018, 0.055) / lines as f32;
    let fill = if stream.chance(0.7) { loud(stream) } else { dark(stream) };
    let text = lettering("", fill, stream);
    let kind = OverlayKind::Border { lines, width };
    Overlay { kind, area: [0.0, 0.0, 1.0, 1.0], fill, opacity: stream.range(0.75, 1.0), text }
}

fn blur(stream: &mut Stream) -> Blur {
    if stream.chance(0.7) {
        Blur::OutOfFocus(stream.range(0.018, 0.045))
    } else {
        Blur::Motion(stream.range(0.05, 0.1), stream.range(0.0, 180.0))
    }
}

fn collage(meta: &mut ImageMeta, stream: &mut Stream) {
    let turn = stream.range(60.0, 160.0);
    let from = |i: f32| meta.azimuth + turn * i;
    let collage = match stream.below(4) {
        0 => Collage::SideBySide([from(0.0), from(1.0)]),
        1 => Collage::Grid([from(0.0), from(1.0), from(2.0), from(0.5)]),
        _ => {
            let side = stream.range(0.28, 0.42);
            let [x, y, ..] = corner([side, side], stream);
            Collage::Inset { area: [x, y, side], azimuth: from(1.0), zoom: stream.pick(&[1.0, 1.8, 2.6]) }
        }
    };
    meta.collage = Some(collage);
}
