//! The multi-task training of the models that judge sequences (§3.4.3).

use std::num::NonZeroUsize;

use agpis_core::Image;
use agpis_muisc::{LossWeights, Losses, Text, TextLayout, nlg_loss};
use agpis_vision::nn::log_softmax;
use burn::tensor::{DType, Device, Int, Tensor};

use crate::batches::Batches;
use crate::data::{Augmentation, EpochOrder, Examples};
use crate::image_task::Pixels;
use crate::predict::sequence;
use crate::sequence_model::{Said, SequenceModel, SequenceModelConfig};
use crate::{Loss, Precision, Task, TrainConfig, TrainError};

/// Equation 4 over reviewed sequences. Of models without a decoder, and with λ^nlg = 0, its McC part alone.
pub struct SequenceTask<'a> {
    examples: &'a dyn Examples,
    model: &'a SequenceModelConfig,
    text: Option<&'a TextLayout>,
    texts: Vec<Text>,
    losses: LossWeights,
    class_weights: Option<Vec<f32>>,
    augmentation: Augmentation,
    precision: Precision,
    seed: u64,
    batch_size: usize,
    parts: NonZeroUsize,
    batches: Batches,
}

impl<'a> SequenceTask<'a> {
    /// On `examples`, `batch_size` of them a step. `text` is for MUIsC.
    ///
    /// # Errors
    /// If the batch cannot be cut into equal parts, or there is no example.
    pub fn new(
        examples: &'a dyn Examples,
        model: &'a SequenceModelConfig,
        text: Option<&'a TextLayout>,
        batch_size: usize,
        train: &TrainConfig,
    ) -> Result<Self, TrainError> {
        let all = examples.examples();
        let texts =
            text.map(|layout| all.iter().map(|e| layout.with_feedback(&e.title, &e.feedback)).collect());
        Ok(Self {
            examples,
            model,
            text,
            texts: texts.unwrap_or_default(),
            losses: LossWeights::default(),
            class_weights: None,
            augmentation: Augmentation::none(),
            precision: train.precision,
            seed: train.seed,
            batch_size,
            parts: train.parts(),
            batches: Batches::new(all.len(), batch_size, train.parts(), train.seed)?,
        })
    }

    /// With other λ^nlg and λ^mcc.
    #[must_use]
    pub fn with_losses(self, losses: LossWeights) -> Self {
        Self { losses, ..self }
    }

    /// Every class counts as much as its weight says, as in PyTorch's `CrossEntropyLoss(weight=…)`.
    #[must_use]
    pub fn with_class_weights(self, weights: Option<Vec<f32>>) -> Self {
        Self { class_weights: weights, ..self }
    }

    /// Varies the images of every example, anew in every epoch.
    #[must_use]
    pub fn with_augmentation(self, augmentation: Augmentation) -> Self {
        Self { augmentation, ..self }
    }

    /// With this share of qualified examples in every epoch, as [`EpochOrder::with_qualified_share`] has it.
    ///
    /// # Errors
    /// If it is no share.
    pub fn with_qualified_share(self, share: f64) -> Result<Self, TrainError> {
        let classes = self.examples.examples().iter().map(|example| example.class);
        let order = EpochOrder::new(classes).with_qualified_share(share)?;
        let batches = Batches::in_order(order, self.batch_size, self.parts, self.seed)?;
        Ok(Self { batches, ..self })
    }

    /// Steps of an epoch.
    #[must_use]
    pub fn steps_per_epoch(&self) -> usize {
        self.batches.per_epoch()
    }
}

/// Pixels, classes and texts in host memory.
pub struct SequenceBatch {
    pixels: Pixels,
    classes: Vec<i64>,
    texts: Vec<Text>,
}

impl Task for SequenceTask<'_> {
    type Model = SequenceModel;
    type Batch = SequenceBatch;

    fn prepare(&self, step: usize, part: usize) -> Result<SequenceBatch, TrainError> {
        let chosen = self.batches.indices(step, part);
        let (seed, epoch) = (self.seed, self.batches.epoch(step) as u64);
        let mut images: Vec<Image> = Vec::with_capacity(chosen.len() * self.model.sequence_length());
        for &i in &chosen {
            let own = sequence(self.examples, i, self.model)?;
            images.extend(self.augmentation.apply(&own, seed, epoch, i as u64));
        }
        let examples = self.examples.examples();
        let classes = self.model.num_classes();
        Ok(SequenceBatch {
            pixels: Pixels::new(&images, self.model.image_size()),
            // With two classes, all rules are one.
            classes: chosen.iter().map(|&i| examples[i].class.min(classes - 1) as i64).collect(),
            texts: chosen.iter().filter_map(|&i| self.texts.get(i).cloned()).collect(),
        })
    }

    fn loss(&self, model: &SequenceModel, batch: SequenceBatch, device: &Device) -> Loss {
        let text = self.text.map(|layout| layout.batch(&batch.texts, device));
        let images = batch.pixels.sequences(self.model.sequence_length(), device);
        let images = self.model.arrange(images).cast(self.precision.float_type());
        let Said { class_logits, hidden } = model.judge(images, text.as_ref());
        let classes = Tensor::<1, Int>::from_data(batch.classes.as_slice(), device);
        let mcc = weighted_mcc_loss(class_logits.cast(DType::F32), classes, self.class_weights.as_deref());
        let nlg = match (model, hidden, text) {
            (SequenceModel::Muisc(model), Some(hidden), Some(text)) if self.losses.nlg_weight > 0.0 => {
                nlg_loss(model.lm_logits(hidden).cast(DType::F32), text.targets, text.counted)
            }
            _ => {
                let total = mcc.clone().mul_scalar(self.losses.mcc_weight);
                return Loss { total, parts: vec![("mcc", mcc)] };
            }
        };
        let losses = Losses { nlg, mcc };
        Loss { total: losses.total(self.losses), parts: vec![("mcc", losses.mcc), ("nlg", losses.nlg)] }
    }

    fn is_random(&self) -> bool {
        self.model.has_dropout()
    }
}

/// Cross-entropy, every sample counting as much as its class; their mean by weight.
///
/// # Shapes
/// - `logits`: `[batch, K^g]`
/// - `classes`: `[batch]`
fn weighted_mcc_loss(logits: Tensor<2>, classes: Tensor<1, Int>, weights: Option<&[f32]>) -> Tensor<1> {
    let Some(weights) = weights else { return agpis_muisc::mcc_loss(logits, classes) };
    let batch = classes.dims()[0];
    let weights = Tensor::<1>::from_data(weights, &logits.device()).select(0, classes.clone());
    let log_p: Tensor<1> = log_softmax(logits).gather(1, classes.reshape([batch, 1])).squeeze_dim(1);
    -(log_p * weights.clone()).sum() / weights.sum()
}
