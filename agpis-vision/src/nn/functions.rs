//! The functions that take a transformer's time: those of `agpis-kernels` where Burn's CPU backend is compiled in, otherwise
//! Burn's own.

#[cfg(feature = "flex")]
pub use agpis_kernels::{gelu, gelu_tanh, log_softmax, softmax};
#[cfg(feature = "flex")]
pub(super) use agpis_kernels::{linear, self_attention};
#[cfg(not(feature = "flex"))]
pub use without_kernels::{gelu, gelu_tanh, log_softmax, softmax};
#[cfg(not(feature = "flex"))]
pub(super) use without_kernels::{linear, self_attention};

#[cfg(not(feature = "flex"))]
mod without_kernels {
    use burn::tensor::{Tensor, activation, module};

    pub(crate) fn linear<const D: usize>(
        x: Tensor<D>,
        weight: Tensor<2>,
        bias: Option<Tensor<1>>,
    ) -> Tensor<D> {
        let (weight, bias) = (weight.cast(x.dtype()), bias.map(|bias| bias.cast(x.dtype())));
        module::linear(x, weight, bias)
    }

    /// There is none.
    pub(crate) fn self_attention(_: &Tensor<3>, _: usize, _: bool) -> Option<Tensor<3>> {
        None
    }

    /// Gaussian error linear unit, `x · Φ(x)` (Hendrycks and Gimpel 2016), as PyTorch's `gelu`.
    #[must_use]
    pub fn gelu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
        activation::gelu(x)
    }

    /// GELU with a hyperbolic tangent in place of Φ, as PyTorch's `gelu` with `approximate="tanh"`.
    #[must_use]
    pub fn gelu_tanh<const D: usize>(x: Tensor<D>) -> Tensor<D> {
        activation::gelu_approximate(x)
    }

    /// Softmax over the last dimension.
    #[must_use]
    pub fn softmax<const D: usize>(x: Tensor<D>) -> Tensor<D> {
        activation::softmax(x, D - 1)
    }

    /// Logarithm of the softmax over the last dimension.
    #[must_use]
    pub fn log_softmax<const D: usize>(x: Tensor<D>) -> Tensor<D> {
        activation::log_softmax(x, D - 1)
    }
}
