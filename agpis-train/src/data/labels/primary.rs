//! Equation 1: which image of an accepted sequence and its candidates is the primary one.

use std::collections::HashSet;
use std::hash::Hash;

use super::ImageLabel;
use crate::data::Review;

/// Labels of the primary-image model, by equation 1.
///
/// For every *accepted* review, each image i ∈ I^t* ∪ I^c* once, with j^primary = 1 if i = i_1^t* and 0 otherwise:
/// first the sequence in its order, then those candidates that are not in it. Rejected reviews give nothing. Images are
/// the same if their paths are; see [`primary_labels_by`].
///
/// An accepted sequence says nothing against its candidates but that they were not chosen: one of them may be as good
/// as the primary image. The paper takes them as zeros all the same.
#[must_use]
pub fn primary_labels(reviews: &[Review]) -> Vec<ImageLabel> {
    primary_labels_by(reviews, |_, path| path.to_owned())
}

/// As [`primary_labels`], with images that are the same if `identity` of the review's index and the path is, such as a
/// hash of the pixels. That matters where shops store the same picture under two paths: as primary image and as
/// candidate it would be labelled 1 and 0.
pub fn primary_labels_by<K: Eq + Hash>(
    reviews: &[Review],
    identity: impl Fn(usize, &str) -> K,
) -> Vec<ImageLabel> {
    let accepted = reviews.iter().enumerate().filter(|(_, review)| review.accepted);
    let labels = accepted.flat_map(|(index, review)| {
        let mut seen = HashSet::new();
        let mut union: Vec<&String> = review.images.iter().chain(&review.candidates).collect();
        union.retain(|path| seen.insert(identity(index, path)));
        let label = move |(place, path): (usize, &String)| ImageLabel {
            review: index,
            path: path.clone(),
            label: place == 0,
        };
        union.into_iter().enumerate().map(label).collect::<Vec<_>>()
    });
    labels.collect()
}
