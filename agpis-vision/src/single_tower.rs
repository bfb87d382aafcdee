//! Sequence classifiers of a backbone and a head, which see the images and no text: the single-tower
//! baselines of Table 2 (§4.3).

mod classifier;
mod config;

use burn::module::Module;
use burn::tensor::{Device, Tensor};

pub use classifier::{SequenceModel, SingleTowerClassifier};
pub use config::{Fusion, SingleTowerConfig};

use crate::nn::MlpHead;
use crate::{Backbone, Normalization};

/// A single-tower model.
#[derive(Module, Debug)]
pub struct SingleTower {
    /// One for all images.
    pub backbone: Backbone,
    /// From the features to the classes.
    pub head: MlpHead,
    #[module(skip)]
    fusion: Fusion,
    #[module(skip)]
    normalization: Normalization,
}

impl SingleTower {
    /// Fresh weights.
    #[must_use]
    pub fn new(config: &SingleTowerConfig, device: &Device) -> Self {
        Self {
            backbone: config.tower().init(device),
            head: MlpHead::new(config.sequence_dim(), config.d_hidden, config.num_classes, device),
            fusion: config.fusion,
            normalization: config.normalization,
        }
    }

    /// Class logits.
    ///
    /// # Shapes
    /// - `images`: `[batch, K, 3, H, W]`, values in `-1.0..=1.0`
    /// - output: `[batch, num_classes]`
    #[must_use]
    pub fn forward(&self, images: Tensor<5>) -> Tensor<2> {
        let batch = images.dims()[0];
        self.head.forward(self.features(images).reshape([batch as i32, -1]))
    }

    /// What the backbone says: of every image with late fusion, of every sequence with early fusion.
    ///
    /// # Shapes
    /// - `images`: `[batch, K, 3, H, W]`, values in `-1.0..=1.0`
    /// - output: `[batch · K, C]` or `[batch, C]`
    #[must_use]
    pub fn features(&self, images: Tensor<5>) -> Tensor<2> {
        let images = match self.fusion {
            Fusion::Early => stack(images),
            Fusion::Late => images.flatten(0, 1),
        };
        self.backbone.forward(self.normalization.apply(images))
    }
}

/// The images of every sequence as one, from top to bottom: `[batch, K, 3, H, W]` to `[batch, 3, K · H, W]`.
#[must_use]
pub fn stack(images: Tensor<5>) -> Tensor<4> {
    images.swap_dims(1, 2).flatten(2, 3)
}
