//! The decoder (§3.4.2): GPT-2 blocks, some with cross-attention to the sequence feature.

mod block;
mod cached;
mod separator;

pub use block::{DecoderBlock, NormedCrossAttention};
pub use cached::DecoderState;
pub use separator::{AtSeparator, ReadTitle};

use agpis_vision::nn::{
    AttentionMask, NormOrder, initializer, layer_norm, normalize, parameter, project_onto,
};
use burn::module::{Module, Param};
use burn::nn::{Dropout, DropoutConfig, LayerNorm};
use burn::tensor::{Bool, DType, Device, Int, Tensor};

use crate::MuiscConfig;

/// From tokens and the sequence feature to decoded hidden states H^d.
///
/// [`forward`](Self::forward) computes all of them, which training needs; [`read_title`](Self::read_title) and
/// [`at_separator`](Self::at_separator) only the one that the class needs; [`start`](Self::start) and
/// [`step`](Self::step) go on from those known, for texts that grow.
#[derive(Module, Debug)]
pub struct Decoder {
    /// `[vocab_size, D]`; the NLG head may share it.
    pub word_embedding: Param<Tensor<2>>,
    /// `[num_text_positions, D]`.
    pub position_embedding: Param<Tensor<2>>,
    /// N^d blocks.
    pub blocks: Vec<DecoderBlock>,
    /// Over the last block's output, if the blocks normalise before their layers.
    pub norm: Option<LayerNorm>,
    dropout: Dropout,
}

impl Decoder {
    /// Fresh weights.
    #[must_use]
    pub fn new(config: &MuiscConfig, device: &Device) -> Self {
        let (d_model, block) = (config.image.d_model, config.decoder_block());
        let has_cross = |i: usize| config.cross_attention_blocks.contains(&i);
        let last_norm = || layer_norm(d_model, config.decoder_norm_epsilon, device);
        Self {
            word_embedding: parameter(initializer(), [config.vocab_size, d_model], device),
            position_embedding: parameter(initializer(), [config.num_text_positions, d_model], device),
            blocks: (0..config.num_decoder_blocks)
                .map(|i| DecoderBlock::new(&block, has_cross(i), device))
                .collect(),
            norm: (config.decoder_norm == NormOrder::Pre).then(last_norm),
            dropout: DropoutConfig::new(config.dropout).init(),
        }
    }

    /// The decoded hidden states H^d. Causal: a position depends on the tokens up to it.
    ///
    /// `is_text` is false for padding, which no position then sees. With padding on the right it changes
    /// nothing but the states of the padding, so it may be left out where these are not used.
    ///
    /// # Shapes
    /// - `tokens`: `[batch, K^d]`
    /// - `is_text`: `[batch, K^d]`
    /// - `memory`: F^e, `[batch, image_tokens, D]`
    /// - output: `[batch, K^d, D]`
    #[must_use]
    pub fn forward(
        &self,
        tokens: Tensor<2, Int>,
        is_text: Option<Tensor<2, Bool>>,
        memory: &Tensor<3>,
    ) -> Tensor<3> {
        let last = self.block_outputs(tokens, is_text, memory).pop();
        self.normed(last.expect("there is at least the embedding"))
    }

    /// H^d of texts alone, without a look at any image, as a language model reads. Nothing need be known of padding on the
    /// right, as in [`forward`](Self::forward).
    ///
    /// # Shapes
    /// - `tokens`: `[batch, K^d]`
    /// - output: `[batch, K^d, D]`
    #[must_use]
    pub fn read(&self, tokens: Tensor<2, Int>) -> Tensor<3> {
        let mask = AttentionMask::causal(tokens.dims()[1], &tokens.device());
        let embedded = self.embed(tokens, 0, self.precision());
        self.normed(self.blocks.iter().fold(embedded, |x, block| block.read(x, &mask)))
    }

    /// Logits of the token that follows each position, by `head` or, without one, by the word embedding.
    ///
    /// # Shapes
    /// - `hidden`: H^d, `[batch, K^d, D]`
    /// - `head`: `[vocab_size, D]`
    /// - output: `[batch, K^d, vocab_size]`
    #[must_use]
    pub fn lm_logits(&self, hidden: Tensor<3>, head: Option<&Param<Tensor<2>>>) -> Tensor<3> {
        project_onto(head.unwrap_or(&self.word_embedding).val(), hidden)
    }

    /// The embedded tokens, then the output of every block, before the last normalisation; N^d + 1
    /// tensors, as [`forward`](Self::forward)'s.
    #[must_use]
    pub fn block_outputs(
        &self,
        tokens: Tensor<2, Int>,
        is_text: Option<Tensor<2, Bool>>,
        memory: &Tensor<3>,
    ) -> Vec<Tensor<3>> {
        let mask = AttentionMask::causal(tokens.dims()[1], &tokens.device());
        let mask = is_text.map_or(mask.clone(), |is_text| mask.with_padding(is_text));
        let embedded = self.embed(tokens, 0, memory.dtype());
        self.blocks.iter().fold(vec![embedded], |mut outputs, block| {
            let x = outputs[outputs.len() - 1].clone();
            outputs.push(block.forward(x, memory, &mask));
            outputs
        })
    }

    /// Tokens with their positions, of which the first is `start`, in `precision`: `[batch, tokens, D]`.
    fn embed(&self, tokens: Tensor<2, Int>, start: usize, precision: DType) -> Tensor<3> {
        let [batch, length] = tokens.dims();
        let words = self.word_embedding.val().select(0, tokens.reshape([batch * length]));
        let d_model = words.dims()[1];
        let positions = self.position_embedding.val().slice(start..start + length);
        let [words, positions] = [words, positions].map(|part| part.cast(precision));
        self.dropout.forward(words.reshape([batch, length, d_model]) + positions.unsqueeze())
    }

    /// In which texts without images are read. Normalisations are never stored in 16 bits, as words may be.
    fn precision(&self) -> DType {
        let block = self.blocks.first().map(|block| block.mlp_norm.gamma.val().dtype());
        block.unwrap_or_else(|| self.word_embedding.val().dtype())
    }

    fn normed(&self, x: Tensor<3>) -> Tensor<3> {
        match &self.norm {
            Some(norm) => normalize(norm, x),
            None => x,
        }
    }
}
