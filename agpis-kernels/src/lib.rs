//! The parts of a transformer that Burn's CPU backend computes slowly, with the vector instructions of the processor.
//!
//! Burn's backend `flex` computes GELU and softmax one value at a time, which takes up to a third of a transformer; it writes
//! products into memory that it has filled twice before, and copies heads out of attention and back. The
//! functions of this crate go through Burn's extension point instead: on `flex` and in 32 bits they are this crate's own,
//! with their derivatives where the feature `autodiff` is on; on every other device, and in every other precision but for
//! [`linear`] with a weight in bf16, they are Burn's. GELU and softmax differ from those in 64 bits by less than 1e-6, sums of n products by
//! less than 1e-6 · √n of the size of their terms.
//!
//! ```
//! use agpis_kernels::{gelu, softmax};
//! use burn::tensor::{Device, Tensor};
//!
//! let x = Tensor::<2>::from_data([[-1.0, 0.0, 1.0]], &Device::flex());
//! let share: Vec<f32> = softmax(gelu(x)).into_data().try_to_vec().unwrap();
//! assert!((share.iter().sum::<f32>() - 1.0).abs() < 1e-6);
//! ```

// Derivatives are compiled in every build, and used in those that train.
#![cfg_attr(not(feature = "autodiff"), allow(dead_code))]

mod attention;
#[cfg(feature = "autodiff")]
mod autodiff;
mod backend;
mod elementwise;
mod half_precision;
mod matrix;
mod rows;
mod scalar;
mod vectorized;

use burn::backend::{Dispatch, DispatchDevice};
use burn::tensor::{DType, Device, Tensor, activation, module};

use crate::backend::Kernels;

/// Gaussian error linear unit, `x · Φ(x)` (Hendrycks and Gimpel 2016), as PyTorch's `gelu`.
#[must_use]
pub fn gelu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    if !is_ours(&x) {
        return activation::gelu(x);
    }
    Tensor::from_dispatch(Dispatch::gelu_erf(x.into_dispatch()))
}

/// GELU with a hyperbolic tangent in place of Φ, as PyTorch's `gelu` with `approximate="tanh"`.
#[must_use]
pub fn gelu_tanh<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    if !is_ours(&x) {
        return activation::gelu_approximate(x);
    }
    Tensor::from_dispatch(Dispatch::gelu_tanh(x.into_dispatch()))
}

/// Softmax over the last dimension. Where a value is −∞ it is exactly 0; a row of nothing else is not a number.
#[must_use]
pub fn softmax<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    if !is_ours(&x) {
        return activation::softmax(x, D - 1);
    }
    Tensor::from_dispatch(Dispatch::softmax_rows(x.into_dispatch()))
}

/// Logarithm of the softmax over the last dimension.
#[must_use]
pub fn log_softmax<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    if !is_ours(&x) {
        return activation::log_softmax(x, D - 1);
    }
    Tensor::from_dispatch(Dispatch::log_softmax_rows(x.into_dispatch()))
}

/// A linear layer: `x · weight + bias`, rows being along the last dimension of `x`, as Burn's `linear`.
///
/// The result has the precision of `x`, which weight and bias take for the moment. There is one exception: with a weight in bf16,
/// `x` in 32 bits and a processor with AVX512_BF16, the values of `x` take that of the weight, and only their products are added up
/// in 32 bits. That is about twice as fast, with AMX several times, and as exact as the weight is.
///
/// # Shapes
/// - `x`: `[…, d_input]`
/// - `weight`: `[d_input, d_output]`
/// - `bias`: `[d_output]`
/// - output: `[…, d_output]`
///
/// # Panics
/// If the shapes do not fit.
#[must_use]
pub fn linear<const D: usize>(x: Tensor<D>, weight: Tensor<2>, bias: Option<Tensor<1>>) -> Tensor<D> {
    let weight = if multiplies_in_16_bits(&x, &weight) { weight } else { weight.cast(x.dtype()) };
    let bias = bias.map(|bias| bias.cast(x.dtype()));
    if D < 2 || !is_ours(&x) {
        return module::linear(x, weight, bias);
    }
    let ([d_input, d_output], given) = (weight.dims(), x.dims()[D - 1]);
    assert_eq!(given, d_input, "expected {d_input} values for a linear layer, got {given}");
    let (x, weight) = (x.into_dispatch(), weight.into_dispatch());
    Tensor::from_dispatch(match bias {
        Some(bias) => {
            let [biases] = bias.dims();
            assert_eq!(biases, d_output, "expected a bias of {d_output} values, got {biases}");
            Dispatch::projection_with_bias(x, weight, bias.into_dispatch())
        }
        None => Dispatch::projection(x, weight),
    })
}

fn multiplies_in_16_bits<const D: usize>(x: &Tensor<D>, weight: &Tensor<2>) -> bool {
    let are_stored_so = weight.dtype() == DType::BF16 && is_ours(x) && D >= 2;
    are_stored_so && !x.device().is_autodiff() && half_precision::is_supported()
}

/// Multi-head attention of every sequence to itself, `softmax(Q Kᵀ / √d_head) V` in every head, from rows that hold the queries of
/// all heads, then the keys, then the values. If it is causal, a token sees only those up to itself.
///
/// `None` on other devices than `flex` and in other precisions than 32 bits, where Burn's own operations are to be taken.
///
/// # Shapes
/// - `qkv`: `[batch, tokens, 3 · d_model]`
/// - output: `[batch, tokens, d_model]`
///
/// # Panics
/// If the last dimension is not three times a multiple of `heads`.
#[must_use]
pub fn self_attention(qkv: &Tensor<3>, heads: usize, is_causal: bool) -> Option<Tensor<3>> {
    let [_, _, width] = qkv.dims();
    assert!(
        heads > 0 && width.is_multiple_of(3 * heads),
        "expected 3 · {heads} · d_head values, got {width}"
    );
    let is_ours = is_ours(qkv);
    is_ours.then(|| {
        Tensor::from_dispatch(Dispatch::self_attention(qkv.clone().into_dispatch(), heads, is_causal))
    })
}

fn is_ours<const D: usize>(x: &Tensor<D>) -> bool {
    x.dtype() == DType::F32 && is_flex(&x.device())
}

fn is_flex(device: &Device) -> bool {
    // Without derivatives, Burn's functions are the ones to train with.
    let has_derivatives = cfg!(feature = "autodiff") || !device.is_autodiff();
    has_derivatives && matches!(device.clone().without_autodiff().as_dispatch(), DispatchDevice::Flex(_))
}
