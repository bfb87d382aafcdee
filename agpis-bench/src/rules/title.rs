//! Where the title says something else than the images, which agree with each other.

use super::review::{Case, Violation};
use crate::product::Style;
use crate::shot::ImageMeta;
use crate::text::{missing_accessory, missing_piece, number, what};

/// All disagreements; a wrong category is one alone, because it explains the others.
pub(super) fn all(case: Case<'_>) -> Vec<Violation> {
    let Some(first) = case.images.first() else { return Vec::new() };
    if let Some(category) = category(case, first) {
        return vec![category];
    }
    [set(case), colour(case, first), material(case, first), extra_item(case)].into_iter().flatten().collect()
}

fn category(case: Case<'_>, first: &ImageMeta) -> Option<Violation> {
    let shown = first.sku.family;
    (shown != case.title.claims.family).then(|| Violation::new("M10", 0.8, case.all()).what(shown.nouns()[0]))
}

fn colour(case: Case<'_>, first: &ImageMeta) -> Option<Violation> {
    let said = case.title.claims.colour.filter(|&colour| colour != first.colour)?;
    Some(Violation::new("M09", 0.25 + said.distance(first.colour), case.all()).what(first.colour.word()))
}

/// Material first, then pattern.
fn material(case: Case<'_>, first: &ImageMeta) -> Option<Violation> {
    let (claims, style) = (&case.title.claims, Style::of(first.sku));
    let found = |word| Violation::new("M11", 0.5, case.all()).what(word);
    if claims.material.is_some_and(|material| material != style.material) {
        return Some(found(style.material_word));
    }
    claims
        .pattern
        .is_some_and(|pattern| pattern != style.pattern)
        .then(|| found(style.pattern.word().unwrap_or(what::PLAIN)))
}

/// Pieces and accessories that are promised and never shown, and pieces in a wrong number.
fn set(case: Case<'_>) -> Option<Violation> {
    let claims = &case.title.claims;
    let whole = || case.images.iter().filter(|meta| meta.shows_whole());
    let shown = whole().map(|meta| meta.pieces).max()?;
    if claims.pieces > 1 && shown == 1 {
        let missing = Violation::new("M08", 0.6, case.all());
        return Some(missing.what(missing_piece(claims.pieces)));
    }
    if claims.pieces != shown {
        return Some(Violation::new("M12", 0.55, case.all()).what(number(shown)));
    }
    let absent = claims.accessory.filter(|&item| whole().all(|meta| meta.accessory != Some(item)))?;
    Some(Violation::new("M08", 0.6, case.all()).what(missing_accessory(absent)))
}

fn extra_item(case: Case<'_>) -> Option<Violation> {
    let shown = case.images.iter().find_map(|meta| meta.accessory)?;
    let sold = case.title.claims.accessory == Some(shown);
    (!sold).then(|| Violation::new("M13", 0.55, case.all()).what(shown.word()))
}
