//! What needs all images, their order, or the title.

use super::review::{Case, Violation};
use crate::shot::{ImageMeta, Role};

/// All looks within this many degrees leave one side unseen.
const NARROW: f32 = 70.0;

fn all(case: Case<'_>) -> Vec<usize> {
    (0..case.images.len()).collect()
}

pub(super) fn no_packshot(case: Case<'_>) -> Option<Violation> {
    let staged = case.images.len() > 1 && case.images.iter().all(|meta| !meta.ground.is_plain());
    staged.then(|| Violation::new("M07", all(case), "staged"))
}

pub(super) fn no_whole_view(case: Case<'_>) -> Option<Violation> {
    let parts = !case.images.is_empty() && !case.images.iter().any(ImageMeta::shows_whole);
    parts.then(|| Violation::new("M03", all(case), "close-ups"))
}

pub(super) fn detail_first(case: Case<'_>) -> Option<Violation> {
    let close = !case.images.first()?.shows_whole();
    let whole = case.images.iter().position(ImageMeta::shows_whole)?;
    close.then(|| Violation::new("M01", vec![0, whole], "close-up"))
}

pub(super) fn back_first(case: Case<'_>) -> Option<Violation> {
    let what = match case.images.first()?.role {
        Role::Side => "side",
        Role::Back => "back",
        Role::Top => "top",
        Role::Hero | Role::Front | Role::Detail | Role::Scene => return None,
    };
    let front = case.images.iter().position(|meta| meta.role.leads());
    Some(Violation::new("M02", std::iter::once(0).chain(front).collect(), what))
}

/// Only views of the whole, and all of them from much the same side.
pub(super) fn few_angles(case: Case<'_>) -> Option<Violation> {
    let whole = case.images.len() > 2 && case.images.iter().all(ImageMeta::shows_whole);
    let near = |i: usize, j: usize| case.images[i].angle_to(&case.images[j]) < NARROW;
    let narrow = whole && all(case).into_iter().all(|j| (0..j).all(|i| near(i, j)));
    narrow.then(|| Violation::new("M06", all(case), "front"))
}

/// The images agree with each other, but not with the title.
pub(super) fn title(case: Case<'_>) -> Option<Violation> {
    let (first, title) = (case.images.first()?, case.title);
    if first.sku.family != title.family {
        return Some(Violation::new("M10", all(case), first.sku.family.name()));
    }
    let said = title.colour.filter(|&colour| colour != first.colour);
    said.map(|_| Violation::new("M09", all(case), first.colour.word()))
}
