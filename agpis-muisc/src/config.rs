//! Sizes of MUIsC.

use agpis_vision::nn::{Activation, BlockConfig, NormOrder};
use agpis_vision::{ConfigError, VitConfig};
use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::Muisc;

/// Sizes of a [`Muisc`]. The default is the paper's model (§4.2) as the authors built it: K^t = 3,
/// ViT-B/16, N^s = 1 (post-norm), N^d = 3 with cross-attention in the last block, 45 classes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MuiscConfig {
    /// The image encoder; its `d_model` is the D of the whole model.
    pub image: VitConfig,
    /// K^t: images in a sequence.
    pub sequence_length: usize,
    /// N^s: extra encoder blocks over all images.
    pub num_sequence_blocks: usize,
    /// Normalisation of the extra blocks: the paper's and the authors' is post-norm.
    pub sequence_norm: NormOrder,
    /// ε of their layer normalisations.
    pub sequence_norm_epsilon: f64,
    /// Attention heads of the extra blocks.
    pub num_sequence_heads: usize,
    /// Width of their feed-forward networks.
    pub sequence_d_ff: usize,
    /// N^d: decoder blocks.
    pub num_decoder_blocks: usize,
    /// The decoder blocks (0-based) with cross-attention (§3.4.2: "may be absent in some").
    pub cross_attention_blocks: Vec<usize>,
    /// Attention heads of the decoder, self and cross.
    pub num_decoder_heads: usize,
    /// Width of its feed-forward networks.
    pub decoder_d_ff: usize,
    /// ε of the decoder's layer normalisations.
    pub decoder_norm_epsilon: f64,
    /// Where they stand: before the layers as in the authors' GPT-2, which also has one after the last
    /// block; or after them, as the paper describes (§3.4.2).
    #[serde(default)]
    pub decoder_norm: NormOrder,
    /// Non-linearity of the decoder.
    pub decoder_activation: Activation,
    /// Whether the NLG head shares the word embedding's weights, as GPT-2's does.
    #[serde(default = "yes")]
    pub tied_lm_head: bool,
    /// Probability of dropping a value in the extra blocks and the decoder while training.
    pub dropout: f64,
    /// Tokens of the vocabulary.
    pub vocab_size: usize,
    /// Longest text in tokens.
    pub num_text_positions: usize,
    /// K^g: classes.
    pub num_classes: usize,
}

/// What version 1 of the format meant.
fn yes() -> bool {
    true
}

impl Default for MuiscConfig {
    fn default() -> Self {
        Self {
            image: VitConfig::default(),
            sequence_length: 3,
            num_sequence_blocks: 1,
            sequence_norm: NormOrder::Post,
            sequence_norm_epsilon: 1e-12,
            num_sequence_heads: 12,
            sequence_d_ff: 3072,
            num_decoder_blocks: 3,
            cross_attention_blocks: vec![2],
            num_decoder_heads: 12,
            decoder_d_ff: 3072,
            decoder_norm_epsilon: 1e-5,
            decoder_norm: NormOrder::Pre,
            decoder_activation: Activation::GeluTanh,
            tied_lm_head: true,
            dropout: 0.1,
            vocab_size: 21128,
            num_text_positions: 1024,
            num_classes: 45,
        }
    }
}

impl MuiscConfig {
    /// Checks the sizes, so that a configuration from a file cannot ask for absurd memory.
    ///
    /// # Errors
    /// Names the first field that is out of range.
    pub fn validate(&self) -> Result<(), ConfigError> {
        self.image.validate_square()?;
        ConfigError::check_range("sequence_length", self.sequence_length, 1..=64)?;
        ConfigError::check_range("num_sequence_blocks", self.num_sequence_blocks, 0..=64)?;
        ConfigError::check_range("num_decoder_blocks", self.num_decoder_blocks, 1..=64)?;
        for &block in &self.cross_attention_blocks {
            ConfigError::check_range("cross_attention_blocks", block, 0..=self.num_decoder_blocks - 1)?;
        }
        ConfigError::check_range("num_sequence_heads", self.num_sequence_heads, 1..=self.image.d_model)?;
        ConfigError::check_multiple("d_model", self.image.d_model, self.num_sequence_heads)?;
        ConfigError::check_range("sequence_d_ff", self.sequence_d_ff, 1..=16384)?;
        ConfigError::check_range("num_decoder_heads", self.num_decoder_heads, 1..=self.image.d_model)?;
        ConfigError::check_multiple("d_model", self.image.d_model, self.num_decoder_heads)?;
        ConfigError::check_range("decoder_d_ff", self.decoder_d_ff, 1..=16384)?;
        ConfigError::check_range("vocab_size", self.vocab_size, 2..=1_000_000)?;
        ConfigError::check_range("num_text_positions", self.num_text_positions, 2..=16384)?;
        ConfigError::check_range("num_classes", self.num_classes, 2..=10_000)
    }

    /// Fresh weights.
    #[must_use]
    pub fn init(&self, device: &Device) -> Muisc {
        Muisc::new(self, device)
    }

    pub(crate) fn sequence_block(&self) -> BlockConfig {
        BlockConfig {
            d_model: self.image.d_model,
            num_heads: self.num_sequence_heads,
            d_ff: self.sequence_d_ff,
            dropout: self.dropout,
            norm_epsilon: self.sequence_norm_epsilon,
            norm_order: self.sequence_norm,
            activation: Activation::Gelu,
        }
    }

    pub(crate) fn decoder_block(&self) -> BlockConfig {
        BlockConfig {
            num_heads: self.num_decoder_heads,
            d_ff: self.decoder_d_ff,
            norm_epsilon: self.decoder_norm_epsilon,
            norm_order: self.decoder_norm,
            activation: self.decoder_activation,
            ..self.sequence_block()
        }
    }
}
