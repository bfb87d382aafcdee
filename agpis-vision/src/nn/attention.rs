//! Multi-head attention (Vaswani et al. 2017): `softmax(Q Kᵀ / √d_head) V` in every head.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Linear};
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor};

use super::{BlockConfig, linear};

/// Added to the score of a key that a query must not see; after the softmax its weight is exactly 0.
const MASKED: f64 = -1e4;

/// Attention of a sequence to itself; query, key and value come from one projection.
#[derive(Module, Debug)]
pub struct SelfAttention {
    /// `[d_model, 3 · d_model]`: query, key, value, in this order.
    pub qkv: Linear,
    /// Merges the heads.
    pub output: Linear,
    dropout: Dropout,
    num_heads: usize,
}

impl SelfAttention {
    /// Fresh weights.
    #[must_use]
    pub fn new(config: &BlockConfig, device: &Device) -> Self {
        Self {
            qkv: linear(config.d_model, 3 * config.d_model, device),
            output: linear(config.d_model, config.d_model, device),
            dropout: DropoutConfig::new(config.dropout).init(),
            num_heads: config.num_heads,
        }
    }

    /// # Shapes
    /// - `x`: `[batch, tokens, d_model]`
    /// - `mask`: `[tokens, tokens]`, added to the scores; see [`causal_mask`]
    /// - output: as `x`
    #[must_use]
    pub fn forward(&self, x: Tensor<3>, mask: Option<Tensor<2>>) -> Tensor<3> {
        let [query, key, value] = split_heads(self.qkv.forward(x), self.num_heads);
        self.output.forward(attend(query, key, value, mask, &self.dropout))
    }
}

/// Attention of one sequence to another.
#[derive(Module, Debug)]
pub struct CrossAttention {
    /// `[d_model, d_model]`.
    pub query: Linear,
    /// `[d_model, 2 · d_model]`: key and value, in this order.
    pub key_value: Linear,
    /// Merges the heads.
    pub output: Linear,
    dropout: Dropout,
    num_heads: usize,
}

impl CrossAttention {
    /// Fresh weights.
    #[must_use]
    pub fn new(config: &BlockConfig, device: &Device) -> Self {
        Self {
            query: linear(config.d_model, config.d_model, device),
            key_value: linear(config.d_model, 2 * config.d_model, device),
            output: linear(config.d_model, config.d_model, device),
            dropout: DropoutConfig::new(config.dropout).init(),
            num_heads: config.num_heads,
        }
    }

    /// # Shapes
    /// - `x`: `[batch, tokens, d_model]`, asks
    /// - `memory`: `[batch, memory_tokens, d_model]`, answers
    /// - output: as `x`
    #[must_use]
    pub fn forward(&self, x: Tensor<3>, memory: Tensor<3>) -> Tensor<3> {
        let [query] = split_heads(self.query.forward(x), self.num_heads);
        let [key, value] = split_heads(self.key_value.forward(memory), self.num_heads);
        self.output.forward(attend(query, key, value, None, &self.dropout))
    }
}

/// A mask `[tokens, tokens]` with which no position sees a later one.
#[must_use]
pub fn causal_mask(tokens: usize, device: &Device) -> Tensor<2> {
    Tensor::<2>::full([tokens, tokens], MASKED, device).triu(1)
}

/// `[batch, tokens, N · d_model]` to N times `[batch, heads, tokens, d_head]`.
fn split_heads<const N: usize>(x: Tensor<3>, heads: usize) -> [Tensor<4>; N] {
    let [batch, tokens, width] = x.dims();
    let d_head = width / N / heads;
    let parts = x.reshape([batch, tokens, N, heads, d_head]).permute([2, 0, 3, 1, 4]); // [N, batch, heads, tokens, d_head]
    std::array::from_fn(|i| parts.clone().slice(i..=i).reshape([batch, heads, tokens, d_head]))
}

/// From heads `[batch, heads, tokens, d_head]` to `[batch, tokens, d_model]`.
fn attend(
    query: Tensor<4>,
    key: Tensor<4>,
    value: Tensor<4>,
    mask: Option<Tensor<2>>,
    dropout: &Dropout,
) -> Tensor<3> {
    let [batch, heads, tokens, d_head] = query.dims();
    let scale = (d_head as f64).powf(-0.5);
    let mut scores = query.mul_scalar(scale).matmul(key.swap_dims(2, 3)); // [batch, heads, tokens, keys]
    if let Some(mask) = mask {
        scores = scores + mask.unsqueeze();
    }
    let weights = dropout.forward(softmax(scores, 3));
    weights.matmul(value).swap_dims(1, 2).reshape([batch, tokens, heads * d_head])
}
