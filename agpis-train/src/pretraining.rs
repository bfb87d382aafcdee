//! Pretraining of a visual backbone on what the records of drawn pictures know: a stand-in for the weights
//! pretrained on ImageNet of §4.2, for use where those cannot be had.

use agpis_bench::{Colour, Family, LabelledImage, Role, content_fault, rules};
use agpis_core::Image;
use agpis_muisc::mcc_loss;
use agpis_vision::nn::linear;
use agpis_vision::{Backbone, BackboneConfig, ConfigError};
use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::{Device, Int, Tensor};

use crate::batches::Batches;
use crate::image_task::Pixels;
use crate::{Loss, Task, TrainConfig, TrainError};

const ROLES: usize = 7;
/// Parts of a turn that are told apart.
const AZIMUTHS: usize = 8;

/// Something about a picture that its record knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// What kind of product it is.
    Family,
    /// Its colour.
    Colour,
    /// From which eighth of a turn it is seen.
    Azimuth,
    /// What the picture is for.
    Role,
    /// The rule that its content breaks, if any.
    Fault,
    /// Whether it could be the primary image.
    Primary,
}

impl Question {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Family, Self::Colour, Self::Azimuth, Self::Role, Self::Fault, Self::Primary];

    /// What its loss is called.
    fn name(self) -> &'static str {
        match self {
            Self::Family => "family",
            Self::Colour => "colour",
            Self::Azimuth => "azimuth",
            Self::Role => "role",
            Self::Fault => "fault",
            Self::Primary => "primary",
        }
    }

    /// How many answers there are.
    fn answers(self) -> usize {
        match self {
            Self::Family => Family::ALL.len(),
            Self::Colour => Colour::ALL.len(),
            Self::Azimuth => AZIMUTHS,
            Self::Role => ROLES,
            Self::Fault => rules().num_classes(),
            Self::Primary => 2,
        }
    }

    fn answer(self, image: &LabelledImage) -> usize {
        let meta = &image.meta;
        match self {
            Self::Family => meta.sku.family as usize,
            Self::Colour => meta.colour as usize,
            Self::Azimuth => azimuth(meta.azimuth),
            Self::Role => role(meta.role),
            Self::Fault => {
                content_fault(meta).and_then(|violation| rules().class_of(violation.rule)).unwrap_or(0)
            }
            Self::Primary => usize::from(image.is_primary_like),
        }
    }
}

/// The eighth of a turn; the front is in the middle of the first one.
fn azimuth(degrees: f32) -> usize {
    let turn = (degrees / 360.0 + 0.5 / AZIMUTHS as f32).rem_euclid(1.0);
    ((turn * AZIMUTHS as f32) as usize).min(AZIMUTHS - 1)
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

/// Tells what pictures show.
#[derive(Debug)]
pub struct Pretraining<'a> {
    images: &'a [LabelledImage],
    questions: &'a [Question],
    image_size: usize,
    batches: Batches,
    is_random: bool,
}

impl<'a> Pretraining<'a> {
    /// With `questions` about `images`, `batch_size` of them a step.
    ///
    /// # Errors
    /// If the batch cannot be cut into equal parts, or there is no picture or no question.
    pub fn new(
        images: &'a [LabelledImage],
        questions: &'a [Question],
        image_size: usize,
        batch_size: usize,
        train: &TrainConfig,
    ) -> Result<Self, TrainError> {
        ConfigError::check_range("questions", questions.len(), 1..=Question::ALL.len())?;
        let batches = Batches::new(images.len(), batch_size, train.parts(), train.seed)?;
        Ok(Self { images, questions, image_size, batches, is_random: false })
    }

    /// For a backbone with dropout: draws the same at every run.
    #[must_use]
    pub fn with_dropout_of(self, config: &BackboneConfig) -> Self {
        Self { is_random: crate::sequence_model::has_dropout(config), ..self }
    }

    /// A fresh backbone with a head a question.
    #[must_use]
    pub fn model(&self, config: &BackboneConfig, device: &Device) -> Pretrained {
        let head = |question: &Question| linear(config.feature_dim(), question.answers(), device);
        Pretrained { backbone: config.init(device), heads: self.questions.iter().map(head).collect() }
    }
}

/// A backbone with a linear head a question.
#[derive(Module, Debug)]
pub struct Pretrained {
    /// What is wanted.
    pub backbone: Backbone,
    heads: Vec<Linear>,
}

impl Pretrained {
    /// `[batch, C]` each, all of which have to know the answers. Of a ViT, the class token, which towers read, and the
    /// mean of all tokens, which is what a fresh cross-attention sees.
    fn features(&self, images: Tensor<4>) -> Vec<Tensor<2>> {
        match &self.backbone {
            Backbone::Vit(backbone) => {
                let tokens = backbone.vit.forward(images);
                let class = tokens.clone().slice_dim(1, 0..1).squeeze_dim(1);
                vec![class, tokens.mean_dim(1).squeeze_dim(1)]
            }
            convolutional => vec![convolutional.forward(images)],
        }
    }
}

/// Pixels and answers in host memory.
#[derive(Debug)]
pub struct QuestionBatch {
    pixels: Pixels,
    /// By question, then by picture.
    answers: Vec<Vec<i64>>,
}

impl Task for Pretraining<'_> {
    type Model = Pretrained;
    type Batch = QuestionBatch;

    fn prepare(&self, step: usize, part: usize) -> Result<QuestionBatch, TrainError> {
        let chosen = self.batches.indices(step, part);
        let images: Vec<Image> = chosen.iter().map(|&i| self.images[i].image.clone()).collect();
        let of_all = |q: &Question| chosen.iter().map(|&i| q.answer(&self.images[i]) as i64).collect();
        let answers = self.questions.iter().map(of_all).collect();
        Ok(QuestionBatch { pixels: Pixels::new(&images, self.image_size), answers })
    }

    fn loss(&self, model: &Pretrained, batch: QuestionBatch, device: &Device) -> Loss {
        let features = model.features(batch.pixels.images(device));
        let times = features.len();
        let features = Tensor::cat(features, 0); // [times · batch, C]
        let loss = |(head, answers): (&Linear, &Vec<i64>)| {
            let answers = Tensor::<1, Int>::from_data(answers.as_slice(), device).repeat_dim(0, times);
            mcc_loss(head.forward(features.clone()), answers)
        };
        let losses: Vec<Tensor<1>> = model.heads.iter().zip(&batch.answers).map(loss).collect();
        let total = losses.iter().cloned().reduce(|a, b| a + b).expect("there are questions");
        Loss { total, parts: self.questions.iter().map(|q| q.name()).zip(losses).collect() }
    }

    fn is_random(&self) -> bool {
        self.is_random
    }
}
