//! The parts of a transformer that the image encoder, the extra encoder blocks and the decoder share.

mod attention;
mod encoder_block;
mod feed_forward;

pub use attention::{CrossAttention, SelfAttention, causal_mask};
pub use encoder_block::{BlockConfig, EncoderBlock, NormOrder};
pub use feed_forward::{Activation, FeedForward};

use burn::module::Param;
use burn::nn::{Initializer, LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::Device;

/// Standard deviation of fresh weights, as in ViT, BERT and GPT-2.
const INIT_STD: f64 = 0.02;

/// The initialiser of fresh weights.
#[must_use]
pub fn initializer() -> Initializer {
    Initializer::Normal { mean: 0.0, std: INIT_STD }
}

/// A linear layer with a bias of zero: `[…, d_input]` to `[…, d_output]`.
#[must_use]
pub fn linear(d_input: usize, d_output: usize, device: &Device) -> Linear {
    let mut layer = LinearConfig::new(d_input, d_output).with_initializer(initializer()).init(device);
    layer.bias = Some(parameter(Initializer::Zeros, [d_output], device));
    layer
}

/// A layer normalisation over the last dimension.
#[must_use]
pub fn layer_norm(d_model: usize, epsilon: f64, device: &Device) -> LayerNorm {
    LayerNormConfig::new(d_model).with_epsilon(epsilon).init(device)
}

/// A learned tensor.
#[must_use]
pub fn parameter<const D: usize>(
    initializer: Initializer,
    shape: [usize; D],
    device: &Device,
) -> Param<burn::tensor::Tensor<D>> {
    initializer.init(shape, device)
}
