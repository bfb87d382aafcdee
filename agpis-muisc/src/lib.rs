//! MUIsC, the *Multi-modality Unified Image-sequence Classifier* (§3.4): a Vision Transformer for
//! every image, extra encoder blocks over all images, and a GPT-2 style decoder that reads the
//! title with cross-attention to the images. Two tasks, two heads: the class of the sequence (McC)
//! and the reviewer's feedback (NLG).
//!
//! [`Muisc`] is the network, [`MuiscClassifier`] the network as an [`agpis_core::Classifier`], and
//! [`Bundle`] everything the pipeline needs as one versioned directory.

pub mod pretrained;
pub mod tokenizer;

mod bundle;
mod classifier;
mod config;
mod decoder;
mod encoder;
mod generate;
mod hierarchical_tower;
mod language_model;
mod loss;
mod model;
mod scorer;
mod text;

pub use crate::bundle::{
    Bundle, BundleError, BundleFiles, EmbedderConfig, ImageModelConfig, Manifest, MuiscSettings, Thresholds,
};
pub use crate::classifier::MuiscClassifier;
pub use crate::config::MuiscConfig;
pub use crate::decoder::{AtSeparator, Decoder, DecoderBlock, DecoderState, NormedCrossAttention, ReadTitle};
pub use crate::encoder::{KnownImages, SequenceEncoder};
pub use crate::generate::{Generated, Generation};
pub use crate::hierarchical_tower::HierarchicalTower;
pub use crate::language_model::LanguageModel;
pub use crate::loss::{LossWeights, Losses, mcc_loss, nlg_loss};
pub use crate::model::Muisc;
pub use crate::scorer::KnownProduct;
pub use crate::text::{SpecialTokens, Text, TextBatch, TextError, TextLayout};
