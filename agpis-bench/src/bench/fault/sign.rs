//! What a seller draws over a picture, as plain as asked for.

use crate::render::colour::{Rgb, hsv, rgb};
use crate::shot::severity::value;
use crate::shot::{Emblem, Face, Ground, Lettering, Outline, Overlay, OverlayKind};
use crate::stream::Stream;
use crate::text::words;

const WHITE: Rgb = [1.0; 3];

/// How plain an overlay is, and whether it looks like none of the training data.
#[derive(Clone, Copy, Debug)]
struct Wish {
    plain: f32,
    novel: bool,
}

/// An overlay that breaks a rule of overlays.
pub(super) fn overlay(
    rule: &str,
    ground: &Ground,
    plain: f32,
    novel: bool,
    stream: &mut Stream,
) -> Option<Overlay> {
    let wish = Wish { plain, novel };
    Some(match rule {
        "S01" => watermark(ground, wish, stream),
        "S02" => logo(wish, stream),
        "S03" => caption(ground, wish, stream),
        "S04" => promotion(wish, stream),
        "S05" => border(wish, stream),
        "S07" => contact(wish, stream),
        _ => return None,
    })
}

impl Wish {
    fn opacity(self, kind: OverlayKind, stream: &mut Stream) -> f32 {
        (value(kind.spans().0, self.plain) * stream.range(0.95, 1.05)).min(1.0)
    }

    /// Width and height of an area of the wanted size and this width over height.
    fn sides(self, kind: OverlayKind, aspect: f32, stream: &mut Stream) -> [f32; 2] {
        let size = kind.spans().1.map_or(1.0, |span| value(span, self.plain) * stream.range(0.96, 1.04));
        let root = aspect.sqrt();
        let wide = (size * root).min(0.98);
        [wide, (size * size / wide).min(0.98)]
    }

    fn face(self, stream: &mut Stream) -> Face {
        if self.novel { stream.pick(&[Face::Dots, Face::Outline]) } else { Face::Plain }
    }
}

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
    Lettering { text: text.to_owned(), ink, threshold, slant, angle: 0.0, face: Face::Plain }
}

/// Near one of the nine cells of a picture.
fn anywhere(sides: [f32; 2], stream: &mut Stream) -> [f32; 4] {
    let mut at = |side: f32| {
        let gap = stream.range(0.01, 0.05);
        let place = [gap, (1.0 - side) / 2.0 + 2.0 * (gap - 0.03), 1.0 - side - gap];
        place[stream.below(3)].clamp(0.0, (1.0 - side).max(0.0))
    };
    [at(sides[0]), at(sides[1]), sides[0], sides[1]]
}

fn watermark(ground: &Ground, wish: Wish, stream: &mut Stream) -> Overlay {
    let on_light = ground.is_plain();
    let ink = match stream.below(3) {
        0 => loud(stream),
        _ if on_light => rgb(90, 90, 95).map(|c| c * stream.range(0.3, 1.3)),
        _ => WHITE,
    };
    let usual =
        [OverlayKind::TiledMark, OverlayKind::TiledMark, OverlayKind::DiagonalMark, OverlayKind::Stamp];
    let rare =
        [OverlayKind::RimMark, OverlayKind::TiledMark, OverlayKind::RimMark, OverlayKind::DiagonalMark];
    let kind = stream.pick(if wish.novel { &rare } else { &usual });
    let angle = match kind {
        OverlayKind::Stamp => stream.range(-20.0, 20.0),
        _ => stream.range(-48.0, 48.0),
    };
    let area = match kind {
        OverlayKind::TiledMark | OverlayKind::RimMark => [0.0, 0.0, 1.0, 1.0],
        OverlayKind::DiagonalMark => {
            let [wide, _] = wish.sides(kind, 1.0, stream);
            [(1.0 - wide) / 2.0, 0.0, wide, 1.0]
        }
        _ => anywhere(wish.sides(kind, 1.0, stream), stream),
    };
    let words: &[&str] = if wish.novel { &words::RARE_MARKS } else { &words::MARKS };
    let text = Lettering { angle, face: wish.face(stream), ..lettering(stream.pick(words), ink, stream) };
    Overlay { kind, area, fill: ink, opacity: wish.opacity(kind, stream), text }
}

fn logo(wish: Wish, stream: &mut Stream) -> Overlay {
    let usual = [Emblem::Round, Emblem::Shield, Emblem::Text, Emblem::Bird];
    let rare = [Emblem::Leaf, Emblem::BarredRing];
    let emblem = stream.pick(if wish.novel { &rare[..] } else { &usual[..] });
    let kind = OverlayKind::Logo(emblem);
    let sides = wish.sides(kind, if emblem == Emblem::Text { 3.2 } else { 1.0 }, stream);
    let [fill, white] = sign_colours(stream);
    let ink = if emblem == Emblem::Text { fill } else { white };
    let brand = words::brand(stream);
    let text = if emblem == Emblem::Text { brand.as_str() } else { &brand[..2.min(brand.len())] };
    let text = lettering(text, ink, stream);
    Overlay { kind, area: anywhere(sides, stream), fill, opacity: wish.opacity(kind, stream), text }
}

fn caption(ground: &Ground, wish: Wish, stream: &mut Stream) -> Overlay {
    let plate = !ground.is_plain() || stream.chance(0.25);
    let [fill, ink] =
        if plate && stream.chance(0.5) { [dark(stream), WHITE] } else { [[0.97; 3], dark(stream)] };
    let ink = if plate || stream.chance(0.6) { ink } else { loud(stream) };
    let kind = OverlayKind::Caption { plate };
    let phrases: &[&str] =
        stream.pick(&[&words::FEATURES[..], &words::SIZES[..], &words::MATERIALS[..], &words::SLOGANS[..]]);
    let text = Lettering { face: wish.face(stream), ..lettering(stream.pick(phrases), ink, stream) };
    let area = anywhere(wish.sides(kind, stream.range(4.0, 6.0), stream), stream);
    Overlay { kind, area, fill, opacity: wish.opacity(kind, stream), text }
}

fn promotion(wish: Wish, stream: &mut Stream) -> Overlay {
    let [fill, ink] = sign_colours(stream);
    let (kind, phrases): (_, &[&str]) = if wish.novel {
        let outline = stream.pick(&[Outline::Hexagon, Outline::Cloud, Outline::Arrow]);
        (OverlayKind::Label(outline), &words::OFFERS)
    } else {
        match stream.below(7) {
            0 => (OverlayKind::Banner, &words::BANNERS),
            1 => (OverlayKind::Banner, &words::SHIPPING),
            2 => (OverlayKind::Ribbon, &words::OFFERS),
            3 => (OverlayKind::PriceStrip, &words::PRICES),
            4 => (OverlayKind::Label(Outline::Gift), &words::GIFTS),
            5 => (OverlayKind::Label(Outline::Flame), &words::HOT),
            _ => (OverlayKind::Badge { points: stream.pick(&[0, 0, 12, 16]) }, &words::OFFERS),
        }
    };
    let area = match kind {
        OverlayKind::Banner => {
            let [w, h] = wish.sides(kind, 1.0, stream);
            let h = w * h;
            [0.0, if stream.chance(0.4) { 0.0 } else { 1.0 - h }, 1.0, h]
        }
        OverlayKind::Ribbon => {
            let [side, _] = wish.sides(kind, 1.0, stream);
            let mut at = || if stream.chance(0.5) { 0.0 } else { 1.0 - side };
            [at(), at(), side, side]
        }
        OverlayKind::PriceStrip => anywhere(wish.sides(kind, 3.2, stream), stream),
        OverlayKind::Label(Outline::Arrow) => anywhere(wish.sides(kind, 1.5, stream), stream),
        _ => anywhere(wish.sides(kind, 1.0, stream), stream),
    };
    let leans =
        matches!(kind, OverlayKind::Badge { .. } | OverlayKind::Label(Outline::Hexagon | Outline::Cloud));
    let angle = if leans { stream.range(-18.0, 18.0) } else { 0.0 };
    let [fill, ink] = match kind {
        OverlayKind::Label(Outline::Flame) => [hsv(stream.range(0.0, 0.07), 0.95, 0.95), WHITE],
        _ => [fill, ink],
    };
    let text = Lettering { angle, ..lettering(stream.pick(phrases), ink, stream) };
    Overlay { kind, area, fill, opacity: wish.opacity(kind, stream), text }
}

fn border(wish: Wish, stream: &mut Stream) -> Overlay {
    let lines = if stream.chance(0.75) { 1 } else { 2 };
    let thin = OverlayKind::Border { lines, width: 0.0 };
    let [size, _] = wish.sides(thin, 1.0, stream);
    let fill = if stream.chance(0.7) { loud(stream) } else { dark(stream) };
    let text = lettering("", fill, stream);
    let kind = OverlayKind::Border { lines, width: size / lines as f32 };
    Overlay { kind, area: [0.0, 0.0, 1.0, 1.0], fill, opacity: wish.opacity(kind, stream), text }
}

fn contact(wish: Wish, stream: &mut Stream) -> Overlay {
    let (kind, aspect) = stream.pick(&[
        (OverlayKind::QrCode, 1.0),
        (OverlayKind::Phone, 4.5),
        (OverlayKind::WebAddress, 4.5),
        (OverlayKind::SellerCard, 1.9),
    ]);
    // A code has no letters that could be set in another face.
    let (kind, aspect) =
        if wish.novel && kind == OverlayKind::QrCode { (OverlayKind::Phone, 4.5) } else { (kind, aspect) };
    let (fill, ink) = match kind {
        OverlayKind::QrCode => (WHITE, [0.04; 3]),
        OverlayKind::SellerCard => ([0.98; 3], dark(stream)),
        _ if stream.chance(0.5) => ([0.98; 3], dark(stream)),
        _ => (loud(stream), WHITE),
    };
    let words = match kind {
        OverlayKind::Phone => {
            let mut digits =
                |n: usize| -> String { (0..n).map(|_| char::from(b'0' + stream.below(10) as u8)).collect() };
            format!("+{} {} {}", digits(2), digits(3), digits(4))
        }
        OverlayKind::SellerCard => stream.pick(&words::SELLERS).to_owned(),
        _ => format!("{}{}", words::brand(stream).to_lowercase(), stream.pick(&words::DOMAINS)),
    };
    let text = Lettering { face: wish.face(stream), ..lettering(&words, ink, stream) };
    let area = anywhere(wish.sides(kind, aspect, stream), stream);
    Overlay { kind, area, fill, opacity: wish.opacity(kind, stream), text }
}
