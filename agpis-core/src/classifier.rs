//! Models, as the pipeline sees them: they score, and decide nothing.

use std::sync::Arc;

use crate::{Error, Image, Judgement, Probability, RegionPair, Sequence};

/// Scores only: no thresholds, no removal. One output for every input, in the same order; splits
/// a batch into pieces that fit its device by itself. An output depends on its own input alone.
pub trait Classifier {
    /// What is scored.
    type Input;
    /// Its score.
    type Output;

    /// # Errors
    /// If the model or its device fails; then there is no result for the whole batch.
    fn classify(&self, batch: &[Self::Input]) -> Result<Vec<Self::Output>, Error>;
}

/// Turns pictures or patches into points: alike contents lie close together.
pub trait Embedder {
    /// Number of values of an embedding.
    fn dimension(&self) -> usize;

    /// One embedding of [`dimension`](Self::dimension) values and unit length for every picture, in
    /// the same order.
    ///
    /// # Errors
    /// If the model or its device fails.
    fn embed(&self, batch: &[Image]) -> Result<Vec<Embedding>, Error>;

    /// The embeddings of the same pictures with left and right exchanged. `plain` is what
    /// [`embed`](Self::embed) gave for them: an embedder that can tell from it need not look at them again.
    ///
    /// # Errors
    /// If the model or its device fails.
    fn embed_mirrored(&self, batch: &[Image], plain: &[Embedding]) -> Result<Vec<Embedding>, Error> {
        let _ = plain;
        self.embed(&batch.iter().map(Image::mirrored).collect::<Vec<_>>())
    }
}

/// A point in the space of an [`Embedder`].
pub type Embedding = Vec<f32>;

/// How strongly two images of one product share content.
#[derive(Clone, Debug, PartialEq)]
pub struct PairScore {
    /// Index of the first image; smaller than `b`.
    pub a: usize,
    /// Index of the second image.
    pub b: usize,
    /// Finite; larger means more shared content.
    pub score: f32,
    /// The matched patches behind the score, best first (Figure 3).
    pub regions: Vec<RegionPair>,
}

/// A model for one image: p^primary or p^nc (§3.3.1).
pub type ImageClassifier = Arc<dyn Classifier<Input = Image, Output = Probability> + Send + Sync>;
/// A model for the images of a product: all pairs that share content (§3.3.2).
pub type PairClassifier = Arc<dyn Classifier<Input = Vec<Image>, Output = Vec<PairScore>> + Send + Sync>;
/// A model for a sequence: class probabilities and feedback (§3.4).
pub type SequenceClassifier = Arc<dyn Classifier<Input = Sequence, Output = Judgement> + Send + Sync>;
/// A shared [`Embedder`].
pub type ImageEmbedder = Arc<dyn Embedder + Send + Sync>;

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        impl<T: Classifier + ?Sized> Classifier for $pointer {
            type Input = T::Input;
            type Output = T::Output;

            fn classify(&self, batch: &[Self::Input]) -> Result<Vec<Self::Output>, Error> {
                (**self).classify(batch)
            }
        }

        impl<T: Embedder + ?Sized> Embedder for $pointer {
            fn dimension(&self) -> usize {
                (**self).dimension()
            }

            fn embed(&self, batch: &[Image]) -> Result<Vec<Embedding>, Error> {
                (**self).embed(batch)
            }

            fn embed_mirrored(
                &self,
                batch: &[Image],
                plain: &[Embedding],
            ) -> Result<Vec<Embedding>, Error> {
                (**self).embed_mirrored(batch, plain)
            }
        }
    )*};
}

forward!(&T, Box<T>, Arc<T>);
