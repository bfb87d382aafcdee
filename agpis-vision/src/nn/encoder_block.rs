//! One block of a transformer encoder, with the normalisation before or after its layers.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, LayerNorm};
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::{Activation, FeedForward, SelfAttention, layer_norm, normalize};

/// Where the layer normalisations of a block stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NormOrder {
    /// `x + layer(norm(x))`: ViT, GPT-2.
    #[default]
    Pre,
    /// `norm(x + layer(x))`: BERT, and the paper's extra encoder blocks.
    Post,
}

/// The sizes of a transformer block.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockConfig {
    /// D, width of the embeddings.
    pub d_model: usize,
    /// Attention heads; divides `d_model`.
    pub num_heads: usize,
    /// Width of the feed-forward network.
    pub d_ff: usize,
    /// Probability of dropping a value while training.
    pub dropout: f64,
    /// ε of the layer normalisations.
    pub norm_epsilon: f64,
    /// Where they stand.
    pub norm_order: NormOrder,
    /// Non-linearity of the feed-forward network.
    pub activation: Activation,
}

/// Multi-head self-attention and a feed-forward network, each with a residual connection and a
/// layer normalisation (§3.4.1).
#[derive(Module, Debug)]
pub struct EncoderBlock {
    /// Self-attention over all tokens.
    pub attention: SelfAttention,
    /// Normalisation of the attention.
    pub attention_norm: LayerNorm,
    /// Feed-forward network.
    pub mlp: FeedForward,
    /// Normalisation of the feed-forward network.
    pub mlp_norm: LayerNorm,
    dropout: Dropout,
    #[module(skip)]
    norm_order: NormOrder,
}

impl EncoderBlock {
    /// Fresh weights.
    #[must_use]
    pub fn new(config: &BlockConfig, device: &Device) -> Self {
        let norm = || layer_norm(config.d_model, config.norm_epsilon, device);
        Self {
            attention: SelfAttention::new(config, device),
            attention_norm: norm(),
            mlp: FeedForward::new(config, device),
            mlp_norm: norm(),
            dropout: DropoutConfig::new(config.dropout).init(),
            norm_order: config.norm_order,
        }
    }

    /// # Shapes
    /// - `x` and output: `[batch, tokens, d_model]`
    #[must_use]
    pub fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let attend = |x| self.dropout.forward(self.attention.forward(x, None));
        match self.norm_order {
            NormOrder::Pre => {
                let x = x.clone() + attend(normalize(&self.attention_norm, x));
                x.clone() + self.mlp.forward(normalize(&self.mlp_norm, x))
            }
            NormOrder::Post => self.after_attention(x.clone() + attend(x)),
        }
    }

    /// Where the normalisations stand.
    #[must_use]
    pub fn norm_order(&self) -> NormOrder {
        self.norm_order
    }

    /// As [`forward`](Self::forward), for a post-norm block whose input has been projected to query, key
    /// and value before.
    ///
    /// # Shapes
    /// - `x` and output: `[batch, tokens, d_model]`
    /// - `qkv`: `[batch, tokens, 3 · d_model]`, `attention.qkv` of `x`
    #[must_use]
    pub fn forward_projected(&self, x: Tensor<3>, qkv: Tensor<3>) -> Tensor<3> {
        debug_assert_eq!(
            self.norm_order,
            NormOrder::Post,
            "a pre-norm block projects what it has normalised"
        );
        let attended = self.dropout.forward(self.attention.forward_projected(qkv, None));
        self.after_attention(x + attended)
    }

    /// The rest of a post-norm block.
    fn after_attention(&self, x: Tensor<3>) -> Tensor<3> {
        let x = normalize(&self.attention_norm, x);
        normalize(&self.mlp_norm, x.clone() + self.mlp.forward(x))
    }
}
