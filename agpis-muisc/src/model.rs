//! The whole network (Figure 4).

use agpis_vision::nn::{linear, project};
use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::{DType, Device, Int, Tensor};

use crate::language_model::lm_head;
use crate::{Decoder, MuiscConfig, SequenceEncoder};

/// MUIsC: encoder, decoder, the McC head, and the NLG head, which may share the word embedding.
#[derive(Module, Debug)]
pub struct Muisc {
    /// Images to F^e.
    pub encoder: SequenceEncoder,
    /// Text and F^e to H^d.
    pub decoder: Decoder,
    /// McC head, `[D, K^g]`, applied at the separator s.
    pub class_head: Linear,
    /// NLG head, `[vocab_size, D]`, if it is not the word embedding.
    pub lm_head: Option<Param<Tensor<2>>>,
}

impl Muisc {
    /// Fresh weights.
    #[must_use]
    pub fn new(config: &MuiscConfig, device: &Device) -> Self {
        Self {
            encoder: SequenceEncoder::new(config, device),
            decoder: Decoder::new(config, device),
            class_head: linear(config.image.d_model, config.num_classes, device),
            lm_head: lm_head(config, device),
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
        self.classify(hidden.reshape([batch * length, d_model]).select(0, starts + separators))
    }

    /// Class logits from the separator's hidden state alone, in 32 bits.
    ///
    /// # Shapes
    /// - `at_separator`: `[batch, D]`
    /// - output: `[batch, K^g]`
    #[must_use]
    pub fn classify(&self, at_separator: Tensor<2>) -> Tensor<2> {
        project(&self.class_head, at_separator.cast(DType::F32))
    }

    /// NLG logits: of the token that follows each position.
    ///
    /// # Shapes
    /// - `hidden`: H^d, `[batch, K^d, D]`
    /// - output: `[batch, K^d, vocab_size]`
    #[must_use]
    pub fn lm_logits(&self, hidden: Tensor<3>) -> Tensor<3> {
        self.decoder.lm_logits(hidden, self.lm_head.as_ref())
    }
}
