//! What two images are needed for.

use super::review::Violation;
use crate::product::Style;
use crate::shot::{Collage, Ground, ImageMeta, Rendition};
use crate::text::{Word, number, views, what};

/// Two looks closer than this, in degrees, are the same shot.
const SAME_ANGLE: f32 = 1.0;
/// Two views of the whole closer than this, in degrees, are too much alike.
const SIMILAR_ANGLE: f32 = 25.0;
/// A close look and a view of the whole closer than this, in degrees: one is a part of the other.
const PART_ANGLE: f32 = 2.5;
/// Grounds that differ by more than this (the largest difference of a channel) do not belong together.
const SAME_GROUND: f32 = 0.12;
/// The same for lamps, in camera heights.
const SAME_LAMP: f32 = 0.5;
/// Sizes that differ by more than this factor do not belong together.
const SAME_SIZE: f32 = 1.8;
/// Sizes of pictures that are neither too small nor cut off.
const SIZES: std::ops::RangeInclusive<f32> = 0.4..=0.95;

/// What is wrong with two images, the earlier one first.
type Predicate = fn(&ImageMeta, &ImageMeta) -> Option<Violation>;

/// In order of precedence; of one pair only the first counts.
const PREDICATES: [Predicate; 8] =
    [other_product, other_colour, same_shot, same_content, similar_view, quantity, size, style];

/// Pairs in reading order: by the later image, then by the earlier one.
pub(super) fn all(images: &[ImageMeta]) -> Vec<Violation> {
    let pairs = (1..images.len()).flat_map(|j| (0..j).map(move |i| (i, j)));
    pairs
        .filter_map(|(i, j)| {
            let (a, b) = (&images[i], &images[j]);
            if !(is_one_photo(a) && is_one_photo(b)) {
                return None;
            }
            let violation = PREDICATES.iter().find_map(|predicate| predicate(a, b))?;
            Some(Violation { images: vec![i, j], ..violation })
        })
        .collect()
}

/// Drawings, and pictures of several shots of which none is the picture's own, are compared with nothing.
fn is_one_photo(meta: &ImageMeta) -> bool {
    meta.rendition == Rendition::Photo && matches!(meta.collage, None | Some(Collage::Inset { .. }))
}

/// Whether the images do not even show the same thing.
pub(super) fn is_mismatch(rule: &str) -> bool {
    matches!(rule, "P06" | "P07" | "P10")
}

/// The rule about duplicated content that two pictures of one product break.
pub(crate) fn duplicated(a: &ImageMeta, b: &ImageMeta) -> Option<&'static str> {
    let comparable = a.sku == b.sku && a.colour == b.colour;
    let photos = is_one_photo(a) && is_one_photo(b);
    let found = same_shot(a, b).or_else(|| same_content(a, b)).filter(|_| comparable && photos)?;
    Some(found.rule)
}

fn found(rule: &'static str, severity: f32) -> Violation {
    Violation::new(rule, severity, Vec::new())
}

fn other_product(a: &ImageMeta, b: &ImageMeta) -> Option<Violation> {
    let patterns = [a, b].map(|meta| Style::of(meta.sku).pattern);
    let differs = if patterns[0] == patterns[1] { what::SHAPES } else { what::PATTERNS };
    (a.sku != b.sku).then(|| found("P07", 0.7).what(differs))
}

fn other_colour(a: &ImageMeta, b: &ImageMeta) -> Option<Violation> {
    let severity = 0.25 + a.colour.distance(b.colour);
    (a.colour != b.colour).then(|| found("P06", severity).what(a.colour.word()).instead_of(b.colour.word()))
}

/// The same picture again: mirrored, as it is, or a little changed.
fn same_shot(a: &ImageMeta, b: &ImageMeta) -> Option<Violation> {
    let parts = [a, b].map(|meta| meta.close.map(|close| close.part));
    if parts[0] != parts[1] {
        return None;
    }
    if a.mirrored != b.mirrored {
        let same =
            (a.azimuth - b.azimuth).abs() < SAME_ANGLE && (a.elevation - b.elevation).abs() < SAME_ANGLE;
        return same.then(|| found("P04", 0.6));
    }
    if a.angle_to(b) >= SAME_ANGLE {
        return None;
    }
    let saved_again = ImageMeta { photo: b.photo, ..a.clone() };
    Some(match difference(a, b) {
        Some((what, size)) => found("P02", 0.9 - size).what(what),
        None if saved_again == *b => found("P01", 0.95),
        None => found("P02", 0.7),
    })
}

/// How a copy differs beyond being saved again, and how much.
fn difference(a: &ImageMeta, b: &ImageMeta) -> Option<(Word, f32)> {
    let zoom = |meta: &ImageMeta| meta.scale * meta.close.map_or(1.0, |close| close.zoom);
    let moved = [0, 1].map(|i| (a.offset[i] - b.offset[i]).abs());
    let (ratio, brighter) = (zoom(b) / zoom(a), b.photo.exposure / a.photo.exposure);
    match () {
        () if a.ground != b.ground => Some((what::ON_ANOTHER_GROUND, 0.3)),
        () if ratio > 1.02 => Some((what::ZOOMED_IN, ratio - 1.0)),
        () if ratio < 0.98 => Some((what::ZOOMED_OUT, 1.0 / ratio - 1.0)),
        () if moved[0].max(moved[1]) > 0.01 => Some((what::SLIGHTLY_CROPPED, moved[0].max(moved[1]))),
        () if brighter > 1.03 => Some((what::SLIGHTLY_BRIGHTER, brighter - 1.0)),
        () if brighter < 0.97 => Some((what::SLIGHTLY_DARKER, 1.0 - brighter)),
        () => None,
    }
}

/// Something of one picture is seen again in the other.
fn same_content(a: &ImageMeta, b: &ImageMeta) -> Option<Violation> {
    let found = |severity, what| Some(found("P05", severity).what(what));
    match (a.close, b.close) {
        (Some(one), Some(other)) if one.part == other.part && a.mirrored == b.mirrored => {
            return found(0.75 - a.angle_to(b) / 90.0, what::CLOSE_UP);
        }
        (Some(_), None) | (None, Some(_)) if a.mirrored == b.mirrored && a.angle_to(b) < PART_ANGLE => {
            return found(0.6, what::DETAIL);
        }
        _ => {}
    }
    match (&a.ground, &b.ground) {
        (Ground::Setting { seed, .. }, Ground::Setting { seed: other, .. }) if seed == other => {
            found(0.65, what::BACKGROUND)
        }
        _ => None,
    }
}

fn similar_view(a: &ImageMeta, b: &ImageMeta) -> Option<Violation> {
    let angle = a.angle_to(b);
    let alike = a.shows_whole() && b.shows_whole() && angle < SIMILAR_ANGLE;
    alike.then(|| found("P03", 0.15 + (SIMILAR_ANGLE - angle) / SIMILAR_ANGLE).what(view(b)))
}

fn quantity(a: &ImageMeta, b: &ImageMeta) -> Option<Violation> {
    let whole = a.shows_whole() && b.shows_whole();
    (whole && a.pieces != b.pieces)
        .then(|| found("P10", 0.7).what(number(a.pieces)).instead_of(number(b.pieces)))
}

/// Both pictures are packshots of the whole that no other rule takes offence at.
fn are_packshots(a: &ImageMeta, b: &ImageMeta) -> bool {
    [a, b].iter().all(|meta| {
        meta.shows_whole() && meta.ground.is_plain() && meta.collage.is_none() && SIZES.contains(&meta.scale)
    })
}

fn size(a: &ImageMeta, b: &ImageMeta) -> Option<Violation> {
    let ratio = (b.scale / a.scale).max(a.scale / b.scale);
    let larger = if b.scale > a.scale { what::LARGER } else { what::SMALLER };
    // With something beside it a product takes less of a picture.
    let alone = a.pieces == b.pieces && a.accessory == b.accessory;
    (are_packshots(a, b) && alone && ratio > SAME_SIZE)
        .then(|| found("P09", 0.35 + (ratio - SAME_SIZE)).what(larger))
}

fn style(a: &ImageMeta, b: &ImageMeta) -> Option<Violation> {
    if !(a.ground.is_plain() && b.ground.is_plain()) {
        return None;
    }
    let ground = a.ground.difference(&b.ground);
    if ground > SAME_GROUND {
        return Some(found("P08", 0.1 + 1.6 * ground).what(what::BACKGROUND));
    }
    let lamp = (a.lamp - b.lamp).abs();
    (lamp > SAME_LAMP).then(|| found("P08", lamp / 2.5).what(what::LIGHT))
}

/// The side that a view of the whole shows.
pub(super) fn view(meta: &ImageMeta) -> Word {
    let turned = meta.azimuth.rem_euclid(360.0);
    match turned.min(360.0 - turned) {
        _ if meta.elevation > 45.0 => views::TOP,
        ..65.0 => views::FRONT,
        ..125.0 => views::SIDE,
        _ => views::BACK,
    }
}
