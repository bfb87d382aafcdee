//! MUIsC as the pipeline sees it.

use std::sync::Arc;

use agpis_core::{ClassProbabilities, Classifier, Error, ErrorKind, Image, Judgement, Sequence};
use agpis_vision::{Batching, Preprocess, read};
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor};

use crate::{Muisc, MuiscConfig, Text, TextLayout};

/// Longest feedback that is written, in tokens.
const MAX_FEEDBACK: usize = 48;

/// A [`Muisc`] with its text layout as an [`agpis_core::Classifier`] of sequences. It reads the
/// title up to the separator and nothing after it: the class depends on no more (§3.4.3).
#[derive(Debug)]
pub struct MuiscClassifier {
    model: Muisc,
    config: MuiscConfig,
    text: Arc<TextLayout>,
    device: Device,
    batching: Batching,
    writes_feedback: bool,
}

impl MuiscClassifier {
    /// Runs `model` on `device`.
    #[must_use]
    pub fn new(model: Muisc, config: MuiscConfig, text: Arc<TextLayout>, device: Device) -> Self {
        Self { model, config, text, device, batching: Batching::OneByOne, writes_feedback: false }
    }

    /// How a batch is cut into calls.
    #[must_use]
    pub fn with_batching(self, batching: Batching) -> Self {
        Self { batching, ..self }
    }

    /// Whether to write the feedback of a reviewer too; off by default.
    #[must_use]
    pub fn with_feedback(self, writes_feedback: bool) -> Self {
        Self { writes_feedback, ..self }
    }

    /// K^t: the length of the sequences that the model judges.
    #[must_use]
    pub fn sequence_length(&self) -> usize {
        self.config.sequence_length
    }

    fn check_lengths(&self, batch: &[Sequence]) -> Result<(), Error> {
        let expected = self.sequence_length();
        match batch.iter().find(|s| s.images().len() != expected) {
            None => Ok(()),
            Some(sequence) => {
                let (id, actual) = (sequence.product(), sequence.images().len());
                let message =
                    format!("expected sequences of {expected} images, got {actual} for product {id}");
                Err(Error::new(ErrorKind::Input, message))
            }
        }
    }

    fn judge(&self, batch: &[Sequence]) -> Result<Vec<Judgement>, Error> {
        let memory = self.model.encoder.forward(self.images(batch));
        let prompts: Vec<Text> = batch.iter().map(|s| self.text.prompt(s.title())).collect();
        let text = self.text.batch(&prompts, &self.device);
        let hidden = self.model.decoder.forward(text.tokens, &memory);
        let probabilities = read(softmax(self.model.class_logits(hidden, text.separators), 1))?;
        let rows = probabilities.chunks(self.config.num_classes).zip(&prompts).enumerate();
        rows.map(|(i, (row, prompt))| self.judgement(row, prompt, &memory, i)).collect()
    }

    fn judgement(
        &self,
        probabilities: &[f32],
        prompt: &Text,
        memory: &Tensor<3>,
        row: usize,
    ) -> Result<Judgement, Error> {
        let class_probabilities = ClassProbabilities::new(probabilities)
            .map_err(|e| Error::new(ErrorKind::Model, "MUIsC gave no class probabilities").with_source(e))?;
        let feedback = if self.writes_feedback {
            let own = memory.clone().slice(row..=row);
            let tokens = self.model.generate(&prompt.tokens, &own, self.text.end(), MAX_FEEDBACK)?;
            Some(self.text.decode(&tokens))
        } else {
            None
        };
        Ok(Judgement { class_probabilities, feedback })
    }

    /// `[batch, K^t, 3, H, W]`.
    fn images(&self, batch: &[Sequence]) -> Tensor<5> {
        let images: Vec<Image> = batch.iter().flat_map(Sequence::images).map(|c| c.image.clone()).collect();
        let size = self.config.image.image_size;
        let pixels = Preprocess { size: size as u32 }.to_tensor(&images, &self.device);
        pixels.reshape([batch.len(), self.config.sequence_length, 3, size, size])
    }
}

impl Classifier for MuiscClassifier {
    type Input = Sequence;
    type Output = Judgement;

    fn classify(&self, batch: &[Sequence]) -> Result<Vec<Judgement>, Error> {
        self.check_lengths(batch)?;
        self.batching.run(batch, |sequences| self.judge(sequences))
    }
}
