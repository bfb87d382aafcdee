//! Which rules a sequence breaks.

use super::{multi, pair, single, title};
use crate::shot::{Cell, ImageMeta};
use crate::text::{Title, Word};

/// A broken rule and what a reviewer would say of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The rule's id, such as `S04`; `H01` to `H04` for faults that no rule has a name for.
    pub rule: &'static str,
    /// How plain it is to see, `0.0..=1.0`.
    pub severity: f32,
    /// 0-based indices of the images concerned.
    pub images: Vec<usize>,
    /// What is wrong, in words.
    pub what: Option<Word>,
    /// The second thing of a comparison: what the other image shows.
    pub what2: Option<Word>,
    /// Where it is, if that is anywhere in particular.
    pub cell: Option<Cell>,
}

impl Violation {
    pub(crate) fn new(rule: &'static str, severity: f32, images: Vec<usize>) -> Self {
        Self { rule, severity: severity.clamp(0.0, 1.0), images, what: None, what2: None, cell: None }
    }

    pub(crate) fn what(self, what: Word) -> Self {
        Self { what: Some(what), ..self }
    }

    pub(crate) fn instead_of(self, what2: Word) -> Self {
        Self { what2: Some(what2), ..self }
    }
}

/// What a sequence shows and what its title says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case<'a> {
    pub(crate) images: &'a [ImageMeta],
    pub(crate) title: &'a Title,
}

impl Case<'_> {
    pub(crate) fn all(self) -> Vec<usize> {
        (0..self.images.len()).collect()
    }
}

/// Every rule that the sequence breaks, each once, in order of precedence; empty if it is qualified.
///
/// Content of single images comes first, then what is wrong between two, then what needs all of them, then the title.
/// One cause is one violation: three scenes are no cluttered first image, and pictures of two products say nothing
/// of angles.
#[must_use]
pub fn review(images: &[ImageMeta], title: &Title) -> Vec<Violation> {
    let case = Case { images, title };
    let mut found = single::all(images);
    let choice = multi::choice(case);
    if choice.as_ref().is_none_or(|violation| violation.rule != "M07") {
        found.extend(single::scene_first(case));
    }
    let pairs = pair::all(images);
    let agree = !pairs.iter().any(|violation| pair::is_mismatch(violation.rule));
    // Views that are too much alike are also few; the pair says more.
    let alike = !pairs.is_empty();
    found.extend(pairs);
    found.extend(choice.filter(|violation| !(alike && violation.rule == "M06")));
    found.extend(multi::order(case));
    if agree {
        found.extend(title::all(case));
    }
    once_each(found)
}

/// Of every rule the plainest violation, where the first one was.
fn once_each(found: Vec<Violation>) -> Vec<Violation> {
    let mut kept: Vec<Violation> = Vec::new();
    for violation in found {
        match kept.iter_mut().find(|known| known.rule == violation.rule) {
            Some(known) if known.severity < violation.severity => *known = violation,
            Some(_) => {}
            None => kept.push(violation),
        }
    }
    kept
}

/// The same, of what needs neither all images nor a title: the content of each, and each pair.
#[cfg(feature = "files")]
pub(crate) fn review_pairs(images: &[ImageMeta]) -> Vec<Violation> {
    let mut found = single::all(images);
    found.extend(pair::all(images));
    once_each(found)
}
