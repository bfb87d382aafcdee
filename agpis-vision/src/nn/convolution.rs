//! What the convolutional backbones share.

use burn::module::{Module, Param};
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{Initializer, PaddingConfig2d};
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Tensor};

use super::in_precision_of;

/// Added to the variance of weights that are standardised.
const EPSILON: f64 = 1e-8;

/// A square convolution without a bias that keeps height and width but for its stride.
#[derive(Module, Debug)]
pub struct Convolution {
    /// `[channels_out, channels_in, kernel, kernel]`.
    pub weight: Param<Tensor<4>>,
    stride: usize,
}

impl Convolution {
    /// Fresh weights from `channels[0]` to `channels[1]` channels, for a ReLU behind them (He et al. 2015);
    /// `kernel` is odd.
    #[must_use]
    pub fn new(channels: [usize; 2], kernel: usize, stride: usize, device: &Device) -> Self {
        let [input, output] = channels;
        let area = kernel * kernel;
        let kaiming = Initializer::KaimingNormal { gain: std::f64::consts::SQRT_2, fan_out_only: true };
        let shape = [output, input, kernel, kernel];
        let weight = kaiming.init_with(shape, Some(input * area), Some(output * area), device);
        Self { weight, stride }
    }

    /// # Shapes
    /// - `x`: `[batch, channels_in, H, W]`
    /// - output: `[batch, channels_out, ⌈H / stride⌉, ⌈W / stride⌉]`
    #[must_use]
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let weight = in_precision_of(self.weight.val(), &x);
        self.convolve(x, weight)
    }

    /// As [`forward`](Self::forward), with the weights of every output channel shifted and scaled to mean 0
    /// and variance 1 (Qiao et al. 2019).
    #[must_use]
    pub fn forward_standardized(&self, x: Tensor<4>) -> Tensor<4> {
        // First, because squares of small weights are nothing in 16 bits.
        let weight = in_precision_of(standardize(self.weight.val()), &x);
        self.convolve(x, weight)
    }

    fn convolve(&self, x: Tensor<4>, weight: Tensor<4>) -> Tensor<4> {
        let padding = weight.dims()[3] / 2;
        conv2d(x, weight, None, ConvOptions::new([self.stride; 2], [padding; 2], [1, 1], 1))
    }
}

fn standardize(weight: Tensor<4>) -> Tensor<4> {
    let shape = weight.dims();
    let channels: Tensor<2> = weight.flatten(1, 3); // [channels_out, channels_in · kernel · kernel]
    let centered = channels.clone() - channels.mean_dim(1);
    let variance = centered.clone().square().mean_dim(1); // the biased one
    (centered / variance.add_scalar(EPSILON).sqrt()).reshape(shape)
}

/// The largest value of each 3 × 3 square, every second pixel, with `padding` pixels of −∞ around.
#[must_use]
pub fn max_pool(padding: usize) -> MaxPool2d {
    let padding = PaddingConfig2d::Explicit(padding, padding, padding, padding);
    MaxPool2dConfig::new([3, 3]).with_strides([2, 2]).with_padding(padding).init()
}

/// The mean over all pixels: `[batch, channels, H, W]` to `[batch, channels]`.
#[must_use]
pub fn global_average(maps: Tensor<4>) -> Tensor<2> {
    maps.flatten::<3>(2, 3).mean_dim(2).squeeze_dim(2)
}
