//! The recipe of the default bundle: all four models, trained on drawn products, with calibrated
//! thresholds and figures on products that no model has seen.

mod data;
mod figures;
mod photographs;

use std::sync::Arc;

use agpis_bench::photos::PhotoCandidate;
use agpis_bench::{BenchConfig, Ceiling, LabelledImage, rules};
use agpis_core::Image;
use agpis_muisc::{
    Bundle, EmbedderConfig, ImageModelConfig, LanguageModel, Manifest, Muisc, MuiscConfig, MuiscSettings,
    SpecialTokens, TextLayout, Thresholds,
};
use agpis_vision::{Backbone, BinaryModel, EmbedderModel, Fusion, PooledVit, Vit, VitConfig, VitPooling};
use burn::module::Module;
use burn::tensor::Device;

use self::data::Data;
pub use self::figures::Figure;
pub(crate) use self::figures::{COMPLIANCE_PRECISION, PRIMARY_RECALL, SUBMISSION_PRECISION};
pub use self::photographs::Photographs;
use crate::qualified_share::with_qualified_share;
use crate::training::SHARDS;
use crate::{
    BinaryTask, Event, LabelledPicture, ParameterGroup, PatchTask, Pretraining, Progress, Question,
    SequenceModel, SequenceModelConfig, SequenceTask, Task, TextTask, TrainConfig, TrainError, Trainer,
    train_tokenizer,
};

/// How much data and how many steps the recipe takes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Effort {
    /// Seed of the data and of the training.
    pub seed: u64,
    /// Single pictures for the image models.
    pub candidates: u64,
    /// Sequences for MUIsC.
    pub sequences: u64,
    /// Held-out pictures, and sequences, for calibration and again for the figures.
    pub held_out: u64,
    /// Steps of the image encoder, the primary model, the compliance model, the embedder, MUIsC, its language model.
    pub steps: [usize; 6],
}

impl Effort {
    /// Enough for the bundle in the repository: 83 minutes on two CPU cores that had other work too, with 4.3 GiB in memory.
    #[must_use]
    pub fn full() -> Self {
        Self {
            seed: 0,
            candidates: 48_000,
            sequences: 64_000,
            held_out: 2_000,
            steps: [8_000, 1_000, 2_000, 1_000, 5_000, 3_000],
        }
    }

    /// A few minutes' worth, to see that everything works; the models are poor.
    #[must_use]
    pub fn quick() -> Self {
        Self { seed: 0, candidates: 1_000, sequences: 400, held_out: 300, steps: [60, 30, 30, 40, 40, 30] }
    }

    /// For the language model, each to be read once.
    fn texts(&self) -> u64 {
        (self.steps[5] * TEXT_BATCH) as u64
    }
}

/// A trained bundle, and what belongs to it.
#[derive(Debug)]
pub struct DefaultBundle {
    /// The models.
    pub bundle: Bundle,
    /// The content of `tokenizer.json`.
    pub tokenizer: Vec<u8>,
    /// How good the models are on held-out products.
    pub figures: Vec<Figure>,
    /// How good a model of sequences can be on them at best.
    pub ceiling: Ceiling,
}

/// Images in a step of the image models; sequences in a step of MUIsC.
const IMAGE_BATCH: usize = 32;
const SEQUENCE_BATCH: usize = 16;
const PATCH_BATCH: usize = 96;
const TEXT_BATCH: usize = 64;
const VOCABULARY: usize = 1024;
const EMBEDDING: usize = 48;
/// Side of the pictures that patches are cut out of: a patch is then larger than what the embedder sees.
const PATCH_SOURCE_SIZE: u32 = 160;

/// Trains the default bundle on `device`, which must not be an autodiff device, on drawn products and on composites
/// over `photographs`. `progress` hears the name of the phase and where it stands.
///
/// # Errors
/// If the training diverges or the device fails.
pub fn train_default_bundle(
    effort: &Effort,
    photographs: Option<&Photographs>,
    device: &Device,
    progress: &dyn Fn(&str, Progress),
) -> Result<DefaultBundle, TrainError> {
    device.seed(effort.seed);
    let data = Data::generate(effort, photographs, progress);
    let recipe = Recipe { effort, training: device.clone().autodiff(), progress };
    let encoder = recipe.encoder(&data)?;
    let primary =
        recipe.binary("primary model", 1, &encoder, &data, (|i| i.is_primary_like, |i| i.is_primary_like))?;
    let compliance =
        recipe.binary("compliance model", 2, &encoder, &data, (|i| i.non_compliant, |i| i.non_compliant))?;
    let embedder = recipe.embedder(&data)?;

    let special = SpecialTokens::default();
    let tokenizer = train_tokenizer(data.texts().into_iter(), &special, VOCABULARY)?;
    let settings = MuiscSettings::new(muisc_config());
    let text = Arc::new(settings.text_layout(&tokenizer)?);
    let muisc = recipe.muisc(encoder, &text, &data)?;

    let image = ImageModelConfig { image: encoder_config() };
    let embedder_settings = EmbedderConfig { image: embedder_config(), dimension: EMBEDDING };
    // Placeholders until the calibration below, which needs the bundle.
    let thresholds = Thresholds { primary: 0.0, non_compliant: 1.0, duplicate: 1.0, submission: 0.0 };
    let manifest = Manifest::new(image.clone(), image, embedder_settings, settings, thresholds);
    let mut bundle = Bundle { manifest, rules: rules(), primary, compliance, embedder, muisc, text };
    let figures = figures::calibrate_and_measure(&mut bundle, effort, photographs, device, progress)?;
    let ceiling = figures::ceiling(effort)?;
    Ok(DefaultBundle { bundle, tokenizer, figures, ceiling })
}

/// 64 patches of 12 pixels: a picture of 96 pixels still shows thin marks.
fn encoder_config() -> VitConfig {
    VitConfig {
        image_size: 96,
        patch_size: 12,
        d_model: 96,
        num_encoder_blocks: 3,
        num_heads: 3,
        d_ff: 384,
        dropout: 0.0,
        norm_epsilon: 1e-6,
        image_height: None,
    }
}

/// Small, because a product has hundreds of patches.
fn embedder_config() -> VitConfig {
    VitConfig {
        image_size: 48,
        patch_size: 8,
        d_model: 64,
        num_encoder_blocks: 2,
        num_heads: 2,
        d_ff: 256,
        dropout: 0.0,
        norm_epsilon: 1e-6,
        image_height: None,
    }
}

fn muisc_config() -> MuiscConfig {
    MuiscConfig {
        image: encoder_config(),
        num_sequence_heads: 3,
        sequence_d_ff: 384,
        sequence_norm_epsilon: 1e-6,
        num_decoder_blocks: 2,
        cross_attention_blocks: vec![0, 1],
        // As many looks at the images as the paper has, for one position reads the class.
        num_decoder_heads: 12,
        decoder_d_ff: 384,
        dropout: 0.05,
        vocab_size: VOCABULARY,
        num_text_positions: 64,
        num_classes: rules().num_classes(),
        ..MuiscConfig::default()
    }
}

/// Whether a drawn picture, and a composite, is positive.
type Labels = (fn(&LabelledImage) -> bool, fn(&PhotoCandidate) -> bool);

/// The steps of the recipe.
struct Recipe<'a> {
    effort: &'a Effort,
    training: Device,
    progress: &'a dyn Fn(&str, Progress),
}

impl Recipe<'_> {
    fn encoder(&self, data: &Data) -> Result<Vit, TrainError> {
        let (train, config) = (self.train(0, 1e-3), encoder_config());
        let task = Pretraining::new(&data.candidates, Question::ALL, config.image_size, IMAGE_BATCH, &train)?;
        let model = task.model(&config.into(), &self.training);
        match self.run("image encoder", &task, model, &train)?.backbone {
            Backbone::Vit(trained) => Ok(trained.vit),
            _ => unreachable!("a ViT was trained"),
        }
    }

    fn binary(
        &self,
        name: &str,
        phase: usize,
        encoder: &Vit,
        data: &Data,
        (drawn, composed): Labels,
    ) -> Result<BinaryModel, TrainError> {
        let (train, config) = (self.train(phase, 4e-4), encoder_config());
        let picture = |image: &Image, is_positive| LabelledPicture { image: image.clone(), is_positive };
        let drawn = data.candidates.iter().map(|i| picture(&i.image, drawn(i)));
        let composed = data.composites.iter().map(|i| picture(&i.image, composed(i)));
        let pictures: Vec<LabelledPicture> = drawn.chain(composed).collect();
        let task = BinaryTask::new(&pictures, config.image_size, IMAGE_BATCH, &train)?;
        let model = BinaryTask::model(encoder.clone(), &config, &self.training);
        Ok(self.run(name, &task, model, &train)?.valid())
    }

    fn embedder(&self, data: &Data) -> Result<EmbedderModel, TrainError> {
        let (train, config) = (self.train(3, 1e-3), embedder_config());
        let task = PatchTask::new(&data.patch_sources, config.image_size, PATCH_BATCH, &train)?;
        let model = EmbedderModel::new(&config, EMBEDDING, &self.training);
        Ok(self.run("patch embedder", &task, model, &train)?.valid())
    }

    fn language_model(&self, text: &TextLayout, data: &Data) -> Result<LanguageModel, TrainError> {
        let (train, sizes) = (self.train(5, 2e-3), muisc_config());
        let task =
            TextTask::new(&data.other_texts, text, TEXT_BATCH, &train)?.with_dropout(sizes.dropout > 0.0);
        self.run("language model", &task, LanguageModel::new(&sizes, &self.training), &train)
    }

    fn muisc(&self, encoder: Vit, text: &TextLayout, data: &Data) -> Result<Muisc, TrainError> {
        // Fast enough for fresh blocks is too fast for an encoder that knows something.
        let slow = ParameterGroup { path: "encoder.vit".to_owned(), learning_rate: 0.2, frozen: false };
        let train = TrainConfig { groups: vec![slow], clip_norm: Some(1.0), ..self.train(4, 1e-3) };
        let sizes = muisc_config();
        let config = SequenceModelConfig::Muisc { sizes, reads_title: true, fusion: Fusion::Late };
        let task = SequenceTask::new(&data.sequences, &config, Some(text), SEQUENCE_BATCH, &train)?;
        let trained = Backbone::Vit(PooledVit::new(encoder, VitPooling::ClassToken));
        let language_model = self.language_model(text, data)?;
        let model = config.init(&self.training).with_backbone(trained).with_language_model(language_model);
        let trained = self.run("MUIsC", &task, model, &train)?.valid();
        let natural = BenchConfig::default().qualified_share;
        match with_qualified_share(trained, data::TRAINING_QUALIFIED_SHARE, natural) {
            SequenceModel::Muisc(model) => Ok(model),
            _ => unreachable!("MUIsC was trained"),
        }
    }

    fn run<T: Task>(
        &self,
        name: &str,
        task: &T,
        model: T::Model,
        train: &TrainConfig,
    ) -> Result<T::Model, TrainError> {
        let observe = |event| {
            if let Event::Step(progress) = event {
                (self.progress)(name, progress);
            }
        };
        Ok(Trainer::new(task, train, &self.training).run(model, observe)?.model)
    }

    fn train(&self, phase: usize, learning_rate: f64) -> TrainConfig {
        TrainConfig {
            seed: self.effort.seed + phase as u64,
            shards: SHARDS,
            ..TrainConfig::new(self.effort.steps[phase], learning_rate)
        }
    }
}
