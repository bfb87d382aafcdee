//! Training of the image models of stage 1 (§3.3.1), and of the image encoder that they start from.

use std::num::NonZeroUsize;

use agpis_bench::{Family, LabelledImage, Role, rules};
use agpis_core::Image;
use agpis_muisc::mcc_loss;
use agpis_vision::nn::linear;
use agpis_vision::{BinaryModel, Preprocess, Vit, VitConfig};
use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::log_sigmoid;
use burn::tensor::{Device, Int, Tensor};

use crate::batches::Batches;
use crate::{Progress, TrainConfig, TrainError, fit};

/// How to train an image model.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageTraining {
    /// Steps and rates.
    pub train: TrainConfig,
    /// Images a step.
    pub batch_size: usize,
    /// Parts of a step that are computed side by side.
    pub shards: NonZeroUsize,
    /// Order of the images.
    pub seed: u64,
}

/// Trains a fresh image encoder to tell what a picture shows: product family, colour, role, and the
/// rule its content breaks. It stands in for the weights pretrained on ImageNet of §4.2.
///
/// # Errors
/// As [`fit`].
pub fn pretrain_encoder(
    config: &VitConfig,
    images: &[LabelledImage],
    training: &ImageTraining,
    device: &Device,
    progress: impl FnMut(Progress),
) -> Result<Vit, TrainError> {
    let questions = questions();
    let answers: Vec<Vec<usize>> =
        images.iter().map(|i| questions.iter().map(|q| (q.answer)(i)).collect()).collect();
    let model = Pretraining {
        vit: config.init(device),
        heads: questions.iter().map(|q| linear(config.d_model, q.answers, device)).collect(),
    };
    let batches = Batches::new(images.len(), training.batch_size, training.shards, training.seed);
    let loss = |model: &Pretraining, step: usize, shard: usize| {
        let chosen = batches.indices(step, shard);
        let features = model.vit.mean_feature(pixels(images, &chosen, config, device));
        let losses = model.heads.iter().enumerate().map(|(question, head)| {
            let correct: Vec<i64> = chosen.iter().map(|&i| answers[i][question] as i64).collect();
            let correct = Tensor::<1, Int>::from_data(correct.as_slice(), device);
            mcc_loss(head.forward(features.clone()), correct)
        });
        losses.reduce(|a, b| a + b).expect("there are questions")
    };
    Ok(fit(model, &training.train, training.shards, device, loss, progress)?.vit)
}

/// Trains a binary classifier that starts from `encoder` (binary cross-entropy, §3.3.1).
///
/// # Errors
/// As [`fit`].
pub fn train_binary(
    encoder: Vit,
    config: &VitConfig,
    images: &[LabelledImage],
    label: impl Fn(&LabelledImage) -> bool + Sync,
    training: &ImageTraining,
    device: &Device,
    progress: impl FnMut(Progress),
) -> Result<BinaryModel, TrainError> {
    let model = BinaryModel { vit: encoder, head: linear(config.d_model, 1, device) };
    let batches = Batches::new(images.len(), training.batch_size, training.shards, training.seed);
    let loss = |model: &BinaryModel, step: usize, shard: usize| {
        let chosen = batches.indices(step, shard);
        let signs: Vec<f32> = chosen.iter().map(|&i| if label(&images[i]) { 1.0 } else { -1.0 }).collect();
        let logits = model.forward(pixels(images, &chosen, config, device));
        -log_sigmoid(logits * Tensor::<1>::from_data(signs.as_slice(), device)).mean()
    };
    fit(model, &training.train, training.shards, device, loss, progress)
}

/// Something about a picture that its record knows.
struct Question {
    answers: usize,
    answer: fn(&LabelledImage) -> usize,
}

fn questions() -> Vec<Question> {
    vec![
        Question { answers: Family::ALL.len(), answer: |i| i.meta.sku.family as usize },
        Question { answers: agpis_bench::Colour::ALL.len(), answer: |i| i.meta.colour as usize },
        Question { answers: 7, answer: |i| role(i.meta.role) },
        Question { answers: rules().num_classes(), answer: broken_rule },
        Question { answers: 2, answer: |i| usize::from(i.is_primary_like) },
    ]
}

fn role(role: Role) -> usize {
    match role {
        Role::Hero => 0,
        Role::Front => 1,
        Role::Side => 2,
        Role::Back => 3,
        Role::Top => 4,
        Role::Detail => 5,
        Role::Scene => 6,
    }
}

fn broken_rule(image: &LabelledImage) -> usize {
    let violation = agpis_bench::content_fault(&image.meta);
    violation.and_then(|v| rules().class_of(v.rule)).unwrap_or(0)
}

/// An image encoder with a linear head a question, over the mean of its tokens.
#[derive(Module, Debug)]
struct Pretraining {
    vit: Vit,
    heads: Vec<Linear>,
}

fn pixels(images: &[LabelledImage], chosen: &[usize], config: &VitConfig, device: &Device) -> Tensor<4> {
    let images: Vec<Image> = chosen.iter().map(|&i| images[i].image.clone()).collect();
    Preprocess { size: config.image_size as u32 }.to_tensor(&images, device)
}
