//! The hierarchical encoder (§3.4.1): every image by itself, then all images together.

mod arrange;

pub use arrange::KnownImages;

use agpis_vision::Vit;
use agpis_vision::nn::{EncoderBlock, image_positions, in_precision_of};
use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor};

use crate::MuiscConfig;

/// From the images of a sequence to the sequence feature F^e.
#[derive(Module, Debug)]
pub struct SequenceEncoder {
    /// One for all images.
    pub vit: Vit,
    /// `[K^t · (N^p + 1), D]`: a learned vector for every position of the concatenation. Not in the
    /// paper; without it the extra blocks could not tell the first image from the last.
    pub position_embedding: Param<Tensor<2>>,
    /// N^s blocks over all images.
    pub blocks: Vec<EncoderBlock>,
}

impl SequenceEncoder {
    /// Fresh weights.
    #[must_use]
    pub fn new(config: &MuiscConfig, device: &Device) -> Self {
        let (images, tokens) = (config.sequence_length, config.image.num_tokens());
        let block = config.sequence_block();
        Self {
            vit: config.image.init(device),
            position_embedding: image_positions(images, tokens, config.image.d_model, device),
            blocks: (0..config.num_sequence_blocks).map(|_| EncoderBlock::new(&block, device)).collect(),
        }
    }

    /// The sequence feature F^e of K images.
    ///
    /// # Shapes
    /// - `images`: `[batch, K, 3, H, W]`, with K at most the configured length
    /// - output: `[batch, K · (N^p + 1), D]`
    #[must_use]
    pub fn forward(&self, images: Tensor<5>) -> Tensor<3> {
        let [batch, length, channels, height, width] = images.dims();
        let features = self.vit.forward(images.reshape([batch * length, channels, height, width]));
        self.relate(features, length)
    }

    /// The sequence feature of images whose features are known: they do not depend on each other.
    ///
    /// # Shapes
    /// - `features`: `[batch · length, N^p + 1, D]`, the images of a sequence one after the other
    /// - output: `[batch, length · (N^p + 1), D]`
    #[must_use]
    pub fn relate(&self, features: Tensor<3>, length: usize) -> Tensor<3> {
        let [images, tokens, d_model] = features.dims();
        let all = features.reshape([images / length, length * tokens, d_model]);
        let positions = in_precision_of(self.positions(length * tokens), &all);
        self.blocks.iter().fold(all + positions.unsqueeze(), |x, block| block.forward(x))
    }

    /// The embeddings of the first positions, `[positions, D]`.
    fn positions(&self, positions: usize) -> Tensor<2> {
        self.position_embedding.val().slice(0..positions)
    }
}
