//! The derivatives of the functions.

use burn::backend::Autodiff;
use burn::backend::autodiff::NodeId;
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

    fn projection(x: FloatTensor<Self>, weight: FloatTensor<Self>) -> FloatTensor<Self> {
        let known = known::<B, C>(&x, &weight);
        match Backward::<B, 2>::prepare::<C>(Projection, [x.node(), weight.node()]).compute_bound().stateful()
        {
            OpsKind::Tracked(prepared) => {
                prepared.finish(known, B::projection(x.into_primitive(), weight.into_primitive()))
            }
            OpsKind::UnTracked(prepared) => {
                prepared.finish(B::projection(x.into_primitive(), weight.into_primitive()))
            }
        }
    }

    fn projection_with_bias(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        let known = known::<B, C>(&x, &weight);
        let nodes = [x.node(), weight.node(), bias.node()];
        let prepared = Backward::<B, 3>::prepare::<C>(Projection, nodes).compute_bound().stateful();
        let [x, weight, bias] = [x, weight, bias].map(|tensor| tensor.into_primitive());
        match prepared {
            OpsKind::Tracked(prepared) => prepared.finish(known, B::projection_with_bias(x, weight, bias)),
            OpsKind::UnTracked(prepared) => prepared.finish(B::projection_with_bias(x, weight, bias)),
        }
    }

    fn self_attention(qkv: FloatTensor<Self>, heads: usize, is_causal: bool) -> FloatTensor<Self> {
        match SelfAttention.prepare::<C>([qkv.node()]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => {
                let qkv = qkv.into_primitive();
                prepared.finish((qkv.clone(), heads, is_causal), B::self_attention(qkv, heads, is_causal))
            }
            OpsKind::UnTracked(prepared) => {
                prepared.finish(B::self_attention(qkv.into_primitive(), heads, is_causal))
            }
        }
    }
}

/// Of a projection, with a bias and without.
#[derive(Clone, Copy, Debug)]
struct Projection;

/// What the derivatives of a projection need, where they are wanted.
#[derive(Clone, Debug)]
struct Known<T> {
    /// For the gradient of the weight.
    x: Option<T>,
    /// For that of `x`.
    weight: Option<T>,
}

fn known<B: Derivatives, C: CheckpointStrategy>(
    x: &FloatTensor<Autodiff<B, C>>,
    weight: &FloatTensor<Autodiff<B, C>>,
) -> Known<FloatTensor<B>> {
    Known {
        x: weight.is_tracked().then(|| x.primitive().clone()),
        weight: x.is_tracked().then(|| weight.primitive().clone()),
    }
}

fn register<B: Derivatives>(
    known: Known<FloatTensor<B>>,
    [x, weight]: [Option<NodeId>; 2],
    gradient: &FloatTensor<B>,
    gradients: &mut Gradients,
) {
    if let (Some(node), Some(weight)) = (x, known.weight) {
        gradients.register::<B>(node, B::projection_x_backward(weight, gradient.clone()));
    }
    if let (Some(node), Some(x)) = (weight, known.x) {
        gradients.register::<B>(node, B::projection_weight_backward(x, gradient.clone()));
    }
}

impl<B: Derivatives> Backward<B, 2> for Projection {
    type State = Known<FloatTensor<B>>;

    fn backward(self, ops: Ops<Self::State, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = gradients.consume::<B>(&ops.node);
        let nodes = ops.parents.map(|node| node.map(|node| node.id));
        register::<B>(ops.state, nodes, &gradient, gradients);
    }
}

impl<B: Derivatives> Backward<B, 3> for Projection {
    type State = Known<FloatTensor<B>>;

    fn backward(self, ops: Ops<Self::State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = gradients.consume::<B>(&ops.node);
        let [x, weight, bias] = ops.parents.map(|node| node.map(|node| node.id));
        register::<B>(ops.state, [x, weight], &gradient, gradients);
        if let Some(node) = bias {
            gradients.register::<B>(node, B::projection_bias_backward(gradient));
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct SelfAttention;

impl<B: Derivatives> Backward<B, 1> for SelfAttention {
    /// Query, key and value; heads; whether it is causal. The weights are computed once more.
    type State = (FloatTensor<B>, usize, bool);

    fn backward(self, ops: Ops<Self::State, 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let (qkv, heads, is_causal) = ops.state;
        unary::<B, _>(ops.parents, ops.node, gradients, |gradient| {
            B::self_attention_backward(qkv, gradient, heads, is_causal)
        });
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
