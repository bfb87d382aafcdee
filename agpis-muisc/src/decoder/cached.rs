//! Texts that grow token by token: keys and values of what was read are kept.

use agpis_vision::nn::{AttentionMask, KeyValue};
use burn::tensor::{DType, Int, Tensor};

use super::Decoder;

/// What a decoder knows of texts read so far.
///
/// There may be several texts for each item of the batch, one after the other: the beams of a search.
/// They share the item's memory.
#[derive(Clone, Debug)]
pub struct DecoderState {
    /// Of every block, `[texts, heads, tokens, d_head]`.
    past: Vec<Option<KeyValue>>,
    /// Of every block with cross-attention, `[batch, heads, image_tokens, d_head]`.
    memory: Vec<Option<KeyValue>>,
    batch: usize,
    /// In which the images are given.
    precision: DType,
    /// Tokens read so far.
    length: usize,
}

impl DecoderState {
    /// Goes on with the texts `texts` instead, in this order. There must be as many of each item of the
    /// batch as of any other, and those of one item must follow each other.
    #[must_use]
    pub fn select(self, texts: &Tensor<1, Int>) -> Self {
        let past = self.past.into_iter().map(|past| past.map(|past| past.select(texts.clone())));
        Self { past: past.collect(), ..self }
    }
}

impl Decoder {
    /// Before the first token, with what the images say.
    ///
    /// # Shapes
    /// - `memory`: F^e, `[batch, image_tokens, D]`
    #[must_use]
    pub fn start(&self, memory: &Tensor<3>) -> DecoderState {
        let remember = |cross: &super::NormedCrossAttention| cross.attention.remember(memory.clone());
        DecoderState {
            past: vec![None; self.blocks.len()],
            memory: self.blocks.iter().map(|block| block.cross.as_ref().map(remember)).collect(),
            batch: memory.dims()[0],
            precision: memory.dtype(),
            length: 0,
        }
    }

    /// Reads more tokens of every text and gives their hidden states: any number first, then one at a time.
    ///
    /// # Shapes
    /// - `tokens`: `[texts, new_tokens]`, with one or several texts for every item of the batch
    /// - output: H^d, `[texts, new_tokens, D]`
    #[must_use]
    pub fn step(&self, tokens: Tensor<2, Int>, state: &mut DecoderState) -> Tensor<3> {
        let [texts, new] = tokens.dims();
        debug_assert!(new == 1 || state.length == 0, "expected one token after the first call, got {new}");
        let mask = (new > 1).then(|| AttentionMask::causal(new, &tokens.device()));
        let mut x = self.embed(tokens, state.length, state.precision);
        let d_model = x.dims()[2];
        for (block, (past, memory)) in self.blocks.iter().zip(state.past.iter_mut().zip(&state.memory)) {
            x = block.attend_cached(x, past, mask.as_ref());
            if let Some(memory) = memory {
                // Cross-attention has no order: all texts of an item ask its memory together.
                let asked = x.reshape([state.batch, texts / state.batch * new, d_model]);
                let (seen, _) = block.look(asked, |cross, x| cross.forward_remembered(x, memory));
                x = seen.reshape([texts, new, d_model]);
            }
            x = block.think(x);
        }
        state.length += new;
        self.normed(x)
    }
}
