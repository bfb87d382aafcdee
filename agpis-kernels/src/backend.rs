//! The functions as operations of a backend.

use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Flex, backend_extension};

use crate::elementwise;
use crate::rows::{self, LogSoftmax, RowFunction, Softmax};
use crate::scalar::{Function, Gelu, GeluTanh};

/// What Burn's extension point is given. Only tensors of 32 bits; rows are along the last dimension.
#[backend_extension(Flex, Autodiff: cfg(feature = "autodiff"))]
pub(crate) trait Kernels: Backend {
    /// GELU.
    fn gelu_erf(x: FloatTensor<Self>) -> FloatTensor<Self>;
    /// GELU with a hyperbolic tangent.
    fn gelu_tanh(x: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Softmax.
    fn softmax_rows(x: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Logarithm of softmax.
    fn log_softmax_rows(x: FloatTensor<Self>) -> FloatTensor<Self>;
}

impl Kernels for Flex {
    fn gelu_erf(x: FloatTensor<Self>) -> FloatTensor<Self> {
        changed(x, elementwise::apply::<Gelu>)
    }

    fn gelu_tanh(x: FloatTensor<Self>) -> FloatTensor<Self> {
        changed(x, elementwise::apply::<GeluTanh>)
    }

    fn softmax_rows(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let width = width(&x);
        changed(x, |values| rows::apply::<Softmax>(values, width))
    }

    fn log_softmax_rows(x: FloatTensor<Self>) -> FloatTensor<Self> {
        let width = width(&x);
        changed(x, |values| rows::apply::<LogSoftmax>(values, width))
    }
}

/// From the gradient of a result to that of its argument. `known` is the argument of GELU, and the result of the others.
pub(crate) trait Derivatives: Kernels {
    /// Of [`Kernels::gelu_erf`].
    fn gelu_erf_backward(known: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Of [`Kernels::gelu_tanh`].
    fn gelu_tanh_backward(known: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Of [`Kernels::softmax_rows`].
    fn softmax_rows_backward(known: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Of [`Kernels::log_softmax_rows`].
    fn log_softmax_rows_backward(known: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self>;
}

impl Derivatives for Flex {
    fn gelu_erf_backward(known: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self> {
        times_slope::<Gelu>(&known, gradient)
    }

    fn gelu_tanh_backward(known: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self> {
        times_slope::<GeluTanh>(&known, gradient)
    }

    fn softmax_rows_backward(known: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self> {
        rows_backward::<Softmax>(&known, gradient)
    }

    fn log_softmax_rows_backward(known: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self> {
        rows_backward::<LogSoftmax>(&known, gradient)
    }
}

fn times_slope<F: Function>(x: &FloatTensor<Flex>, gradient: FloatTensor<Flex>) -> FloatTensor<Flex> {
    let x = x.to_contiguous();
    changed(gradient, |gradients| elementwise::times_slope::<F>(gradients, values(&x)))
}

fn rows_backward<F: RowFunction>(
    result: &FloatTensor<Flex>,
    gradient: FloatTensor<Flex>,
) -> FloatTensor<Flex> {
    let (result, width) = (result.to_contiguous(), width(result));
    changed(gradient, |gradients| rows::backward::<F>(gradients, values(&result), width))
}

/// Changes the values in place if nobody else has them, and a copy of them otherwise.
fn changed(x: FloatTensor<Flex>, change: impl FnOnce(&mut [f32])) -> FloatTensor<Flex> {
    let mut x = if x.is_contiguous() { x } else { x.to_contiguous() };
    let (start, count) = (x.layout().start_offset(), x.layout().num_elements());
    change(&mut x.storage_mut::<f32>()[start..start + count]);
    x
}

/// The values of a contiguous tensor, which may be a part of what is stored.
fn values(x: &FloatTensor<Flex>) -> &[f32] {
    let (start, count) = (x.layout().start_offset(), x.layout().num_elements());
    &x.storage::<f32>()[start..start + count]
}

/// Length of the last dimension; of a scalar, 1.
fn width(x: &FloatTensor<Flex>) -> usize {
    x.layout().shape().as_slice().last().copied().unwrap_or(1)
}
