//! A model that scores many sequences of one product, as the search sees it.

use std::sync::Arc;

use crate::{Candidate, ClassProbabilities, Error};

/// Scores many ordered sequences over the images of one product at little cost: what depends on one
/// image alone is computed once.
///
/// Like a [`Classifier`](crate::Classifier) it decides nothing. A score depends on the title, the images
/// and its own order alone, not on the other orders of the call.
pub trait SequenceScorer {
    /// What is known of the title and of every image.
    type Encoded;

    /// Prepares the images of one product for [`score`](Self::score).
    ///
    /// # Errors
    /// If the model or its device fails.
    fn encode(&self, title: &str, images: &[Candidate]) -> Result<Self::Encoded, Error>;

    /// One distribution for every order, in the same sequence. An order lists different indices into the
    /// encoded images, one for every place of the sequence. Cuts many orders into pieces that fit its
    /// device by itself.
    ///
    /// # Errors
    /// If the model or its device fails, or if it cannot judge sequences of such a length.
    fn score(&self, encoded: &Self::Encoded, orders: &[Vec<usize>])
    -> Result<Vec<ClassProbabilities>, Error>;
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        impl<S: SequenceScorer + ?Sized> SequenceScorer for $pointer {
            type Encoded = S::Encoded;

            fn encode(&self, title: &str, images: &[Candidate]) -> Result<Self::Encoded, Error> {
                (**self).encode(title, images)
            }

            fn score(
                &self,
                encoded: &Self::Encoded,
                orders: &[Vec<usize>],
            ) -> Result<Vec<ClassProbabilities>, Error> {
                (**self).score(encoded, orders)
            }
        }
    )*};
}

forward!(&S, Box<S>, Arc<S>);
