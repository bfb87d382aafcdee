//! What needs all images, or their order.

use super::pair::view;
use super::review::{Case, Violation};
use crate::product::Need;
use crate::shot::{ImageMeta, Role};
use crate::text::what;

/// All looks within this many degrees leave one side unseen.
const NARROW: f32 = 75.0;

/// A choice of images in which something is missing: the first such thing.
pub(super) fn choice(case: Case<'_>) -> Option<Violation> {
    [no_whole_view, no_packshot, few_angles, no_detail_view, no_back_view].iter().find_map(|rule| rule(case))
}

/// The right images in a wrong order.
pub(super) fn order(case: Case<'_>) -> Option<Violation> {
    detail_first(case).or_else(|| back_first(case))
}

fn every(case: Case<'_>, fits: impl Fn(&ImageMeta) -> bool) -> bool {
    case.images.len() > 1 && case.images.iter().all(fits)
}

fn no_whole_view(case: Case<'_>) -> Option<Violation> {
    every(case, |meta| !meta.shows_whole())
        .then(|| Violation::new("M03", 0.8, case.all()).what(what::CLOSE_UPS))
}

fn no_packshot(case: Case<'_>) -> Option<Violation> {
    every(case, |meta| !meta.ground.is_plain())
        .then(|| Violation::new("M07", 0.75, case.all()).what(what::SCENES))
}

/// Only views of the whole, and all of them from much the same side.
fn few_angles(case: Case<'_>) -> Option<Violation> {
    let near = |i: usize, j: usize| case.images[i].angle_to(&case.images[j]) < NARROW;
    let narrow = case.images.len() > 2
        && every(case, ImageMeta::shows_whole)
        && case.all().into_iter().all(|j| (0..j).all(|i| near(i, j)));
    narrow.then(|| Violation::new("M06", 0.6, case.all()).what(view(&case.images[0])))
}

fn no_detail_view(case: Case<'_>) -> Option<Violation> {
    let Need::Detail(of) = case.title.claims.family.need() else { return None };
    every(case, ImageMeta::shows_whole).then(|| Violation::new("M04", 0.6, case.all()).what(of))
}

fn no_back_view(case: Case<'_>) -> Option<Violation> {
    let Need::Back(of) = case.title.claims.family.need() else { return None };
    every(case, |meta| !meta.shows_behind()).then(|| Violation::new("M05", 0.6, case.all()).what(of))
}

fn detail_first(case: Case<'_>) -> Option<Violation> {
    let close = !case.images.first()?.shows_whole();
    let whole = case.images.iter().position(ImageMeta::shows_whole)?;
    close.then(|| Violation::new("M01", 0.75, vec![0, whole]))
}

fn back_first(case: Case<'_>) -> Option<Violation> {
    let first = case.images.first()?;
    let severity = match first.role {
        Role::Side => 0.4,
        Role::Top => 0.5,
        Role::Back => 0.7,
        Role::Hero | Role::Front | Role::Detail | Role::Scene => return None,
    };
    let front = case.images.iter().position(|meta| meta.role.leads());
    let images = std::iter::once(0).chain(front).collect();
    Some(Violation::new("M02", severity, images).what(view(first)))
}
