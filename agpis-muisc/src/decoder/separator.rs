//! What the class needs and no more: the hidden state of the separator s (§3.4.3).
//!
//! Titles end with their separator here, with nothing after it and no padding. Whatever does not depend
//! on the images is computed once for all sequences of a product, and in the last block only the
//! separator asks.

use agpis_vision::nn::{AttentionMask, CrossAttention, Look};
use burn::tensor::{DType, Int, Tensor};

use super::Decoder;

/// From so few tokens on, projecting queries and answers costs less than projecting the memory: per
/// token and head it takes D · (d_head + 2 · memory_tokens) products, against D · 2 d_head for each
/// token of the memory.
const MAX_ABSORBED: usize = 32;

/// A title, read as far as it does not depend on images.
#[derive(Clone, Debug)]
pub struct ReadTitle {
    /// `[batch, tokens, D]`, or only the separator's row if the rest is not needed any more.
    x: Tensor<3>,
    /// The block whose cross-attention comes next, or the number of blocks.
    next: usize,
}

/// What the decoder says at the separator.
#[derive(Clone, Debug)]
pub struct AtSeparator {
    /// H^d at the separator: `[batch, D]`.
    pub hidden: Tensor<2>,
    /// How much of its attention the separator gave to every image token: the mean over heads and
    /// blocks with cross-attention, `[batch, image_tokens]`, rows add up to 1. `None` without such blocks.
    pub attention: Option<Tensor<2>>,
}

impl Decoder {
    /// Reads titles that all have the same number of tokens and end with the separator, in the precision of the images.
    ///
    /// # Shapes
    /// - `tokens`: `[batch, title_tokens]`
    #[must_use]
    pub fn read_title(&self, tokens: Tensor<2, Int>, precision: DType) -> ReadTitle {
        let mask = AttentionMask::causal(tokens.dims()[1], &tokens.device());
        let next = self.blocks.iter().position(|block| block.cross.is_some()).unwrap_or(self.blocks.len());
        let mut x = self.embed(tokens, 0, precision);
        for i in 0..self.blocks.len().min(next + 1) {
            x = self.attend_as_needed(i, x, &mask);
            if i < next {
                x = self.blocks[i].think(x);
            }
        }
        ReadTitle { x, next }
    }

    /// Goes on with the images.
    ///
    /// # Shapes
    /// - `title`: of `batch` titles, or of one for all sequences
    /// - `memory`: F^e, `[batch, image_tokens, D]`
    #[must_use]
    pub fn at_separator(&self, title: &ReadTitle, memory: &Tensor<3>) -> AtSeparator {
        let (batch, [_, tokens, d_model]) = (memory.dims()[0], title.x.dims());
        let mask = AttentionMask::causal(tokens, &memory.device());
        let mut x = title.x.clone().expand([batch, tokens, d_model]);
        let mut attentions = Vec::new();
        for (i, block) in self.blocks.iter().enumerate().skip(title.next) {
            if i > title.next {
                x = self.attend_as_needed(i, x, &mask);
            }
            let (seen, weights) = block.look(x, |cross, x| ask(cross, x, memory));
            attentions.extend(weights.map(of_last_token));
            x = block.think(seen);
        }
        let last = x.dims()[1] - 1;
        let hidden = self.normed(x.slice([0..batch, last..last + 1, 0..d_model]));
        AtSeparator { hidden: hidden.squeeze_dim(1), attention: mean(attentions) }
    }

    /// Self-attention of block `i`: after the last one, only the separator's row is needed.
    fn attend_as_needed(&self, i: usize, x: Tensor<3>, mask: &AttentionMask) -> Tensor<3> {
        if i + 1 == self.blocks.len() {
            self.blocks[i].attend_last(x)
        } else {
            self.blocks[i].attend(x, mask)
        }
    }
}

fn ask(cross: &CrossAttention, x: Tensor<3>, memory: &Tensor<3>) -> Look {
    if x.dims()[1] <= MAX_ABSORBED {
        cross.forward_absorbed(x, memory.clone())
    } else {
        cross.forward(x, memory.clone())
    }
}

/// `[batch, heads, tokens, image_tokens]` to the mean over the heads of the last token.
fn of_last_token(weights: Tensor<4>) -> Tensor<2> {
    let [batch, heads, tokens, image_tokens] = weights.dims();
    let last = weights.slice([0..batch, 0..heads, tokens - 1..tokens]);
    last.mean_dim(1).reshape([batch, image_tokens])
}

fn mean(tensors: Vec<Tensor<2>>) -> Option<Tensor<2>> {
    let count = tensors.len() as f64;
    tensors.into_iter().reduce(|sum, next| sum + next).map(|sum| sum.div_scalar(count))
}
