//! Residual networks (He et al. 2015), in torchvision's version 1.5: ResNet18 and ResNet50 of Table 2.

mod block;

use burn::module::Module;
use burn::nn::pool::MaxPool2d;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

pub use block::{BlockKind, ConvNorm, ResidualBlock};

use crate::ConfigError;
use crate::nn::{global_average, max_pool};

/// Sizes of a [`ResNet`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResNetConfig {
    /// H and W in pixels of the images that it is given. The weights fit any.
    pub image_size: usize,
    /// What the blocks are made of.
    pub block: BlockKind,
    /// Blocks in each of the four stages.
    pub num_blocks: [usize; 4],
    /// Channels of the stem and of the 3 × 3 convolutions of the first stage; every later stage has twice
    /// as many as the one before.
    pub width: usize,
}

impl ResNetConfig {
    /// ResNet18 at 224 pixels.
    #[must_use]
    pub fn resnet18() -> Self {
        Self { image_size: 224, block: BlockKind::Basic, num_blocks: [2, 2, 2, 2], width: 64 }
    }

    /// ResNet50 at 224 pixels.
    #[must_use]
    pub fn resnet50() -> Self {
        Self { image_size: 224, block: BlockKind::Bottleneck, num_blocks: [3, 4, 6, 3], width: 64 }
    }

    /// Checks the sizes, so that a configuration from a file cannot ask for absurd memory.
    ///
    /// # Errors
    /// Names the first field that is out of range.
    pub fn validate(&self) -> Result<(), ConfigError> {
        ConfigError::check_range("image_size", self.image_size, 1..=2048)?;
        ConfigError::check_range("width", self.width, 1..=1024)?;
        self.num_blocks.iter().try_for_each(|&n| ConfigError::check_range("num_blocks", n, 1..=64))
    }

    /// C: values of a feature.
    #[must_use]
    pub fn feature_dim(&self) -> usize {
        self.block.expansion() * self.stage_width(self.num_blocks.len() - 1)
    }

    /// Fresh weights.
    #[must_use]
    pub fn init(&self, device: &Device) -> ResNet {
        let mut channels = self.width;
        let mut stage = |stage: usize| {
            let blocks = (0..self.num_blocks[stage]).map(|i| {
                let stride = if stage > 0 && i == 0 { 2 } else { 1 };
                let block = ResidualBlock::new(self.block, channels, self.stage_width(stage), stride, device);
                channels = self.block.expansion() * self.stage_width(stage);
                block
            });
            blocks.collect()
        };
        ResNet {
            stages: (0..self.num_blocks.len()).map(&mut stage).collect(),
            stem: ConvNorm::new([3, self.width], 7, 2, device),
            pool: max_pool(1),
        }
    }

    fn stage_width(&self, stage: usize) -> usize {
        self.width << stage
    }
}

/// A residual network without its classification layer.
///
/// On a device with automatic differentiation the batch normalisations use the statistics of the
/// batch and update their running ones, with the batch's biased variance (PyTorch's is unbiased), until
/// they are frozen; elsewhere they use the running ones.
#[derive(Module, Debug)]
pub struct ResNet {
    /// 7 × 7, stride 2.
    pub stem: ConvNorm,
    pool: MaxPool2d,
    /// Blocks by stage; the first of each stage but the first halves height and width.
    pub stages: Vec<Vec<ResidualBlock>>,
}

impl ResNet {
    /// The last feature maps.
    ///
    /// # Shapes
    /// - `images`: `[batch, 3, H, W]`
    /// - output: `[batch, C, ⌈H / 32⌉, ⌈W / 32⌉]`
    #[must_use]
    pub fn feature_maps(&self, images: Tensor<4>) -> Tensor<4> {
        let x = self.pool.forward(relu(self.stem.forward(images)));
        self.stages.iter().flatten().fold(x, |x, block| block.forward(x))
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
