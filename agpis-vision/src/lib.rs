//! Vision for AGPIS: decoding of untrusted pictures, preprocessing, visual backbones with loaders for
//! published weights, the models of stage 1 (§3.3.1 and the patch features of §3.3.2), and the single-tower
//! baselines of Table 2, as [`agpis_core`] classifiers.
//!
//! Three levels, three verbs: a model has `forward(tensors)`, a classifier `classify(images)`, a
//! stage `run(products)`. The crate names no backend: every constructor takes a [`burn::tensor::Device`].

pub mod nn;
pub mod pretrained;
pub mod sequences;
pub mod weights;

mod backbone;
mod batching;
mod binary_classifier;
mod config;
mod decode;
mod embedder;
mod normalization;
mod preprocess;
mod resnet;
mod resnet_v2;
mod single_tower;
mod vit;

pub use crate::backbone::{Backbone, BackboneConfig, PooledVit, VitPooling};
pub use crate::batching::{Batching, read};
pub use crate::binary_classifier::{BinaryClassifier, BinaryModel};
pub use crate::config::ConfigError;
pub use crate::decode::{Alpha, Decode, DecodeError, DecodeLimits, decode};
pub use crate::embedder::{EmbedderModel, PatchEmbedder};
pub use crate::normalization::Normalization;
pub use crate::preprocess::{Preprocess, resize};
pub use crate::resnet::{BlockKind, ConvNorm, ResNet, ResNetConfig, ResidualBlock};
pub use crate::resnet_v2::{NormConv, PreActivationBlock, ResNetV2, ResNetV2Config};
pub use crate::single_tower::{
    Fusion, SequenceModel, SingleTower, SingleTowerClassifier, SingleTowerConfig, stack,
};
pub use crate::vit::{Vit, VitConfig};
