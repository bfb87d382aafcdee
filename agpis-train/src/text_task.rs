//! Pretraining of the decoder as a language model: a stand-in for the GPT-2 of §4.2, which was trained on CLUECorpus, for
//! use where such weights cannot be had.

use agpis_muisc::{LanguageModel, Text, TextLayout, nlg_loss};
use burn::tensor::Device;
use rayon::prelude::*;

use crate::batches::Batches;
use crate::data::TitleAndFeedback;
use crate::{Loss, Task, TrainConfig, TrainError};

/// Tells which token comes next, in titles and feedback.
#[derive(Debug)]
pub struct TextTask<'a> {
    layout: &'a TextLayout,
    texts: Vec<Text>,
    batches: Batches,
    is_random: bool,
}

impl<'a> TextTask<'a> {
    /// In `texts`, `batch_size` of them a step. They must not be those of the examples that the decoder is to judge
    /// afterwards: it would know by heart what was said of each title.
    ///
    /// # Errors
    /// If the batch cannot be cut into equal parts, or there is no text.
    pub fn new(
        texts: &[TitleAndFeedback],
        layout: &'a TextLayout,
        batch_size: usize,
        train: &TrainConfig,
    ) -> Result<Self, TrainError> {
        // What comes after the separator counts; here that is everything.
        let text = |(title, feedback): &TitleAndFeedback| Text {
            separator: 0,
            ..layout.with_feedback(title, feedback)
        };
        let batches = Batches::new(texts.len(), batch_size, train.parts(), train.seed)?;
        Ok(Self { layout, texts: texts.par_iter().map(text).collect(), batches, is_random: false })
    }

    /// For a decoder with dropout: draws the same at every run.
    #[must_use]
    pub fn with_dropout(self, has_dropout: bool) -> Self {
        Self { is_random: has_dropout, ..self }
    }
}

impl Task for TextTask<'_> {
    type Model = LanguageModel;
    type Batch = Vec<Text>;

    fn prepare(&self, step: usize, part: usize) -> Result<Vec<Text>, TrainError> {
        Ok(self.batches.indices(step, part).into_iter().map(|i| self.texts[i].clone()).collect())
    }

    fn loss(&self, model: &LanguageModel, batch: Vec<Text>, device: &Device) -> Loss {
        let text = self.layout.batch(&batch, device);
        Loss::from(nlg_loss(model.forward(text.tokens), text.targets, text.counted))
    }

    fn is_random(&self) -> bool {
        self.is_random
    }
}

#[cfg(test)]
mod tests {
    use agpis_muisc::{MuiscConfig, MuiscSettings, SpecialTokens};
    use agpis_vision::VitConfig;

    use super::*;
    use crate::{Event, Trainer, train_tokenizer};

    fn texts() -> Vec<TitleAndFeedback> {
        let texts =
            [("a red mug", "yes"), ("a blue chair", "Blurry image: image 2 is not sharp."), ("", "yes")];
        texts.into_iter().map(|(title, feedback)| (title.to_owned(), feedback.to_owned())).collect()
    }

    fn sizes() -> MuiscConfig {
        let image = VitConfig {
            image_size: 16,
            patch_size: 8,
            d_model: 32,
            num_encoder_blocks: 1,
            num_heads: 2,
            d_ff: 64,
            ..VitConfig::default()
        };
        MuiscConfig {
            image,
            num_sequence_heads: 2,
            sequence_d_ff: 64,
            num_decoder_blocks: 1,
            cross_attention_blocks: vec![0],
            num_decoder_heads: 2,
            decoder_d_ff: 64,
            dropout: 0.0,
            vocab_size: 512,
            num_text_positions: 32,
            num_classes: 45,
            ..MuiscConfig::default()
        }
    }

    #[test]
    fn a_decoder_learns_its_texts_by_heart() {
        let words = texts().into_iter().flat_map(|(title, feedback)| [title, feedback]);
        let tokenizer = train_tokenizer(words, &SpecialTokens::default(), 512).unwrap();
        let layout = MuiscSettings::new(sizes()).text_layout(&tokenizer).unwrap();
        let train = TrainConfig::new(80, 1e-2);
        let task = TextTask::new(&texts(), &layout, 3, &train).unwrap();
        let device = Device::flex().autodiff();
        device.seed(0);
        let model = LanguageModel::new(&sizes(), &device);
        let mut losses = Vec::new();
        let trained = Trainer::new(&task, &train, &device).run(model, |event| {
            if let Event::Step(progress) = event {
                losses.push(progress.loss);
            }
        });
        trained.unwrap();
        // Nothing tells the first tokens of the three texts apart.
        let (first, last) = (losses[0], losses[losses.len() - 1]);
        assert!(first > 5.0 && last < 0.5, "{first} to {last}");
    }
}
