//! The decoder by itself, which reads and looks at no image (§4.2 begins with such a one).

use agpis_vision::nn::{initializer, parameter};
use burn::module::{Module, Param};
use burn::tensor::{Device, Int, Tensor};

use crate::{Decoder, Muisc, MuiscConfig};

/// A causal language model: the decoder and the NLG head of MUIsC.
#[derive(Module, Debug)]
pub struct LanguageModel {
    /// Its cross-attention is not used.
    pub decoder: Decoder,
    /// NLG head, `[vocab_size, D]`, if it is not the word embedding.
    pub lm_head: Option<Param<Tensor<2>>>,
}

impl LanguageModel {
    /// Fresh weights.
    #[must_use]
    pub fn new(config: &MuiscConfig, device: &Device) -> Self {
        Self { decoder: Decoder::new(config, device), lm_head: lm_head(config, device) }
    }

    /// Logits of the token that follows each position.
    ///
    /// # Shapes
    /// - `tokens`: `[batch, length]`
    /// - output: `[batch, length, vocab_size]`
    #[must_use]
    pub fn forward(&self, tokens: Tensor<2, Int>) -> Tensor<3> {
        self.decoder.lm_logits(self.decoder.read(tokens), self.lm_head.as_ref())
    }

    /// `model` with what this one has learned. Its cross-attention, which a language model knows nothing of, and its McC
    /// head stay as they are.
    #[must_use]
    pub fn teach(self, model: Muisc) -> Muisc {
        let Muisc { encoder, decoder: own, class_head, .. } = model;
        let mut decoder = self.decoder;
        for (learned, own) in decoder.blocks.iter_mut().zip(own.blocks) {
            learned.cross = own.cross;
        }
        Muisc { encoder, decoder, class_head, lm_head: self.lm_head }
    }
}

/// A fresh NLG head, unless the word embedding is one.
pub(crate) fn lm_head(config: &MuiscConfig, device: &Device) -> Option<Param<Tensor<2>>> {
    (!config.tied_lm_head)
        .then(|| parameter(initializer(), [config.vocab_size, config.image.d_model], device))
}

#[cfg(test)]
mod tests {
    use agpis_vision::{VitConfig, read};
    use burn::tensor::Distribution;

    use super::*;

    fn config(cross_attention_blocks: Vec<usize>) -> MuiscConfig {
        let image = VitConfig {
            image_size: 16,
            patch_size: 8,
            d_model: 16,
            num_encoder_blocks: 1,
            num_heads: 2,
            d_ff: 32,
            ..VitConfig::default()
        };
        MuiscConfig {
            image,
            num_sequence_heads: 2,
            sequence_d_ff: 32,
            num_decoder_blocks: 2,
            cross_attention_blocks,
            num_decoder_heads: 2,
            decoder_d_ff: 32,
            dropout: 0.0,
            vocab_size: 40,
            num_text_positions: 16,
            num_classes: 5,
            ..MuiscConfig::default()
        }
    }

    fn tokens(device: &Device) -> Tensor<2, Int> {
        Tensor::from_data([[1, 5, 7, 2], [1, 9, 2, 0]], device)
    }

    #[test]
    fn a_decoder_that_cannot_look_reads_the_same() {
        let device = Device::flex();
        let (model, text) = (LanguageModel::new(&config(vec![]), &device), tokens(&device));
        let memory = Tensor::<3>::random([2, 6, 16], Distribution::Default, &device);
        let hidden = model.decoder.forward(text.clone(), None, &memory);
        assert_eq!(read(model.decoder.read(text)).unwrap(), read(hidden).unwrap());
    }

    #[test]
    fn what_it_has_read_is_taught_and_nothing_else_changes() {
        let device = Device::flex();
        let config = config(vec![0, 1]);
        let (learned, model) = (LanguageModel::new(&config, &device), config.init(&device));
        let (before, expected) = (model.clone(), read(learned.forward(tokens(&device))).unwrap());
        let after = learned.teach(model);
        let read_again = after.lm_logits(after.decoder.read(tokens(&device)));
        assert_eq!(read(read_again).unwrap(), expected);
        let cross = |model: &Muisc, block: usize| {
            let cross = model.decoder.blocks[block].cross.as_ref().expect("it can look");
            read(cross.attention.key_value.weight.val()).unwrap()
        };
        assert_eq!(cross(&after, 0), cross(&before, 0));
        assert_eq!(cross(&after, 1), cross(&before, 1));
        let head = |model: &Muisc| read(model.class_head.weight.val()).unwrap();
        assert_eq!(head(&after), head(&before));
    }

    #[test]
    fn it_has_a_head_of_its_own_if_the_model_has() {
        let device = Device::flex();
        let config = MuiscConfig { tied_lm_head: false, ..config(vec![0]) };
        let learned = LanguageModel::new(&config, &device);
        let expected = read(learned.forward(tokens(&device))).unwrap();
        let after = learned.teach(config.init(&device));
        let again = after.lm_logits(after.decoder.read(tokens(&device)));
        assert_eq!(read(again).unwrap(), expected);
    }
}
