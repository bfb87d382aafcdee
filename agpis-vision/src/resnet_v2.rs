//! Big Transfer (Kolesnikov et al. 2020): a ResNetV2 (He et al. 2016) with group normalisation and
//! standardised weights, as in timm's `resnetv2_101x1_bit`: ResNetV2-101 (BiT) of Table 2.

mod block;

use burn::module::Module;
use burn::nn::GroupNorm;
use burn::nn::pool::MaxPool2d;
use burn::tensor::activation::relu;
use burn::tensor::ops::PadMode;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

pub use block::{NormConv, PreActivationBlock};

use crate::ConfigError;
use crate::nn::{Convolution, global_average, max_pool};

/// The 1 × 1 convolutions inside a block have a quarter of its output channels.
const BOTTLENECK: usize = 4;

/// Sizes of a [`ResNetV2`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResNetV2Config {
    /// H and W in pixels of the images that it is given. The weights fit any.
    pub image_size: usize,
    /// Channels of the stem.
    pub stem_channels: usize,
    /// Output channels of each of the four stages; multiples of 4 · `num_groups`.
    pub stage_channels: [usize; 4],
    /// Blocks in each stage.
    pub num_blocks: [usize; 4],
    /// Groups of channels that are normalised together.
    pub num_groups: usize,
}

impl ResNetV2Config {
    /// ResNetV2-101 of normal width at 224 pixels (timm's `resnetv2_101x1_bit`; its weights are published
    /// for 448 pixels, and fit any).
    #[must_use]
    pub fn bit_101x1() -> Self {
        Self {
            image_size: 224,
            stem_channels: 64,
            stage_channels: [256, 512, 1024, 2048],
            num_blocks: [3, 4, 23, 3],
            num_groups: 32,
        }
    }

    /// Checks the sizes, so that a configuration from a file cannot ask for absurd memory.
    ///
    /// # Errors
    /// Names the first field that is out of range.
    pub fn validate(&self) -> Result<(), ConfigError> {
        ConfigError::check_range("image_size", self.image_size, 1..=2048)?;
        ConfigError::check_range("num_groups", self.num_groups, 1..=1024)?;
        ConfigError::check_range("stem_channels", self.stem_channels, 1..=1024)?;
        ConfigError::check_multiple("stem_channels", self.stem_channels, self.num_groups)?;
        for &channels in &self.stage_channels {
            ConfigError::check_range("stage_channels", channels, 1..=16384)?;
            ConfigError::check_multiple("stage_channels", channels, BOTTLENECK * self.num_groups)?;
        }
        self.num_blocks.iter().try_for_each(|&n| ConfigError::check_range("num_blocks", n, 1..=64))
    }

    /// C: values of a feature.
    #[must_use]
    pub fn feature_dim(&self) -> usize {
        self.stage_channels[self.stage_channels.len() - 1]
    }

    /// Fresh weights.
    #[must_use]
    pub fn init(&self, device: &Device) -> ResNetV2 {
        let stage = |stage: usize| {
            let output = self.stage_channels[stage];
            let input = if stage == 0 { self.stem_channels } else { self.stage_channels[stage - 1] };
            let stride = if stage == 0 { 1 } else { 2 };
            let block = |i| match i {
                0 => PreActivationBlock::new([input, output], stride, true, self.num_groups, device),
                _ => PreActivationBlock::new([output, output], 1, false, self.num_groups, device),
            };
            (0..self.num_blocks[stage]).map(block).collect()
        };
        ResNetV2 {
            stem: Convolution::new([3, self.stem_channels], 7, 2, device),
            pool: max_pool(0),
            stages: (0..self.num_blocks.len()).map(stage).collect(),
            norm: block::group_norm(self.num_groups, self.feature_dim(), device),
        }
    }
}

/// A ResNetV2 without its classification layer.
#[derive(Module, Debug)]
pub struct ResNetV2 {
    /// 7 × 7, stride 2, standardised.
    pub stem: Convolution,
    pool: MaxPool2d,
    /// Blocks by stage; the first of each stage but the first halves height and width.
    pub stages: Vec<Vec<PreActivationBlock>>,
    /// Over the last block's output.
    pub norm: GroupNorm,
}

impl ResNetV2 {
    /// The last feature maps.
    ///
    /// # Shapes
    /// - `images`: `[batch, 3, H, W]`
    /// - output: `[batch, C, ⌈H / 32⌉, ⌈W / 32⌉]`
    #[must_use]
    pub fn feature_maps(&self, images: Tensor<4>) -> Tensor<4> {
        // Nothing was rectified yet: a border of zeros is not the same as none.
        let bordered = self.stem.forward_standardized(images).pad((1, 1, 1, 1), PadMode::Constant(0.0));
        let x = self.stages.iter().flatten().fold(self.pool.forward(bordered), |x, block| block.forward(x));
        relu(block::normalize(&self.norm, x))
    }

    /// One feature an image: the mean of its feature maps.
    ///
    /// # Shapes
    /// - `images`: `[batch, 3, H, W]`
    /// - output: `[batch, C]`
    #[must_use]
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        global_average(self.feature_maps(images))
    }
}
