//! A binary single-image classifier, the architecture of both models of §3.3.1.

use agpis_core::{Classifier, Error, Image, Probability};
use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::sigmoid;
use burn::tensor::{DType, Device, Tensor};

use crate::batching::read;
use crate::nn::{linear, project};
use crate::{Batching, Preprocess, Vit, VitConfig};

/// A ViT with one logit over the mean of its tokens.
#[derive(Module, Debug)]
pub struct BinaryModel {
    /// The backbone.
    pub vit: Vit,
    /// `[D, 1]`.
    pub head: Linear,
}

impl BinaryModel {
    /// Fresh weights.
    #[must_use]
    pub fn new(config: &VitConfig, device: &Device) -> Self {
        Self { vit: config.init(device), head: linear(config.d_model, 1, device) }
    }

    /// # Shapes
    /// - `images`: `[batch, 3, H, W]`
    /// - output: `[batch]`, the logit of the positive class
    #[must_use]
    pub fn forward(&self, images: Tensor<4>) -> Tensor<1> {
        project(&self.head, self.vit.mean_feature(images)).squeeze_dim(1)
    }
}

/// p^primary or p^nc of images: a [`BinaryModel`] as a [`Classifier`].
#[derive(Debug)]
pub struct BinaryClassifier {
    model: BinaryModel,
    preprocess: Preprocess,
    device: Device,
    batching: Batching,
}

impl BinaryClassifier {
    /// Runs `model`, which expects squares of `image_size` pixels, on `device`.
    #[must_use]
    pub fn new(model: BinaryModel, image_size: usize, device: Device) -> Self {
        let preprocess = Preprocess { size: image_size as u32 };
        Self { model, preprocess, device, batching: Batching::OneByOne }
    }

    /// How a batch is cut into calls.
    #[must_use]
    pub fn with_batching(self, batching: Batching) -> Self {
        Self { batching, ..self }
    }
}

impl Classifier for BinaryClassifier {
    type Input = Image;
    type Output = Probability;

    fn classify(&self, batch: &[Image]) -> Result<Vec<Probability>, Error> {
        self.batching.run(batch, |images| {
            let logits = self.model.forward(self.preprocess.to_tensor(images, &self.device));
            Ok(read(sigmoid(logits.cast(DType::F32)))?.into_iter().map(Probability::saturating).collect())
        })
    }
}
