//! The parts of a transformer that the image encoder, the extra encoder blocks and the decoder share.

mod attention;
mod convolution;
mod encoder_block;
mod feed_forward;
mod functions;
mod mask;
mod mlp_head;
mod positions;

pub use attention::{CrossAttention, KeyValue, Look, SelfAttention};
pub use convolution::{Convolution, global_average, max_pool};
pub use encoder_block::{BlockConfig, EncoderBlock, NormOrder};
pub use feed_forward::{Activation, FeedForward};
pub use functions::{gelu, gelu_tanh, log_softmax, softmax};
pub use mask::AttentionMask;
pub use mlp_head::MlpHead;
pub use positions::{image_positions, patch_positions};

use burn::module::Param;
use burn::nn::{Initializer, LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::{DType, Device, Tensor};

/// Standard deviation of fresh embeddings, and of the weights of a layer with [`REFERENCE_WIDTH`] inputs,
/// as in ViT, BERT and GPT-2.
const INIT_STD: f64 = 0.02;
/// D of the base models.
const REFERENCE_WIDTH: f64 = 768.0;

/// The initialiser of fresh embeddings.
#[must_use]
pub fn initializer() -> Initializer {
    Initializer::Normal { mean: 0.0, std: INIT_STD }
}

/// The initialiser of the weights of a layer with `d_input` inputs. Its outputs vary as much as those of a
/// base model's layer: with 0.02 at any width, a narrow model begins with attention and features so faint
/// that it learns nothing for a long time.
fn layer_initializer(d_input: usize) -> Initializer {
    Initializer::Normal { mean: 0.0, std: INIT_STD * (REFERENCE_WIDTH / d_input.max(1) as f64).sqrt() }
}

/// A linear layer with a bias of zero: `[…, d_input]` to `[…, d_output]`.
#[must_use]
pub fn linear(d_input: usize, d_output: usize, device: &Device) -> Linear {
    let mut layer =
        LinearConfig::new(d_input, d_output).with_initializer(layer_initializer(d_input)).init(device);
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
) -> Param<Tensor<D>> {
    initializer.init(shape, device)
}

/// Applies a linear layer in the precision of `x`, which its weights take for the moment in which they are used: those stored
/// in 16 bits, which halve the memory of a model, become wider, and all become narrower on a device that computes in 16.
/// Only where the processor multiplies in bf16, weights stored so stay as they are, and the values of `x` are rounded.
#[must_use]
pub fn project<const D: usize>(layer: &Linear, x: Tensor<D>) -> Tensor<D> {
    functions::linear(x, layer.weight.val(), layer.bias.as_ref().map(Param::val))
}

/// As [`project`], without adding the bias.
#[must_use]
pub fn project_without_bias<const D: usize>(layer: &Linear, x: Tensor<D>) -> Tensor<D> {
    functions::linear(x, layer.weight.val(), None)
}

/// How much every row of `x` has in common with every one of `rows`: `x · rowsᵀ`, as PyTorch's `linear` without a bias, in the
/// precision of `x` as [`project`].
///
/// # Shapes
/// - `x`: `[…, d_input]`
/// - `rows`: `[d_output, d_input]`
/// - output: `[…, d_output]`
#[must_use]
pub fn project_onto<const D: usize>(rows: Tensor<2>, x: Tensor<D>) -> Tensor<D> {
    functions::linear(x, rows.transpose(), None)
}

/// Normalises in the precision of the layer's parameters, which of a model from a file is 32 bits, as sums of squares need;
/// the result has that of `x`.
#[must_use]
pub fn normalize<const D: usize>(layer: &LayerNorm, x: Tensor<D>) -> Tensor<D> {
    in_precision(layer.gamma.val().dtype(), x, |x| layer.forward(x))
}

/// What `layer` makes of `x` in another precision, in that of `x`.
pub(crate) fn in_precision<const D: usize>(
    precision: DType,
    x: Tensor<D>,
    layer: impl FnOnce(Tensor<D>) -> Tensor<D>,
) -> Tensor<D> {
    let own = x.dtype();
    layer(x.cast(precision)).cast(own)
}

/// A parameter in the precision of `like`.
#[must_use]
pub fn in_precision_of<const D: usize, const L: usize>(parameter: Tensor<D>, like: &Tensor<L>) -> Tensor<D> {
    // A cast to the same type is none.
    parameter.cast(like.dtype())
}
