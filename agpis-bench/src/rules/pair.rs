//! What two images are needed for.

use super::review::{Case, Violation};
use crate::shot::{ImageMeta, Role};

/// Two looks closer than this, in degrees, are the same shot.
const SAME_ANGLE: f32 = 1.0;
/// Two views of the whole closer than this, in degrees, are too much alike.
const SIMILAR_ANGLE: f32 = 25.0;

/// Pairs in reading order: by the later image, then by the earlier one.
fn first_pair(
    case: Case<'_>,
    check: impl Fn(&ImageMeta, &ImageMeta) -> Option<(&'static str, String)>,
) -> Option<Violation> {
    (1..case.images.len()).flat_map(|j| (0..j).map(move |i| (i, j))).find_map(|(i, j)| {
        let (rule, what) = check(&case.images[i], &case.images[j])?;
        Some(Violation::new(rule, vec![i, j], what))
    })
}

pub(super) fn product_mismatch(case: Case<'_>) -> Option<Violation> {
    first_pair(case, |a, b| (a.sku != b.sku).then(|| ("P07", String::new())))
}

pub(super) fn colour_mismatch(case: Case<'_>) -> Option<Violation> {
    let words = |a: &ImageMeta, b: &ImageMeta| format!("{}, {}", a.colour.word(), b.colour.word());
    first_pair(case, |a, b| (a.colour != b.colour).then(|| ("P06", words(a, b))))
}

pub(super) fn similar(case: Case<'_>) -> Option<Violation> {
    first_pair(case, |a, b| {
        if is_mirror(a, b) {
            return Some(("P04", String::new()));
        }
        if is_same_shot(a, b) {
            return Some(match difference(a, b) {
                None => ("P01", String::new()),
                Some(what) => ("P02", what.to_owned()),
            });
        }
        let alike = a.shows_whole() && b.shows_whole() && a.angle_to(b) < SIMILAR_ANGLE;
        alike.then(|| ("P03", view(b).to_owned()))
    })
}

fn is_mirror(a: &ImageMeta, b: &ImageMeta) -> bool {
    a.mirrored != b.mirrored && a.azimuth == b.azimuth && a.elevation == b.elevation && a.close == b.close
}

fn is_same_shot(a: &ImageMeta, b: &ImageMeta) -> bool {
    let same_part = a.close.map(|close| close.part) == b.close.map(|close| close.part);
    a.mirrored == b.mirrored && same_part && a.angle_to(b) < SAME_ANGLE
}

/// How a copy differs beyond being saved again.
fn difference(a: &ImageMeta, b: &ImageMeta) -> Option<&'static str> {
    let zoom = |meta: &ImageMeta| meta.scale * meta.close.map_or(1.0, |close| close.zoom);
    let moved = [0, 1].map(|i| (a.offset[i] - b.offset[i]).abs());
    match () {
        () if a.ground != b.ground => Some("on another ground"),
        () if zoom(b) > zoom(a) * 1.02 => Some("zoomed in"),
        () if zoom(b) < zoom(a) * 0.98 => Some("zoomed out"),
        () if moved[0].max(moved[1]) > 0.01 => Some("slightly cropped"),
        () if (a.photo.exposure - b.photo.exposure).abs() > 0.03 => Some("with other brightness"),
        () => None,
    }
}

fn view(meta: &ImageMeta) -> &'static str {
    match meta.role {
        Role::Hero | Role::Front | Role::Scene | Role::Detail => "front",
        Role::Side => "side",
        Role::Back => "back",
        Role::Top => "top",
    }
}
