//! The derivatives of the functions.

use burn::backend::Autodiff;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind, unary};
use burn::backend::tensor::FloatTensor;

use crate::backend::{Derivatives, Kernels};

/// Which function, and so which derivative.
#[derive(Clone, Copy, Debug)]
enum Derivative {
    Gelu,
    GeluTanh,
    Softmax,
    LogSoftmax,
}

impl<B: Derivatives> Backward<B, 1> for Derivative {
    /// The argument of GELU, the result of the others.
    type State = FloatTensor<B>;

    fn backward(self, ops: Ops<Self::State, 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let known = ops.state;
        unary::<B, _>(ops.parents, ops.node, gradients, |gradient| match self {
            Self::Gelu => B::gelu_erf_backward(known, gradient),
            Self::GeluTanh => B::gelu_tanh_backward(known, gradient),
            Self::Softmax => B::softmax_rows_backward(known, gradient),
            Self::LogSoftmax => B::log_softmax_rows_backward(known, gradient),
        });
    }
}

impl<B: Derivatives, C: CheckpointStrategy> Kernels for Autodiff<B, C> {
    fn gelu_erf(x: FloatTensor<Self>) -> FloatTensor<Self> {
        by_argument::<B, C>(Derivative::Gelu, x, B::gelu_erf)
    }

    fn gelu_tanh(x: FloatTensor<Self>) -> FloatTensor<Self> {
        by_argument::<B, C>(Derivative::GeluTanh, x, B::gelu_tanh)
    }

    fn softmax_rows(x: FloatTensor<Self>) -> FloatTensor<Self> {
        by_result::<B, C>(Derivative::Softmax, x, B::softmax_rows)
    }

    fn log_softmax_rows(x: FloatTensor<Self>) -> FloatTensor<Self> {
        by_result::<B, C>(Derivative::LogSoftmax, x, B::log_softmax_rows)
    }
}

/// Applies a function whose derivative is known from its argument.
fn by_argument<B: Derivatives, C: CheckpointStrategy>(
    derivative: Derivative,
    x: FloatTensor<Autodiff<B, C>>,
    function: fn(FloatTensor<B>) -> FloatTensor<B>,
) -> FloatTensor<Autodiff<B, C>> {
    match Backward::<B, 1>::prepare::<C>(derivative, [x.node()]).compute_bound().stateful() {
        OpsKind::Tracked(prepared) => prepared.finish(x.primitive().clone(), function(x.into_primitive())),
        OpsKind::UnTracked(prepared) => prepared.finish(function(x.into_primitive())),
    }
}

/// Applies a function whose derivative is known from its result.
fn by_result<B: Derivatives, C: CheckpointStrategy>(
    derivative: Derivative,
    x: FloatTensor<Autodiff<B, C>>,
    function: fn(FloatTensor<B>) -> FloatTensor<B>,
) -> FloatTensor<Autodiff<B, C>> {
    match Backward::<B, 1>::prepare::<C>(derivative, [x.node()]).compute_bound().stateful() {
        OpsKind::Tracked(prepared) => {
            let result = function(x.into_primitive());
            prepared.finish(result.clone(), result)
        }
        OpsKind::UnTracked(prepared) => prepared.finish(function(x.into_primitive())),
    }
}
