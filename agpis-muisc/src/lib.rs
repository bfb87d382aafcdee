//! MUIsC, the *Multi-modality Unified Image-sequence Classifier* (§3.4): a Vision Transformer for
//! every image, extra encoder blocks over all images, and a GPT-2 style decoder that reads the
//! title with cross-attention to the images. Two tasks, two heads: the class of the sequence (McC)
//! and the reviewer's feedback (NLG).
//!
//! [`Muisc`] is the network, [`MuiscClassifier`] the network as an [`agpis_core::Classifier`], and
//! [`Bundle`] everything the pipeline needs as one versioned directory.

mod bundle;
mod classifier;
mod config;
mod decoder;
mod encoder;
mod loss;
mod model;
mod text;

pub use crate::bundle::{
    Bundle, BundleError, BundleFiles, EmbedderConfig, ImageModelConfig, Manifest, MuiscSettings, Thresholds,
};
pub use crate::classifier::MuiscClassifier;
pub use crate::config::MuiscConfig;
pub use crate::decoder::{Decoder, DecoderBlock};
pub use crate::encoder::SequenceEncoder;
pub use crate::loss::{LossWeights, Losses, mcc_loss, nlg_loss};
pub use crate::model::Muisc;
pub use crate::text::{SpecialTokens, Text, TextBatch, TextError, TextLayout};
