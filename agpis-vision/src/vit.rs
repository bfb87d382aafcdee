//! The Vision Transformer (Dosovitskiy et al. 2020), the image encoder of §3.4.1.

use burn::module::{Module, Param};
use burn::nn::{LayerNorm, Linear};
use burn::tensor::{DType, Device, Tensor};
use serde::{Deserialize, Serialize};

use crate::ConfigError;
use crate::nn::{
    Activation, BlockConfig, EncoderBlock, NormOrder, in_precision_of, initializer, layer_norm, linear,
    normalize, parameter, patch_positions, project,
};

const CHANNELS: usize = 3;

/// Sizes of a [`Vit`]. The default is ViT-B/16 at 224 pixels, the paper's (§4.2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VitConfig {
    /// W in pixels, and H if it is the same; a multiple of `patch_size`.
    pub image_size: usize,
    /// H in pixels, where it is another; a multiple of `patch_size`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_height: Option<usize>,
    /// P in pixels.
    pub patch_size: usize,
    /// D.
    pub d_model: usize,
    /// N^e.
    pub num_encoder_blocks: usize,
    /// Attention heads; divides `d_model`.
    pub num_heads: usize,
    /// Width of the feed-forward networks.
    pub d_ff: usize,
    /// Probability of dropping a value while training.
    pub dropout: f64,
    /// ε of the layer normalisations.
    pub norm_epsilon: f64,
}

impl Default for VitConfig {
    fn default() -> Self {
        Self {
            image_size: 224,
            image_height: None,
            patch_size: 16,
            d_model: 768,
            num_encoder_blocks: 12,
            num_heads: 12,
            d_ff: 3072,
            dropout: 0.0,
            norm_epsilon: 1e-12,
        }
    }
}

impl VitConfig {
    /// Checks the sizes, so that a configuration from a file cannot ask for absurd memory.
    ///
    /// # Errors
    /// Names the first field that is out of range.
    pub fn validate(&self) -> Result<(), ConfigError> {
        ConfigError::check_range("image_size", self.image_size, 1..=2048)?;
        ConfigError::check_range("patch_size", self.patch_size, 1..=self.image_size)?;
        ConfigError::check_multiple("image_size", self.image_size, self.patch_size)?;
        ConfigError::check_range("image_height", self.height(), 1..=16384)?;
        ConfigError::check_multiple("image_height", self.height(), self.patch_size)?;
        ConfigError::check_range("patches of an image", self.num_patches(), 1..=16384)?;
        ConfigError::check_range("d_model", self.d_model, 1..=4096)?;
        ConfigError::check_range("num_heads", self.num_heads, 1..=self.d_model)?;
        ConfigError::check_multiple("d_model", self.d_model, self.num_heads)?;
        ConfigError::check_range("num_encoder_blocks", self.num_encoder_blocks, 0..=64)?;
        ConfigError::check_range("d_ff", self.d_ff, 1..=16384)?;
        ConfigError::check_fraction("dropout", self.dropout)?;
        ConfigError::check_fraction("norm_epsilon", self.norm_epsilon)
    }

    /// As [`validate`](Self::validate), for a model of square images.
    ///
    /// # Errors
    /// Names the first field that is out of range.
    pub fn validate_square(&self) -> Result<(), ConfigError> {
        self.validate()?;
        ConfigError::check_range("image_height", self.height(), self.image_size..=self.image_size)
    }

    /// H in pixels.
    #[must_use]
    pub fn height(&self) -> usize {
        self.image_height.unwrap_or(self.image_size)
    }

    /// The same model for a column of `images` such images.
    #[must_use]
    pub fn stacked(&self, images: usize) -> Self {
        Self { image_height: Some(images.saturating_mul(self.height())), ..self.clone() }
    }

    /// N^p = (W / P) · (H / P).
    #[must_use]
    pub fn num_patches(&self) -> usize {
        let [rows, columns] = self.grid();
        rows * columns
    }

    /// Rows and columns of patches.
    fn grid(&self) -> [usize; 2] {
        [self.height() / self.patch_size, self.image_size / self.patch_size]
    }

    /// N^p + 1: the patches and the class token.
    #[must_use]
    pub fn num_tokens(&self) -> usize {
        self.num_patches() + 1
    }

    /// Fresh weights.
    #[must_use]
    pub fn init(&self, device: &Device) -> Vit {
        let blocks = self.block_config();
        Vit {
            patch_embedding: linear(CHANNELS * self.patch_size.pow(2), self.d_model, device),
            class_token: parameter(initializer(), [1, 1, self.d_model], device),
            position_embedding: patch_positions(self.grid(), self.d_model, device),
            blocks: (0..self.num_encoder_blocks).map(|_| EncoderBlock::new(&blocks, device)).collect(),
            norm: layer_norm(self.d_model, self.norm_epsilon, device),
            patch_size: self.patch_size,
        }
    }

    fn block_config(&self) -> BlockConfig {
        BlockConfig {
            d_model: self.d_model,
            num_heads: self.num_heads,
            d_ff: self.d_ff,
            dropout: self.dropout,
            norm_epsilon: self.norm_epsilon,
            norm_order: NormOrder::Pre,
            activation: Activation::Gelu,
        }
    }
}

/// A Vision Transformer.
#[derive(Module, Debug)]
pub struct Vit {
    /// `[3 · P · P, D]`, rows in the order channel, row, column.
    pub patch_embedding: Linear,
    /// "CLS", `[1, 1, D]`.
    pub class_token: Param<Tensor<3>>,
    /// `[1, N^p + 1, D]`, added to the class token too.
    pub position_embedding: Param<Tensor<3>>,
    /// N^e pre-norm blocks.
    pub blocks: Vec<EncoderBlock>,
    /// Over the last block's output.
    pub norm: LayerNorm,
    patch_size: usize,
}

impl Vit {
    /// The image features F^i: the class token's, then one per patch, row by row.
    ///
    /// # Shapes
    /// - `images`: `[batch, 3, H, W]`
    /// - output: `[batch, N^p + 1, D]`
    #[must_use]
    pub fn forward(&self, images: Tensor<4>) -> Tensor<3> {
        let x = self.blocks.iter().fold(self.embed(images), |x, block| block.forward(x));
        normalize(&self.norm, x)
    }

    /// What the first block is given: class token and patches with their positions.
    ///
    /// # Shapes
    /// - `images`: `[batch, 3, H, W]`
    /// - output: `[batch, N^p + 1, D]`
    #[must_use]
    pub fn embed(&self, images: Tensor<4>) -> Tensor<3> {
        let patches = project(&self.patch_embedding, self.patches(images));
        let class_token = in_precision_of(self.class_token.val(), &patches).repeat_dim(0, patches.dims()[0]);
        let positions = in_precision_of(self.position_embedding.val(), &patches);
        Tensor::cat(vec![class_token, patches], 1) + positions
    }

    /// One feature an image: that of its class token.
    ///
    /// # Shapes
    /// - `images`: `[batch, 3, H, W]`
    /// - output: `[batch, D]`
    #[must_use]
    pub fn class_feature(&self, images: Tensor<4>) -> Tensor<2> {
        self.forward(images).slice_dim(1, 0..1).squeeze_dim(1)
    }

    /// One feature an image: the mean over its tokens, in 32 bits.
    ///
    /// # Shapes
    /// - `images`: `[batch, 3, H, W]`
    /// - output: `[batch, D]`
    #[must_use]
    pub fn mean_feature(&self, images: Tensor<4>) -> Tensor<2> {
        self.forward(images).cast(DType::F32).mean_dim(1).squeeze_dim(1)
    }

    /// `[batch, 3, H, W]` to `[batch, N^p, 3 · P · P]`. With a linear layer behind it this is the
    /// convolution with kernel and stride P.
    fn patches(&self, images: Tensor<4>) -> Tensor<3> {
        let ([batch, channels, height, width], p) = (images.dims(), self.patch_size);
        let (rows, columns) = (height / p, width / p);
        images
            .reshape([batch, channels, rows, p, columns, p])
            .permute([0, 2, 4, 1, 3, 5]) // [batch, rows, columns, channels, p, p]
            .reshape([batch, rows * columns, channels * p * p])
    }
}
