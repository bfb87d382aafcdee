//! Which rule a sequence breaks first.

use super::{multi, pair, single};
use crate::shot::{Cell, ImageMeta};
use crate::text::Title;

/// A broken rule and what a reviewer would say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule's id, such as `S04`.
    pub rule: &'static str,
    /// 0-based indices of the images concerned.
    pub images: Vec<usize>,
    /// What is wrong, in words; may be empty.
    pub what: String,
    /// Where it is, if that is anywhere in particular.
    pub cell: Option<Cell>,
}

impl Violation {
    pub(crate) fn new(rule: &'static str, images: Vec<usize>, what: impl Into<String>) -> Self {
        Self { rule, images, what: what.into(), cell: None }
    }
}

/// What a sequence shows and what its title says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case<'a> {
    pub(crate) images: &'a [ImageMeta],
    pub(crate) title: &'a Title,
}

/// Violations of one kind, the first by position.
type Predicate = fn(Case<'_>) -> Option<Violation>;

/// In order of precedence: content of single images, then what makes a pair wrong, then what is left
/// is about all of them. Three scenes are one violation, not a cluttered first image.
const PREDICATES: [Predicate; 11] = [
    single::content,
    multi::no_packshot,
    single::scene_first,
    pair::product_mismatch,
    pair::colour_mismatch,
    pair::similar,
    multi::no_whole_view,
    multi::detail_first,
    multi::back_first,
    multi::few_angles,
    multi::title,
];

/// The first rule that the sequence breaks, or `None` if it is qualified.
#[must_use]
pub fn review(images: &[ImageMeta], title: &Title) -> Option<Violation> {
    let case = Case { images, title };
    PREDICATES.iter().find_map(|predicate| predicate(case))
}
