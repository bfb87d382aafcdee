//! What the boxes in the middle of Figure 2 share: a product, its primary image, the images left.

use std::borrow::Cow;
use std::num::NonZeroUsize;

use crate::{Candidate, Outcome, Probability, Product, Reason, Verdicts};

/// K^t of the paper (§3.1): fewer images than a sequence needs make no shortlist.
pub(crate) const PAPER_LENGTH: NonZeroUsize = NonZeroUsize::new(3).unwrap();

/// A product with a primary image among the images that are left. [`Screened`](crate::Screened) and
/// [`Selection`](crate::Selection) are one, after different stages.
#[derive(Clone, Debug, PartialEq)]
pub struct Shortlist {
    pub(crate) product: Product,
    /// Index of the primary image, one of `kept`.
    pub(crate) primary: usize,
    /// Indices in candidate order.
    pub(crate) kept: Vec<usize>,
}

impl Shortlist {
    /// The product, all candidates included.
    #[must_use]
    pub fn product(&self) -> &Product {
        &self.product
    }

    /// The selected primary image i_1.
    #[must_use]
    pub fn primary(&self) -> &Candidate {
        &self.product.candidates()[self.primary]
    }

    /// The remaining images in candidate order, the primary among them.
    pub fn kept(&self) -> impl ExactSizeIterator<Item = &Candidate> {
        self.kept.iter().map(|&i| &self.product.candidates()[i])
    }

    /// What is known of every candidate.
    #[must_use]
    pub fn verdicts(&self) -> &Verdicts {
        self.product.verdicts()
    }

    /// The remaining images with the primary first, then by ascending p^nc, then in candidate order:
    /// of two images, the earlier one is preferred (§3.3.2).
    pub(crate) fn by_preference(&self) -> Vec<usize> {
        let p_nc = |&i: &usize| {
            let verdict = self.verdicts().get(&self.product.candidates()[i].id);
            verdict.and_then(|v| v.p_nc).unwrap_or(Probability::ONE)
        };
        let mut order = self.kept.clone();
        order.sort_by_key(|i| (*i != self.primary, p_nc(i), *i));
        order
    }

    /// Ends the product in `stage` if fewer than `needed` images are left.
    pub(crate) fn with_at_least(
        self,
        needed: NonZeroUsize,
        stage: impl Into<Cow<'static, str>>,
    ) -> Outcome<Self> {
        let (kept, needed) = (self.kept.len(), needed.get());
        if kept < needed {
            return Outcome::Terminated(self.product.terminate(stage, Reason::TooFewImages { kept, needed }));
        }
        Outcome::Next(self)
    }
}
