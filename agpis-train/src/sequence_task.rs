//! The multi-task training of MUIsC (§3.4.3).

use std::num::NonZeroUsize;

use agpis_bench::Sample;
use agpis_core::Image;
use agpis_muisc::{LossWeights, Losses, Muisc, MuiscConfig, Text, TextLayout, mcc_loss, nlg_loss};
use agpis_vision::Preprocess;
use burn::tensor::{Device, Int, Tensor};

use crate::batches::Batches;
use crate::{Progress, TrainConfig, TrainError, fit};

/// How to train MUIsC.
#[derive(Clone, Debug, PartialEq)]
pub struct SequenceTraining {
    /// Steps and rates.
    pub train: TrainConfig,
    /// Sequences a step.
    pub batch_size: usize,
    /// Parts of a step that are computed side by side.
    pub shards: NonZeroUsize,
    /// Equation 4.
    pub losses: LossWeights,
    /// Order of the samples.
    pub seed: u64,
}

/// Trains `model` on `samples`.
///
/// # Errors
/// As [`fit`].
pub fn train_muisc(
    model: Muisc,
    config: &MuiscConfig,
    text: &TextLayout,
    samples: &[Sample],
    training: &SequenceTraining,
    device: &Device,
    progress: impl FnMut(Progress),
) -> Result<Muisc, TrainError> {
    let texts: Vec<Text> = samples.iter().map(|s| text.with_feedback(&s.title, &s.feedback)).collect();
    let batches = Batches::new(samples.len(), training.batch_size, training.shards, training.seed);
    let loss = |model: &Muisc, step: usize, shard: usize| {
        let chosen = batches.indices(step, shard);
        let batch: Vec<&Sample> = chosen.iter().map(|&i| &samples[i]).collect();
        let texts: Vec<Text> = chosen.iter().map(|&i| texts[i].clone()).collect();
        losses(model, config, text, &batch, &texts, device).total(training.losses)
    };
    fit(model, &training.train, training.shards, device, loss, progress)
}

fn losses(
    model: &Muisc,
    config: &MuiscConfig,
    layout: &TextLayout,
    samples: &[&Sample],
    texts: &[Text],
    device: &Device,
) -> Losses {
    let text = layout.batch(texts, device);
    let memory = model.encoder.forward(images(samples, config, device));
    let hidden = model.decoder.forward(text.tokens, None, &memory);
    let classes: Vec<i64> = samples.iter().map(|s| s.class as i64).collect();
    let classes = Tensor::<1, Int>::from_data(classes.as_slice(), device);
    Losses {
        nlg: nlg_loss(model.lm_logits(hidden.clone()), text.targets, text.counted),
        mcc: mcc_loss(model.class_logits(hidden, text.separators), classes),
    }
}

/// `[batch, K^t, 3, H, W]`.
fn images(samples: &[&Sample], config: &MuiscConfig, device: &Device) -> Tensor<5> {
    let images: Vec<Image> = samples.iter().flat_map(|s| s.images.iter().cloned()).collect();
    let size = config.image.image_size;
    let pixels = Preprocess { size: size as u32 }.to_tensor(&images, device);
    pixels.reshape([samples.len(), config.sequence_length, 3, size, size])
}
