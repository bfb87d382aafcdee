//! Three convolutions around a shortcut, each with its normalisation and ReLU before it.

use burn::module::Module;
use burn::nn::{GroupNorm, GroupNormConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use super::BOTTLENECK;
use crate::nn::{Convolution, in_precision};

/// A group normalisation with ε = 10⁻⁵.
pub(super) fn group_norm(groups: usize, channels: usize, device: &Device) -> GroupNorm {
    GroupNormConfig::new(groups, channels).init(device)
}

/// A group normalisation, a ReLU and a convolution.
#[derive(Module, Debug)]
pub struct NormConv {
    /// Over the input.
    pub norm: GroupNorm,
    /// Behind the ReLU, standardised.
    pub conv: Convolution,
}

/// In the precision of its parameters, with the result in that of `x`.
pub(super) fn normalize(layer: &GroupNorm, x: Tensor<4>) -> Tensor<4> {
    let precision = layer.gamma.as_ref().map_or(x.dtype(), |gamma| gamma.val().dtype());
    in_precision(precision, x, |x| layer.forward(x))
}

impl NormConv {
    fn activate(&self, x: Tensor<4>) -> Tensor<4> {
        relu(normalize(&self.norm, x))
    }
}

/// `layers(x) + shortcut(x)`, where a shortcut that is no identity starts behind the first ReLU.
#[derive(Module, Debug)]
pub struct PreActivationBlock {
    /// 1 × 1, 3 × 3 with the stride, 1 × 1.
    pub layers: [NormConv; 3],
    /// 1 × 1, standardised, in the first block of a stage.
    pub shortcut: Option<Convolution>,
}

impl PreActivationBlock {
    /// Fresh weights of a block from `channels[0]` to `channels[1]` channels. `projects` says whether it
    /// has a convolution as a shortcut.
    ///
    /// # Panics
    /// If a quarter of `channels[1]`, or `channels[0]`, is no multiple of `groups`.
    #[must_use]
    pub fn new(channels: [usize; 2], stride: usize, projects: bool, groups: usize, device: &Device) -> Self {
        let [input, output] = channels;
        let inner = output / BOTTLENECK;
        let layer = |channels: [usize; 2], kernel, stride| NormConv {
            norm: group_norm(groups, channels[0], device),
            conv: Convolution::new(channels, kernel, stride, device),
        };
        Self {
            layers: [
                layer([input, inner], 1, 1),
                layer([inner, inner], 3, stride),
                layer([inner, output], 1, 1),
            ],
            shortcut: projects.then(|| Convolution::new(channels, 1, stride, device)),
        }
    }

    /// # Shapes
    /// - `x`: `[batch, channels[0], H, W]`
    /// - output: `[batch, channels[1], ⌈H / stride⌉, ⌈W / stride⌉]`
    #[must_use]
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let [first, others @ ..] = &self.layers;
        let activated = first.activate(x.clone());
        let shortcut = match &self.shortcut {
            Some(shortcut) => shortcut.forward_standardized(activated.clone()),
            None => x,
        };
        let inner = first.conv.forward_standardized(activated);
        others.iter().fold(inner, |x, layer| layer.conv.forward_standardized(layer.activate(x))) + shortcut
    }
}
