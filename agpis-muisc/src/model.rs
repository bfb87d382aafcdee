//! The whole network (Figure 4).

use agpis_vision::nn::linear;
use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Int, Tensor};

use crate::{Decoder, MuiscConfig, SequenceEncoder};

/// MUIsC: encoder, decoder, and the McC head. The NLG head shares the word embedding's weights.
#[derive(Module, Debug)]
pub struct Muisc {
    /// Images to F^e.
    pub encoder: SequenceEncoder,
    /// Text and F^e to H^d.
    pub decoder: Decoder,
    /// McC head, `[D, K^g]`, applied at the separator s.
    pub class_head: Linear,
}

impl Muisc {
    /// Fresh weights.
    #[must_use]
    pub fn new(config: &MuiscConfig, device: &Device) -> Self {
        Self {
            encoder: SequenceEncoder::new(config, device),
            decoder: Decoder::new(config, device),
            class_head: linear(config.image.d_model, config.num_classes, device),
        }
    }

    /// Class logits from the hidden states at the separator (§3.4.3).
    ///
    /// # Shapes
    /// - `hidden`: H^d, `[batch, K^d, D]`
    /// - `separators`: `[batch]`, the position of s in every text
    /// - output: `[batch, K^g]`
    #[must_use]
    pub fn class_logits(&self, hidden: Tensor<3>, separators: Tensor<1, Int>) -> Tensor<2> {
        let [batch, length, d_model] = hidden.dims();
        let starts = Tensor::<1, Int>::arange(0..batch as i64, &hidden.device()).mul_scalar(length as i64);
        let at_separator = hidden.reshape([batch * length, d_model]).select(0, starts + separators);
        self.class_head.forward(at_separator)
    }

    /// NLG logits: of the token that follows each position.
    ///
    /// # Shapes
    /// - `hidden`: H^d, `[batch, K^d, D]`
    /// - output: `[batch, K^d, vocab_size]`
    #[must_use]
    pub fn lm_logits(&self, hidden: Tensor<3>) -> Tensor<3> {
        hidden.matmul(self.decoder.word_embedding.val().transpose().unsqueeze())
    }

    /// Writes feedback greedily: the likeliest token after `tokens`, again and again, until `end`
    /// or `limit` tokens. One sequence at a time.
    ///
    /// # Shapes
    /// - `memory`: F^e, `[1, image_tokens, D]`
    ///
    /// # Errors
    /// If the device fails.
    pub fn generate(
        &self,
        tokens: &[u32],
        memory: &Tensor<3>,
        end: u32,
        limit: usize,
    ) -> Result<Vec<u32>, agpis_core::Error> {
        let mut text = tokens.to_vec();
        let room = self.decoder.position_embedding.dims()[0].saturating_sub(tokens.len());
        for _ in 0..limit.min(room) {
            let next = self.likeliest_next(&text, memory)?;
            if next == end {
                break;
            }
            text.push(next);
        }
        Ok(text.split_off(tokens.len()))
    }

    fn likeliest_next(&self, text: &[u32], memory: &Tensor<3>) -> Result<u32, agpis_core::Error> {
        let ids: Vec<i64> = text.iter().map(|&t| i64::from(t)).collect();
        let ids = Tensor::<1, Int>::from_data(ids.as_slice(), &memory.device()).unsqueeze();
        let hidden = self.decoder.forward(ids, memory);
        let last = hidden.slice([0..1, text.len() - 1..text.len()]);
        let scores = agpis_vision::read(log_softmax(self.lm_logits(last), 2))?;
        let best = scores.iter().enumerate().rev().max_by(|a, b| a.1.total_cmp(b.1));
        Ok(best.map_or(0, |(token, _)| token as u32))
    }
}
