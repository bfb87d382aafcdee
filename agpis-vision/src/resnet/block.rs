//! Two or three convolutions around a shortcut.

use burn::module::Module;
use burn::nn::{BatchNorm, BatchNormConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use crate::nn::{Convolution, in_precision};

/// A convolution and a batch normalisation, with ε = 10⁻⁵ and momentum 0.1.
#[derive(Module, Debug)]
pub struct ConvNorm {
    /// A square one.
    pub conv: Convolution,
    /// Over its output.
    pub norm: BatchNorm,
}

impl ConvNorm {
    /// Fresh weights of a square convolution from `channels[0]` to `channels[1]` channels.
    #[must_use]
    pub fn new(channels: [usize; 2], kernel: usize, stride: usize, device: &Device) -> Self {
        Self {
            conv: Convolution::new(channels, kernel, stride, device),
            norm: BatchNormConfig::new(channels[1]).init(device),
        }
    }

    /// # Shapes
    /// - `x`: `[batch, channels[0], H, W]`
    /// - output: `[batch, channels[1], ⌈H / stride⌉, ⌈W / stride⌉]`
    #[must_use]
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let precision = self.norm.gamma.val().dtype();
        in_precision(precision, self.conv.forward(x), |x| self.norm.forward(x))
    }
}

/// What the blocks of a ResNet are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Two 3 × 3 convolutions: ResNet18 and 34.
    Basic,
    /// 1 × 1, 3 × 3 and 1 × 1 to four times the channels, the stride on the 3 × 3 (version 1.5): ResNet50
    /// and deeper.
    Bottleneck,
}

impl BlockKind {
    /// Output channels of a block as a multiple of its width.
    #[must_use]
    pub fn expansion(self) -> usize {
        match self {
            Self::Basic => 1,
            Self::Bottleneck => 4,
        }
    }

    /// Layers of a block.
    #[must_use]
    pub fn num_layers(self) -> usize {
        match self {
            Self::Basic => 2,
            Self::Bottleneck => 3,
        }
    }
}

/// `relu(layers(x) + shortcut(x))`, with ReLUs between the layers.
#[derive(Module, Debug)]
pub struct ResidualBlock {
    /// See [`BlockKind`].
    pub layers: Vec<ConvNorm>,
    /// 1 × 1, where input and output differ in shape.
    pub shortcut: Option<ConvNorm>,
}

impl ResidualBlock {
    /// Fresh weights of a block that is `width` channels wide, from `channels` input channels.
    #[must_use]
    pub fn new(kind: BlockKind, channels: usize, width: usize, stride: usize, device: &Device) -> Self {
        let output = kind.expansion() * width;
        let layers = match kind {
            BlockKind::Basic => vec![
                ConvNorm::new([channels, width], 3, stride, device),
                ConvNorm::new([width, width], 3, 1, device),
            ],
            BlockKind::Bottleneck => vec![
                ConvNorm::new([channels, width], 1, 1, device),
                ConvNorm::new([width, width], 3, stride, device),
                ConvNorm::new([width, output], 1, 1, device),
            ],
        };
        let same_shape = stride == 1 && channels == output;
        let shortcut = (!same_shape).then(|| ConvNorm::new([channels, output], 1, stride, device));
        Self { layers, shortcut }
    }

    /// # Shapes
    /// - `x`: `[batch, channels, H, W]`
    /// - output: `[batch, expansion · width, ⌈H / stride⌉, ⌈W / stride⌉]`
    #[must_use]
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let shortcut = match &self.shortcut {
            Some(shortcut) => shortcut.forward(x.clone()),
            None => x.clone(),
        };
        let (last, first) = self.layers.split_last().expect("a block has layers");
        let x = first.iter().fold(x, |x, layer| relu(layer.forward(x)));
        relu(last.forward(x) + shortcut)
    }
}
