//! MUIsC as the pipeline sees it.

mod groups;

use std::sync::Arc;

use agpis_core::{
    AttentionMap, ClassProbabilities, Classifier, Error, ErrorKind, Image, Judgement, Probability, Sequence,
};
use agpis_vision::{Batching, Preprocess, read, sequences};
use burn::tensor::{Device, Int, Tensor};

use crate::{AtSeparator, Generation, Muisc, MuiscConfig, TextLayout};
use groups::{Group, by_length};

/// A [`Muisc`] with its text layout as an [`agpis_core::Classifier`] of sequences.
///
/// For the class it computes no more than the class needs (§3.4.3): it reads the title up to the
/// separator and nothing after it, without padding, and asks the last block for the separator alone.
#[derive(Clone, Debug)]
pub struct MuiscClassifier {
    pub(crate) model: Muisc,
    pub(crate) config: MuiscConfig,
    pub(crate) text: Arc<TextLayout>,
    pub(crate) device: Device,
    pub(crate) batching: Batching,
    feedback: Option<Generation>,
    explains: bool,
}

impl MuiscClassifier {
    /// Runs `model` on `device`.
    #[must_use]
    pub fn new(model: Muisc, config: MuiscConfig, text: Arc<TextLayout>, device: Device) -> Self {
        Self { model, config, text, device, batching: Batching::OneByOne, feedback: None, explains: false }
    }

    /// How a batch is cut into calls.
    #[must_use]
    pub fn with_batching(self, batching: Batching) -> Self {
        Self { batching, ..self }
    }

    /// Whether to write the feedback of a reviewer too; off by default.
    #[must_use]
    pub fn with_feedback(self, writes_feedback: bool) -> Self {
        Self { feedback: writes_feedback.then(Generation::default), ..self }
    }

    /// To write the feedback of a reviewer too, in this way.
    #[must_use]
    pub fn with_generation(self, generation: Generation) -> Self {
        Self { feedback: Some(generation), ..self }
    }

    /// Whether to say where the model looked (the separator's cross-attention); off by default.
    #[must_use]
    pub fn with_explanation(self, explains: bool) -> Self {
        Self { explains, ..self }
    }

    /// K^t: the length of the sequences that the model judges.
    #[must_use]
    pub fn sequence_length(&self) -> usize {
        self.config.sequence_length
    }

    /// P^nlg of `feedback` for every sequence (equation 2). Of the feedback that accepted sequences were
    /// trained with ("yes"), it is the paper's alternative to p^t. A title that leaves no room for the
    /// feedback is shortened.
    ///
    /// # Errors
    /// If a sequence has another length than the model judges, the feedback is empty or longer than any
    /// text, or the device fails.
    pub fn p_feedback(&self, batch: &[Sequence], feedback: &str) -> Result<Vec<Probability>, Error> {
        sequences::check_lengths(batch, self.sequence_length())?;
        let words = self.text.feedback(feedback);
        let (expected, actual) = (self.text.max_feedback(), words.len());
        let message = match actual {
            0 => Some(format!("expected a feedback of at least one token, got {feedback:?}")),
            _ if actual > expected => {
                Some(format!("expected a feedback of at most {expected} tokens, got {actual}"))
            }
            _ => None,
        };
        if let Some(message) = message {
            return Err(Error::new(ErrorKind::Input, message));
        }
        self.batching.run(batch, |sequences| {
            let memory = self.memory(sequences);
            self.in_groups(sequences, words.len(), |group| {
                let words = Tensor::<1, Int>::from_data(ids(&words).as_slice(), &self.device);
                let log_p = self.model.log_p_nlg(group.tokens(&self.device), words, &group.of(&memory));
                Ok(read(log_p.exp())?.into_iter().map(Probability::saturating).collect())
            })
        })
    }

    fn judge(&self, sequences: &[Sequence]) -> Result<Vec<Judgement>, Error> {
        let memory = self.memory(sequences);
        self.in_groups(sequences, 1, |group| {
            let (memory, tokens) = (group.of(&memory), group.tokens(&self.device));
            let title = self.model.decoder.read_title(tokens.clone(), memory.dtype());
            let at_separator = self.model.decoder.at_separator(&title, &memory);
            let feedback = self.feedback(tokens, &memory)?;
            let attention = self.attention(&at_separator)?;
            let probabilities = self.class_probabilities(at_separator.hidden)?;
            let parts = probabilities.into_iter().zip(feedback).zip(attention);
            Ok(parts
                .map(|((p, feedback), attention)| {
                    Judgement::new(p).with_feedback(feedback).with_attention(attention)
                })
                .collect())
        })
    }

    /// One distribution for every row of H^d at the separator.
    pub(crate) fn class_probabilities(&self, hidden: Tensor<2>) -> Result<Vec<ClassProbabilities>, Error> {
        sequences::class_probabilities(self.model.classify(hidden))
    }

    fn feedback(&self, prompts: Tensor<2, Int>, memory: &Tensor<3>) -> Result<Vec<Option<String>>, Error> {
        let Some(how) = &self.feedback else { return Ok(vec![None; prompts.dims()[0]]) };
        let written = self.model.generate(prompts, memory, self.text.end(), how)?;
        Ok(written.into_iter().map(|text| Some(self.text.decode(&text.tokens))).collect())
    }

    /// The separator's attention, image by image and patch by patch.
    fn attention(&self, at_separator: &AtSeparator) -> Result<Vec<Option<Vec<AttentionMap>>>, Error> {
        let batch = at_separator.hidden.dims()[0];
        let Some(attention) = at_separator.attention.clone().filter(|_| self.explains) else {
            return Ok(vec![None; batch]);
        };
        let weights = read(attention)?;
        let side = self.config.image.image_size / self.config.image.patch_size;
        let (rows, columns) = (side, side);
        let map = |image: &[f32]| {
            // The first of an image's tokens is its class token, which stands nowhere.
            AttentionMap::new(rows, columns, image[1..].to_vec())
                .map_err(|e| Error::new(ErrorKind::Model, "MUIsC gave no attention").with_source(e))
        };
        let sequences = weights.chunks(weights.len() / batch);
        sequences.map(|s| s.chunks(rows * columns + 1).map(map).collect::<Result<_, _>>().map(Some)).collect()
    }

    /// F^e of every sequence.
    fn memory(&self, batch: &[Sequence]) -> Tensor<3> {
        let features = self.model.encoder.vit.forward(self.pixels(&sequences::images(batch)));
        self.model.encoder.relate(features, self.config.sequence_length)
    }

    /// `[images, 3, H, W]`.
    pub(crate) fn pixels(&self, images: &[Image]) -> Tensor<4> {
        Preprocess { size: self.config.image.image_size as u32 }.to_tensor(images, &self.device)
    }

    /// Calls `model` for every group of sequences whose titles have the same number of tokens, so that
    /// nothing is padded, and puts the results into the order of the sequences. Behind the titles there is
    /// room for `room` tokens.
    fn in_groups<O>(
        &self,
        sequences: &[Sequence],
        room: usize,
        model: impl Fn(&Group) -> Result<Vec<O>, Error>,
    ) -> Result<Vec<O>, Error> {
        let titles = sequences.iter().map(|s| self.text.prompt_before(s.title(), room).tokens).collect();
        let mut results: Vec<Option<O>> = sequences.iter().map(|_| None).collect();
        for group in by_length(titles) {
            for (&row, result) in group.rows().iter().zip(model(&group)?) {
                results[row] = Some(result);
            }
        }
        let complete: Vec<O> = results.into_iter().flatten().collect();
        Error::check_count("MUIsC", sequences.len(), complete.len())?;
        Ok(complete)
    }
}

/// Token ids as tensors take them.
pub(crate) fn ids(tokens: &[u32]) -> Vec<i64> {
    tokens.iter().map(|&token| i64::from(token)).collect()
}

impl Classifier for MuiscClassifier {
    type Input = Sequence;
    type Output = Judgement;

    fn classify(&self, batch: &[Sequence]) -> Result<Vec<Judgement>, Error> {
        sequences::check_lengths(batch, self.sequence_length())?;
        self.batching.run(batch, |sequences| self.judge(sequences))
    }
}
