//! Deep features of image patches (§3.3.2: "a pretrained DNN to extract patch features").

use agpis_core::{Embedder, Embedding, Error, Image};
use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::{DType, Device, Tensor};

use crate::batching::read;
use crate::nn::{linear, project};
use crate::{Batching, Preprocess, Vit, VitConfig};

/// Keeps the length of an all-zero feature away from zero.
const EPSILON: f64 = 1e-6;

/// A ViT with a projection of the mean of its tokens to a unit sphere.
#[derive(Module, Debug)]
pub struct EmbedderModel {
    /// The backbone.
    pub vit: Vit,
    /// `[D, dimension]`.
    pub projection: Linear,
}

impl EmbedderModel {
    /// Fresh weights, for embeddings of `dimension` values.
    #[must_use]
    pub fn new(config: &VitConfig, dimension: usize, device: &Device) -> Self {
        Self { vit: config.init(device), projection: linear(config.d_model, dimension, device) }
    }

    /// # Shapes
    /// - `patches`: `[batch, 3, H, W]`
    /// - output: `[batch, dimension]`, rows of unit length
    #[must_use]
    pub fn forward(&self, patches: Tensor<4>) -> Tensor<2> {
        // The length is exact in 32 bits only.
        let x = project(&self.projection, self.vit.mean_feature(patches)).cast(DType::F32);
        let length = x.clone().powi_scalar(2).sum_dim(1).add_scalar(EPSILON).sqrt(); // [batch, 1]
        x / length
    }
}

/// An [`EmbedderModel`] as an [`Embedder`].
#[derive(Debug)]
pub struct PatchEmbedder {
    model: EmbedderModel,
    preprocess: Preprocess,
    dimension: usize,
    device: Device,
    batching: Batching,
}

impl PatchEmbedder {
    /// Runs `model`, which expects squares of `image_size` pixels, on `device`.
    #[must_use]
    pub fn new(model: EmbedderModel, image_size: usize, device: Device) -> Self {
        let dimension = model.projection.weight.dims()[1];
        let preprocess = Preprocess { size: image_size as u32 };
        Self { model, preprocess, dimension, device, batching: Batching::OneByOne }
    }

    /// How a batch is cut into calls.
    #[must_use]
    pub fn with_batching(self, batching: Batching) -> Self {
        Self { batching, ..self }
    }
}

impl Embedder for PatchEmbedder {
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn embed(&self, batch: &[Image]) -> Result<Vec<Embedding>, Error> {
        self.batching.run(batch, |patches| {
            let points = read(self.model.forward(self.preprocess.to_tensor(patches, &self.device)))?;
            Ok(points.chunks(self.dimension).map(<[f32]>::to_vec).collect())
        })
    }
}
