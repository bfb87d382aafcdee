//! The recipe of the default bundle: all four models, trained on drawn products, with calibrated
//! thresholds and figures on products that no model has seen.

mod data;
mod figures;

use std::sync::Arc;

use agpis_bench::{BenchConfig, Ceiling, rules};
use agpis_muisc::{
    Bundle, EmbedderConfig, ImageModelConfig, LossWeights, Manifest, Muisc, MuiscConfig, MuiscSettings,
    SpecialTokens, Thresholds,
};
use agpis_vision::{BinaryModel, EmbedderModel, Vit, VitConfig};
use burn::module::Module;
use burn::tensor::{Device, Tensor};

use self::data::Data;
pub use self::figures::Figure;
use crate::{
    ImageTraining, PatchTraining, Progress, SequenceTraining, TrainConfig, TrainError, pretrain_encoder,
    train_binary, train_embedder, train_muisc, train_tokenizer,
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
    /// Steps of the image encoder, the primary model, the compliance model, the embedder, MUIsC.
    pub steps: [usize; 5],
}

impl Effort {
    /// Enough for the bundle in the repository: within half an hour on two CPU cores.
    #[must_use]
    pub fn full() -> Self {
        Self {
            seed: 0,
            candidates: 24_000,
            sequences: 12_000,
            held_out: 2_000,
            steps: [2_600, 500, 1_000, 600, 4_000],
        }
    }

    /// A few minutes' worth, to see that everything works; the models are poor.
    #[must_use]
    pub fn quick() -> Self {
        Self { seed: 0, candidates: 1_000, sequences: 400, held_out: 300, steps: [60, 30, 30, 40, 40] }
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
const VOCABULARY: usize = 1024;
const EMBEDDING: usize = 48;

/// Trains the default bundle on `device`, which must not be an autodiff device. `progress` hears the
/// name of the phase and where it stands.
///
/// # Errors
/// If the training diverges or the device fails.
pub fn train_default_bundle(
    effort: &Effort,
    device: &Device,
    progress: &dyn Fn(&str, Progress),
) -> Result<DefaultBundle, TrainError> {
    device.seed(effort.seed);
    let data = Data::generate(effort, progress);
    let recipe = Recipe { effort, training: device.clone().autodiff(), progress };
    let encoder = recipe.encoder(&data)?;
    let primary = recipe.binary("primary model", 1, &encoder, &data, |i| i.is_primary_like)?;
    let compliance = recipe.binary("compliance model", 2, &encoder, &data, |i| i.non_compliant)?;
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
    let figures = figures::calibrate_and_measure(&mut bundle, effort, device, progress)?;
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
        num_decoder_heads: 3,
        decoder_d_ff: 384,
        dropout: 0.05,
        vocab_size: VOCABULARY,
        num_text_positions: 64,
        num_classes: rules().num_classes(),
        ..MuiscConfig::default()
    }
}

/// The steps of the recipe.
struct Recipe<'a> {
    effort: &'a Effort,
    training: Device,
    progress: &'a dyn Fn(&str, Progress),
}

impl Recipe<'_> {
    fn encoder(&self, data: &Data) -> Result<Vit, TrainError> {
        let training = self.image_training(0, 1e-3);
        let progress = |p| (self.progress)("image encoder", p);
        let encoder =
            pretrain_encoder(&encoder_config(), &data.candidates, &training, &self.training, progress)?;
        Ok(encoder)
    }

    fn binary(
        &self,
        name: &str,
        phase: usize,
        encoder: &Vit,
        data: &Data,
        label: fn(&agpis_bench::LabelledImage) -> bool,
    ) -> Result<BinaryModel, TrainError> {
        let (training, config) = (self.image_training(phase, 4e-4), encoder_config());
        let progress = |p| (self.progress)(name, p);
        let start = encoder.clone();
        let model =
            train_binary(start, &config, &data.candidates, label, &training, &self.training, progress)?;
        Ok(model.valid())
    }

    fn embedder(&self, data: &Data) -> Result<EmbedderModel, TrainError> {
        let training = PatchTraining {
            train: TrainConfig::new(self.effort.steps[3], 1e-3),
            batch_size: PATCH_BATCH,
            shards: SHARDS,
            seed: self.effort.seed,
        };
        let config = embedder_config();
        let model = EmbedderModel::new(&config, EMBEDDING, &self.training);
        let progress = |p| (self.progress)("patch embedder", p);
        let size = config.image_size;
        Ok(train_embedder(model, size, &data.patch_sources, &training, &self.training, progress)?.valid())
    }

    fn muisc(&self, encoder: Vit, text: &agpis_muisc::TextLayout, data: &Data) -> Result<Muisc, TrainError> {
        let training = SequenceTraining {
            train: TrainConfig::new(self.effort.steps[4], 6e-4),
            batch_size: SEQUENCE_BATCH,
            shards: SHARDS,
            losses: LossWeights::default(),
            seed: self.effort.seed,
        };
        let config = muisc_config();
        let mut model = config.init(&self.training);
        model.encoder.vit = encoder;
        let progress = |p| (self.progress)("MUIsC", p);
        let model = train_muisc(model, &config, text, &data.sequences, &training, &self.training, progress)?;
        let natural = BenchConfig::default().qualified_share;
        Ok(with_qualified_share(model.valid(), data::TRAINING_QUALIFIED_SHARE, natural))
    }

    fn image_training(&self, phase: usize, learning_rate: f64) -> ImageTraining {
        ImageTraining {
            train: TrainConfig::new(self.effort.steps[phase], learning_rate),
            batch_size: IMAGE_BATCH,
            shards: SHARDS,
            seed: self.effort.seed + phase as u64,
        }
    }
}

/// MUIsC sees more violations while training than there are. This takes it back: the class logits move
/// by the logarithm of the ratio of the shares, and its probabilities are those of the `natural` share
/// (King and Zeng 2001).
fn with_qualified_share(mut model: Muisc, trained: f64, natural: f64) -> Muisc {
    let shift = |class: usize| match class {
        0 => (natural / trained).ln() as f32,
        _ => ((1.0 - natural) / (1.0 - trained)).ln() as f32,
    };
    model.class_head.bias = model.class_head.bias.map(|bias| {
        bias.map(|bias| {
            let shifts: Vec<f32> = (0..bias.dims()[0]).map(shift).collect();
            let shifts = Tensor::<1>::from_data(shifts.as_slice(), &bias.device());
            bias + shifts
        })
    });
    model
}

/// Fixed, so that the weights do not depend on the machine.
const SHARDS: std::num::NonZeroUsize = std::num::NonZeroUsize::new(2).unwrap();

#[cfg(test)]
mod tests {
    use agpis_muisc::mcc_loss;
    use burn::tensor::Int;
    use burn::tensor::activation::softmax;

    use super::*;

    /// With a head that always says what was seen in training, the probabilities become the natural ones.
    #[test]
    fn the_qualified_share_is_taken_back() {
        let device = Device::flex();
        let mut model = muisc_config().init(&device);
        let classes = muisc_config().num_classes;
        let rejected = (0.5 / (classes - 1) as f32).ln();
        let logits: Vec<f32> = (0..classes).map(|c| if c == 0 { 0.5f32.ln() } else { rejected }).collect();
        let bias = Tensor::<1>::from_data(logits.as_slice(), &device);
        model.class_head.bias = model.class_head.bias.map(|b| b.map(|_| bias));
        let corrected = with_qualified_share(model, 0.5, 0.71).class_head.bias.unwrap().val();
        let p = agpis_vision::read(softmax(corrected.clone(), 0)).unwrap();
        assert!((p[0] - 0.71).abs() < 1e-5, "{}", p[0]);
        let loss = mcc_loss(corrected.reshape([1, classes]), Tensor::<1, Int>::from_data([0], &device));
        assert!((agpis_vision::read(loss).unwrap()[0] + 0.71f32.ln()).abs() < 1e-5);
    }
}
