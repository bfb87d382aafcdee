//! The functions that take most of a transformer's time beside its matrix products: those of `agpis-kernels` where
//! Burn's CPU backend is compiled in, otherwise Burn's own.

#[cfg(feature = "flex")]
pub use agpis_kernels::{gelu, gelu_tanh, log_softmax, softmax};
#[cfg(not(feature = "flex"))]
pub use without_kernels::{gelu, gelu_tanh, log_softmax, softmax};

#[cfg(not(feature = "flex"))]
mod without_kernels {
    use burn::tensor::{Tensor, activation};

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
