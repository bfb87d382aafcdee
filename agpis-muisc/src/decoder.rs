//! The decoder (§3.4.2): GPT-2 blocks, some with cross-attention to the sequence feature.

use agpis_vision::nn::{
    BlockConfig, CrossAttention, FeedForward, SelfAttention, causal_mask, initializer, layer_norm, parameter,
};
use burn::module::{Module, Param};
use burn::nn::{Dropout, DropoutConfig, LayerNorm};
use burn::tensor::{Device, Int, Tensor};

use crate::MuiscConfig;

/// Masked self-attention, cross-attention (or none) and a feed-forward network, each with a
/// residual connection and a layer normalisation before it. The paper describes post-norm; the
/// authors' GPT-2 is pre-norm, and so is this.
#[derive(Module, Debug)]
pub struct DecoderBlock {
    /// Masked self-attention.
    pub attention: SelfAttention,
    /// Normalisation of the self-attention.
    pub attention_norm: LayerNorm,
    /// Cross-attention and its normalisation.
    pub cross: Option<NormedCrossAttention>,
    /// Feed-forward network.
    pub mlp: FeedForward,
    /// Normalisation of the feed-forward network.
    pub mlp_norm: LayerNorm,
    dropout: Dropout,
}

/// Cross-attention with the normalisation before it.
#[derive(Module, Debug)]
pub struct NormedCrossAttention {
    /// Queries from the text, keys and values from the images.
    pub attention: CrossAttention,
    /// Normalisation of the queries.
    pub norm: LayerNorm,
}

impl DecoderBlock {
    fn new(config: &BlockConfig, with_cross_attention: bool, device: &Device) -> Self {
        let norm = || layer_norm(config.d_model, config.norm_epsilon, device);
        Self {
            attention: SelfAttention::new(config, device),
            attention_norm: norm(),
            cross: with_cross_attention.then(|| NormedCrossAttention {
                attention: CrossAttention::new(config, device),
                norm: norm(),
            }),
            mlp: FeedForward::new(config, device),
            mlp_norm: norm(),
            dropout: DropoutConfig::new(config.dropout).init(),
        }
    }

    fn forward(&self, x: Tensor<3>, memory: &Tensor<3>, mask: Tensor<2>) -> Tensor<3> {
        let attended = self.attention.forward(self.attention_norm.forward(x.clone()), Some(mask));
        let mut x = x + self.dropout.forward(attended);
        if let Some(cross) = &self.cross {
            let seen = cross.attention.forward(cross.norm.forward(x.clone()), memory.clone());
            x = x + self.dropout.forward(seen);
        }
        x.clone() + self.mlp.forward(self.mlp_norm.forward(x))
    }
}

/// From tokens and the sequence feature to decoded hidden states H^d.
#[derive(Module, Debug)]
pub struct Decoder {
    /// `[vocab_size, D]`; the NLG head uses it too.
    pub word_embedding: Param<Tensor<2>>,
    /// `[num_text_positions, D]`.
    pub position_embedding: Param<Tensor<2>>,
    /// N^d blocks.
    pub blocks: Vec<DecoderBlock>,
    /// Over the last block's output.
    pub norm: LayerNorm,
    dropout: Dropout,
}

impl Decoder {
    /// Fresh weights.
    #[must_use]
    pub fn new(config: &MuiscConfig, device: &Device) -> Self {
        let (d_model, block) = (config.image.d_model, config.decoder_block());
        let has_cross = |i: usize| config.cross_attention_blocks.contains(&i);
        Self {
            word_embedding: parameter(initializer(), [config.vocab_size, d_model], device),
            position_embedding: parameter(initializer(), [config.num_text_positions, d_model], device),
            blocks: (0..config.num_decoder_blocks)
                .map(|i| DecoderBlock::new(&block, has_cross(i), device))
                .collect(),
            norm: layer_norm(d_model, config.decoder_norm_epsilon, device),
            dropout: DropoutConfig::new(config.dropout).init(),
        }
    }

    /// The decoded hidden states H^d. Causal: a position depends on the tokens up to it, so padding
    /// on the right changes nothing before it.
    ///
    /// # Shapes
    /// - `tokens`: `[batch, K^d]`
    /// - `memory`: F^e, `[batch, image_tokens, D]`
    /// - output: `[batch, K^d, D]`
    #[must_use]
    pub fn forward(&self, tokens: Tensor<2, Int>, memory: &Tensor<3>) -> Tensor<3> {
        let [batch, length] = tokens.dims();
        let device = tokens.device();
        let words = self.word_embedding.val();
        let d_model = words.dims()[1];
        let words = words.select(0, tokens.reshape([batch * length])).reshape([batch, length, d_model]);
        let positions = self.position_embedding.val().slice(0..length);
        let mask = causal_mask(length, &device);
        let mut x = self.dropout.forward(words + positions.unsqueeze());
        for block in &self.blocks {
            x = block.forward(x, memory, mask.clone());
        }
        self.norm.forward(x)
    }
}
