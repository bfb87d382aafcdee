//! The target sequence I^t: what stage 2 judges.

use crate::{Candidate, Fate, ProductId, Shortlist, Verdicts};

/// A target sequence I^t with its title: at least one image, the first is the primary image.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    product: ProductId,
    title: String,
    images: Vec<Candidate>,
    verdicts: Verdicts,
}

/// The parts do not make a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SequenceError {
    /// There must be a primary image.
    #[error("expected at least one image, got none")]
    Empty,
}

impl Sequence {
    /// A sequence that somebody else put together, to be assessed as it is.
    ///
    /// # Errors
    /// If there is no image.
    pub fn new(
        product: ProductId,
        title: impl Into<String>,
        images: Vec<Candidate>,
    ) -> Result<Self, SequenceError> {
        if images.is_empty() {
            return Err(SequenceError::Empty);
        }
        let mut verdicts = Verdicts::default();
        for (position, image) in images.iter().enumerate() {
            verdicts.push(image.id.clone(), Fate::Chosen { position });
        }
        Ok(Self { product, title: title.into(), images, verdicts })
    }

    /// The images of `shortlist` at these candidate indices. Their places go into the verdicts; the
    /// other images stay as they are.
    ///
    /// # Panics
    /// If an index is none of a candidate.
    pub(crate) fn of(shortlist: Shortlist, order: &[usize]) -> Self {
        let mut product = shortlist.product;
        let images: Vec<Candidate> = order.iter().map(|&i| product.candidates()[i].clone()).collect();
        for (position, image) in images.iter().enumerate() {
            product.verdicts_mut().update(&image.id, |v| v.fate = Fate::Chosen { position });
        }
        let (id, title) = (product.id().clone(), product.title().to_owned());
        Self { product: id, title, images, verdicts: product.verdicts().clone() }
    }

    /// Which product.
    #[must_use]
    pub fn product(&self) -> &ProductId {
        &self.product
    }

    /// Its title W^t.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The K^t images in order.
    #[must_use]
    pub fn images(&self) -> &[Candidate] {
        &self.images
    }

    /// What is known of every candidate.
    #[must_use]
    pub fn verdicts(&self) -> &Verdicts {
        &self.verdicts
    }

    pub(crate) fn into_ids_and_verdicts(self) -> (ProductId, Verdicts) {
        (self.product, self.verdicts)
    }
}

#[cfg(test)]
mod tests {
    use super::{Sequence, SequenceError};
    use crate::ProductId;

    #[test]
    fn a_sequence_has_at_least_one_image() {
        let id = ProductId::new("sku").unwrap();
        assert_eq!(Sequence::new(id, "title", vec![]), Err(SequenceError::Empty));
    }
}
