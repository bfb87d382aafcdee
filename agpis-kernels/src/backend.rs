//! The functions as operations of a backend.

use burn::backend::ops::ModuleOps;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, Flex, backend_extension};
use burn::tensor::{DType, Element, TensorData};
use bytemuck::Pod;

use crate::attention::Attention;
use crate::elementwise;
use crate::half_precision::{self, Order, Weight};
use crate::matrix::{Matrix, product};
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
    /// `x · weight`, rows being along the last dimension of `x`.
    fn projection(x: FloatTensor<Self>, weight: FloatTensor<Self>) -> FloatTensor<Self>;
    /// `x · weight + bias`.
    fn projection_with_bias(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self>;
    /// Attention of every sequence of `[batch, tokens, 3 · d_model]` to itself.
    fn self_attention(qkv: FloatTensor<Self>, heads: usize, is_causal: bool) -> FloatTensor<Self>;
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

    fn projection(x: FloatTensor<Self>, weight: FloatTensor<Self>) -> FloatTensor<Self> {
        projected(x, weight, None)
    }

    fn projection_with_bias(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        projected(x, weight, Some(bias))
    }

    fn self_attention(qkv: FloatTensor<Self>, heads: usize, is_causal: bool) -> FloatTensor<Self> {
        let qkv = contiguous(qkv);
        let mut shape = qkv.layout().shape().as_slice().to_vec();
        let attention = attention(&shape, heads, is_causal);
        shape[2] = attention.d_model;
        tensor(attention.forward(values(&qkv)), shape)
    }
}

/// From the gradient of a result to that of its argument. `known` is the argument of GELU, and the result of softmax.
pub(crate) trait Derivatives: Kernels {
    /// Of [`Kernels::gelu_erf`].
    fn gelu_erf_backward(known: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Of [`Kernels::gelu_tanh`].
    fn gelu_tanh_backward(known: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Of [`Kernels::softmax_rows`].
    fn softmax_rows_backward(known: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Of [`Kernels::log_softmax_rows`].
    fn log_softmax_rows_backward(known: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Of [`Kernels::projection`], to `x`.
    fn projection_x_backward(weight: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Of [`Kernels::projection`], to `weight`.
    fn projection_weight_backward(x: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Of [`Kernels::projection_with_bias`], to `bias`.
    fn projection_bias_backward(gradient: FloatTensor<Self>) -> FloatTensor<Self>;
    /// Of [`Kernels::self_attention`].
    fn self_attention_backward(
        qkv: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        heads: usize,
        is_causal: bool,
    ) -> FloatTensor<Self>;
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

    fn projection_x_backward(weight: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self> {
        projected(gradient, weight.transpose(0, 1), None)
    }

    fn projection_weight_backward(x: FloatTensor<Self>, gradient: FloatTensor<Self>) -> FloatTensor<Self> {
        let (x, gradient) = (contiguous(x), contiguous(gradient));
        let (d_input, d_output) = (width(&x), width(&gradient));
        let x = Matrix::of_rows(values(&x), d_input);
        let gradient = Matrix::of_rows(values(&gradient), d_output);
        tensor(product(x.transposed(), gradient, None), vec![d_input, d_output])
    }

    fn projection_bias_backward(gradient: FloatTensor<Self>) -> FloatTensor<Self> {
        Self::linear_bias_backward(gradient)
    }

    fn self_attention_backward(
        qkv: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        heads: usize,
        is_causal: bool,
    ) -> FloatTensor<Self> {
        let (qkv, gradient) = (contiguous(qkv), contiguous(gradient));
        let shape = qkv.layout().shape().as_slice().to_vec();
        let attention = attention(&shape, heads, is_causal);
        tensor(attention.backward(values(&qkv), values(&gradient)), shape)
    }
}

fn projected(
    x: FloatTensor<Flex>,
    weight: FloatTensor<Flex>,
    bias: Option<FloatTensor<Flex>>,
) -> FloatTensor<Flex> {
    let (x, bias) = (contiguous(x), bias.map(contiguous));
    let mut shape = x.layout().shape().as_slice().to_vec();
    let [d_input, d_output] = [weight.layout().shape()[0], weight.layout().shape()[1]];
    let rows = shape[..shape.len() - 1].iter().product();
    let bias = bias.as_ref().map(values);
    let result = if weight.dtype() == DType::BF16 {
        let turned = weight.transpose(0, 1);
        let (weight, order) =
            if turned.is_contiguous() { (turned, Order::Columns) } else { (contiguous(weight), Order::Rows) };
        let weight = Weight::new(values(&weight), [d_input, d_output], order);
        half_precision::product(values(&x), rows, weight, bias)
    } else {
        // Strides may be negative, where a tensor was turned round.
        let weight = if weight.layout().has_positive_strides() { weight } else { weight.to_contiguous() };
        let (layout, stored) = (weight.layout(), weight.storage::<f32>());
        let strides = [layout.strides()[0].unsigned_abs(), layout.strides()[1].unsigned_abs()];
        let weight = Matrix::new(&stored[layout.start_offset()..], [d_input, d_output], strides);
        product(Matrix::new(values(&x), [rows, d_input], [d_input, 1]), weight, bias)
    };
    if let Some(last) = shape.last_mut() {
        *last = d_output;
    }
    tensor(result, shape)
}

fn attention(shape: &[usize], heads: usize, is_causal: bool) -> Attention {
    Attention { tokens: shape[1], d_model: shape[2] / 3, heads, is_causal }
}

fn tensor(values: Vec<f32>, shape: Vec<usize>) -> FloatTensor<Flex> {
    FloatTensor::<Flex>::from_data(TensorData::new(values, shape))
}

fn contiguous(x: FloatTensor<Flex>) -> FloatTensor<Flex> {
    if x.is_contiguous() { x } else { x.to_contiguous() }
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
    let x = contiguous(x);
    let is_part = x.layout().num_elements() < x.storage::<f32>().len();
    // Otherwise all that is stored would be copied.
    let mut x = if is_part { tensor(values(&x).to_vec(), x.layout().shape().as_slice().to_vec()) } else { x };
    change(x.storage_mut::<f32>());
    x
}

/// The values of a contiguous tensor, which may be a part of what is stored.
fn values<E: Element + Pod>(x: &FloatTensor<Flex>) -> &[E] {
    let (start, count) = (x.layout().start_offset(), x.layout().num_elements());
    &x.storage::<E>()[start..start + count]
}

/// Length of the last dimension; of a scalar, 1.
fn width(x: &FloatTensor<Flex>) -> usize {
    x.layout().shape().as_slice().last().copied().unwrap_or(1)
}
