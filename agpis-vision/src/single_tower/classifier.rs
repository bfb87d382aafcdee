//! Models that judge a sequence by its images alone, as the pipeline sees them.

use agpis_core::{Classifier, Error, Judgement, Sequence};
use burn::tensor::{Device, Tensor};

use super::{SingleTower, SingleTowerConfig};
use crate::{Batching, Preprocess, sequences};

/// A network that judges sequences by their images.
pub trait SequenceModel {
    /// Class logits; class 0 is "qualified".
    ///
    /// # Shapes
    /// - `images`: `[batch, K, 3, H, W]`, values in `-1.0..=1.0`
    /// - output: `[batch, classes]`
    fn class_logits(&self, images: Tensor<5>) -> Tensor<2>;
}

impl SequenceModel for SingleTower {
    fn class_logits(&self, images: Tensor<5>) -> Tensor<2> {
        self.forward(images)
    }
}

/// A [`SequenceModel`] as an [`agpis_core::Classifier`], which can stand in MUIsC's place in the
/// pipeline ([`agpis_core::Assess`]). It does not read the title.
#[derive(Debug)]
pub struct SingleTowerClassifier<M = SingleTower> {
    model: M,
    sequence_length: usize,
    image_size: usize,
    device: Device,
    batching: Batching,
}

impl SingleTowerClassifier {
    /// Runs `model`, which has the sizes of `config`, on `device`.
    #[must_use]
    pub fn new(model: SingleTower, config: &SingleTowerConfig, device: Device) -> Self {
        Self::of(model, config.sequence_length, config.backbone.image_size(), device)
    }
}

impl<M> SingleTowerClassifier<M> {
    /// Runs `model`, which expects `sequence_length` squares of `image_size` pixels, on `device`.
    #[must_use]
    pub fn of(model: M, sequence_length: usize, image_size: usize, device: Device) -> Self {
        Self { model, sequence_length, image_size, device, batching: Batching::OneByOne }
    }

    /// How a batch is cut into calls.
    #[must_use]
    pub fn with_batching(self, batching: Batching) -> Self {
        Self { batching, ..self }
    }

    /// `[batch, K^t, 3, H, W]`.
    fn images(&self, batch: &[Sequence]) -> Tensor<5> {
        let images = sequences::images(batch);
        let pixels = Preprocess { size: self.image_size as u32 }.to_tensor(&images, &self.device);
        pixels.reshape([batch.len(), self.sequence_length, 3, self.image_size, self.image_size])
    }
}

impl<M: SequenceModel + Send + Sync> Classifier for SingleTowerClassifier<M> {
    type Input = Sequence;
    type Output = Judgement;

    fn classify(&self, batch: &[Sequence]) -> Result<Vec<Judgement>, Error> {
        sequences::check_lengths(batch, self.sequence_length)?;
        self.batching.run(batch, |batch| {
            let logits = self.model.class_logits(self.images(batch));
            Ok(sequences::class_probabilities(logits)?.into_iter().map(Judgement::new).collect())
        })
    }
}
