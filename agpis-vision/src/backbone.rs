//! One interface to the visual backbones of Table 2: an image in, one feature out.

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use crate::{ConfigError, ResNet, ResNetConfig, ResNetV2, ResNetV2Config, Vit, VitConfig};

/// How the tokens of a ViT become the feature of an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VitPooling {
    /// That of the class token.
    #[default]
    ClassToken,
    /// The mean of all.
    Mean,
}

/// Which backbone, and its sizes. In files the field `architecture` says which.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "architecture", rename_all = "snake_case", deny_unknown_fields)]
pub enum BackboneConfig {
    /// A Vision Transformer.
    Vit {
        /// Its sizes.
        sizes: VitConfig,
        /// How its feature is read off.
        #[serde(default)]
        pooling: VitPooling,
    },
    /// A residual network.
    #[serde(rename = "resnet")]
    ResNet(ResNetConfig),
    /// A residual network of the second kind (BiT).
    #[serde(rename = "resnet_v2")]
    ResNetV2(ResNetV2Config),
}

impl BackboneConfig {
    /// Checks the sizes.
    ///
    /// # Errors
    /// Names the first field that is out of range.
    pub fn validate(&self) -> Result<(), ConfigError> {
        match self {
            Self::Vit { sizes, .. } => sizes.validate(),
            Self::ResNet(sizes) => sizes.validate(),
            Self::ResNetV2(sizes) => sizes.validate(),
        }
    }

    /// C: values of a feature.
    #[must_use]
    pub fn feature_dim(&self) -> usize {
        match self {
            Self::Vit { sizes, .. } => sizes.d_model,
            Self::ResNet(sizes) => sizes.feature_dim(),
            Self::ResNetV2(sizes) => sizes.feature_dim(),
        }
    }

    /// W in pixels of the images that it is given, and H but for a rectangular ViT.
    #[must_use]
    pub fn image_size(&self) -> usize {
        match self {
            Self::Vit { sizes, .. } => sizes.image_size,
            Self::ResNet(sizes) => sizes.image_size,
            Self::ResNetV2(sizes) => sizes.image_size,
        }
    }

    /// The same backbone for a column of `images` such images. Only a ViT has parameters that depend on
    /// the size.
    #[must_use]
    pub fn stacked(&self, images: usize) -> Self {
        match self {
            Self::Vit { sizes, pooling } => Self::Vit { sizes: sizes.stacked(images), pooling: *pooling },
            convolutional => convolutional.clone(),
        }
    }

    /// Fresh weights.
    #[must_use]
    pub fn init(&self, device: &Device) -> Backbone {
        match self {
            Self::Vit { sizes, pooling } => {
                Backbone::Vit(PooledVit { vit: sizes.init(device), pooling: *pooling })
            }
            Self::ResNet(sizes) => Backbone::ResNet(sizes.init(device)),
            Self::ResNetV2(sizes) => Backbone::ResNetV2(sizes.init(device)),
        }
    }
}

impl From<VitConfig> for BackboneConfig {
    fn from(sizes: VitConfig) -> Self {
        Self::Vit { sizes, pooling: VitPooling::default() }
    }
}

impl From<ResNetConfig> for BackboneConfig {
    fn from(sizes: ResNetConfig) -> Self {
        Self::ResNet(sizes)
    }
}

impl From<ResNetV2Config> for BackboneConfig {
    fn from(sizes: ResNetV2Config) -> Self {
        Self::ResNetV2(sizes)
    }
}

/// A backbone: from images to features.
#[derive(Module, Debug)]
#[allow(clippy::large_enum_variant)] // There are few of them, and none is moved about.
pub enum Backbone {
    /// See [`Vit`].
    Vit(PooledVit),
    /// See [`ResNet`].
    ResNet(ResNet),
    /// See [`ResNetV2`].
    ResNetV2(ResNetV2),
}

impl Backbone {
    /// One feature an image.
    ///
    /// # Shapes
    /// - `images`: `[batch, 3, H, W]`
    /// - output: `[batch, C]`
    #[must_use]
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        match self {
            Self::Vit(backbone) => backbone.forward(images),
            Self::ResNet(backbone) => backbone.forward(images),
            Self::ResNetV2(backbone) => backbone.forward(images),
        }
    }
}

/// A Vision Transformer with one feature an image.
#[derive(Module, Debug)]
pub struct PooledVit {
    /// Gives one feature a token.
    pub vit: Vit,
    #[module(skip)]
    pooling: VitPooling,
}

impl PooledVit {
    /// Reads a feature off `vit`.
    #[must_use]
    pub fn new(vit: Vit, pooling: VitPooling) -> Self {
        Self { vit, pooling }
    }

    /// # Shapes
    /// - `images`: `[batch, 3, H, W]`
    /// - output: `[batch, D]`
    #[must_use]
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        match self.pooling {
            VitPooling::ClassToken => self.vit.class_feature(images),
            VitPooling::Mean => self.vit.mean_feature(images),
        }
    }
}
