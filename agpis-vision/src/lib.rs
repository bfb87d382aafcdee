//! Vision for AGPIS: decoding of untrusted pictures, preprocessing, the Vision Transformer, and the
//! models of stage 1 (§3.3.1 and the patch features of §3.3.2) as [`agpis_core`] classifiers.
//!
//! Three levels, three verbs: a model has `forward(tensors)`, a classifier `classify(images)`, a
//! stage `run(products)`. The crate names no backend: every constructor takes a [`burn::tensor::Device`].

pub mod nn;
pub mod weights;

mod batching;
mod binary_classifier;
mod config;
mod decode;
mod embedder;
mod preprocess;
mod vit;

pub use crate::batching::{Batching, read};
pub use crate::binary_classifier::{BinaryClassifier, BinaryModel};
pub use crate::config::ConfigError;
pub use crate::decode::{Alpha, Decode, DecodeError, DecodeLimits, decode};
pub use crate::embedder::{EmbedderModel, PatchEmbedder};
pub use crate::preprocess::Preprocess;
pub use crate::vit::{Vit, VitConfig};
