//! What happened to every candidate image, with the numbers that decided it.

use crate::{ImageId, Probability, Region};

/// One verdict for every candidate of a product, in candidate order. It travels with the product
/// through all stages, so that nothing is lost on the way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdicts(Vec<Verdict>);

/// What is known of one candidate image.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Which image.
    pub image: ImageId,
    /// p^primary: probability that it is a primary image (§3.3.1), once scored.
    pub p_primary: Option<Probability>,
    /// p^nc: probability that it has non-compliant content (§3.3.1), once scored.
    pub p_nc: Option<Probability>,
    /// Where it stands.
    pub fate: Fate,
}

/// Where a candidate stands.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fate {
    /// Passed everything so far; at the end: was not chosen.
    Kept,
    /// Will not be in the sequence, and why.
    Dropped(DropReason),
    /// In the sequence, at this position; 0 is the primary image.
    Chosen {
        /// 0-based position in the sequence.
        position: usize,
    },
}

/// Why an image was dropped.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DropReason {
    /// The picture could not be read or decoded.
    Unreadable {
        /// What the reader said.
        message: String,
    },
    /// p^nc is larger than the threshold (§3.3.1).
    NonCompliant {
        /// The threshold that p^nc exceeded.
        threshold: Probability,
    },
    /// It duplicates content of an image that was kept (§3.3.2).
    Duplicate {
        /// The image that was kept.
        of: ImageId,
        /// Score of the pair.
        score: f32,
        /// The threshold that the score reached.
        threshold: f32,
        /// Matched patches, best first: `a` in this image, `b` in the one that was kept (Figure 3).
        regions: Vec<RegionPair>,
    },
}

/// Two regions with the same content, one in each image of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegionPair {
    /// In the first image.
    pub a: Region,
    /// In the second image.
    pub b: Region,
    /// Similarity of the two, larger is more alike.
    pub similarity: f32,
}

impl RegionPair {
    /// The same match seen from the other image.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self { a: self.b, b: self.a, ..self }
    }
}

impl Verdicts {
    /// All verdicts in candidate order.
    pub fn iter(&self) -> std::slice::Iter<'_, Verdict> {
        self.0.iter()
    }

    /// The verdict on one image.
    #[must_use]
    pub fn get(&self, image: &ImageId) -> Option<&Verdict> {
        self.0.iter().find(|v| v.image == *image)
    }

    /// Number of candidates.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the product had no candidates at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Notes what a stage found out about `image`; an image that is not a candidate is ignored.
    pub fn update(&mut self, image: &ImageId, change: impl FnOnce(&mut Verdict)) {
        if let Some(verdict) = self.0.iter_mut().find(|v| v.image == *image) {
            change(verdict);
        }
    }

    pub(crate) fn push(&mut self, image: ImageId, fate: Fate) {
        self.0.push(Verdict { image, p_primary: None, p_nc: None, fate });
    }
}

impl<'a> IntoIterator for &'a Verdicts {
    type Item = &'a Verdict;
    type IntoIter = std::slice::Iter<'a, Verdict>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
