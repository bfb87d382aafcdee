//! The sizes of models and trainings that belong to the sizes of the bench.

use std::num::NonZeroUsize;

use agpis_bench::{Size, Split, rules};
use agpis_muisc::MuiscConfig;
use agpis_vision::{BlockKind, ResNetConfig, ResNetV2Config, VitConfig};

use crate::experiment::{PretrainingConfig, TextPretrainingConfig};
use crate::{ParameterGroup, TrainConfig};

/// Models and training for one size of the bench: the paper's, made smaller in the same proportions.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// MUIsC; its image encoder is the ViT of all rows.
    pub muisc: MuiscConfig,
    /// In place of ResNet18.
    pub resnet18: ResNetConfig,
    /// In place of ResNet50: deeper, with bottlenecks.
    pub resnet50: ResNetConfig,
    /// In place of ResNetV2-101 (BiT): wider and deeper, pre-activation.
    pub bit: ResNetV2Config,
    /// Training sequences, where it is not as many as the size of the bench has.
    pub train: Option<u64>,
    /// Tokens of the vocabulary.
    pub vocabulary: usize,
    /// Epochs.
    pub epochs: f64,
    /// Share of the steps that is warm-up.
    pub warmup: f64,
    /// Sequences in a step.
    pub batch_size: usize,
    /// Share of qualified sequences in every epoch: a step with as many violations teaches more. Probabilities are
    /// taken back to the share that there is, and the order of sequences by them does not depend on it.
    pub qualified_share: Option<f64>,
    /// Of the backbones.
    pub pretraining: PretrainingConfig,
    /// Of the decoder.
    pub text_pretraining: TextPretrainingConfig,
    learning_rate: f64,
    validate_every: usize,
}

impl Scale {
    /// The scale of a size.
    #[must_use]
    pub fn of(size: Size) -> Self {
        let picture = size.config().image_size as usize;
        let (d_model, [encoder, decoder]) = match size {
            Size::Tiny => (48, [2, 1]),
            Size::Mini => (96, [3, 2]),
            Size::Small => (128, [4, 3]),
            Size::Base => (192, [6, 3]),
        };
        // 64 tokens an image; 36 where it is tiny.
        let patch = if size == Size::Tiny { 8 } else { picture / 8 };
        let heads = d_model / 32 + usize::from(size == Size::Tiny);
        let (epochs, batch_size, learning_rate) = match size {
            Size::Tiny => (2.0, 16, 2e-3),
            Size::Mini => (1.0, 16, 1e-3),
            Size::Small => (4.0, 32, 2e-3),
            Size::Base => (4.0, 64, 1e-3),
        };
        let (pictures, pretraining_steps) = match size {
            Size::Tiny => (500, 30),
            Size::Mini => (96_000, 10_000),
            Size::Small => (192_000, 20_000),
            Size::Base => (384_000, 40_000),
        };
        // Six times as many as the size has, each seen once: 8,000 have some fifty examples of a rule.
        let train = (size == Size::Mini).then_some(48_000);
        let width = if size == Size::Tiny { 8 } else { 16 };
        Self {
            muisc: muisc(vit(picture, patch, d_model, encoder, heads), decoder),
            resnet18: ResNetConfig {
                image_size: picture,
                block: BlockKind::Basic,
                num_blocks: [1, 1, 1, 1],
                width,
            },
            resnet50: ResNetConfig {
                image_size: picture,
                block: BlockKind::Bottleneck,
                num_blocks: [1, 2, 2, 1],
                width,
            },
            bit: ResNetV2Config {
                image_size: picture,
                stem_channels: 2 * width,
                stage_channels: [4, 8, 16, 32].map(|factor| factor * width),
                num_blocks: [1, 2, 2, 1],
                num_groups: 8,
            },
            train,
            vocabulary: if size == Size::Tiny { 512 } else { 2048 },
            epochs,
            warmup: 0.05,
            batch_size,
            qualified_share: Some(0.5),
            pretraining: PretrainingConfig {
                pictures,
                batch_size: 32,
                steps: pretraining_steps,
                learning_rate: 1e-3,
            },
            text_pretraining: TextPretrainingConfig {
                texts: if size == Size::Tiny { 1_000 } else { 200_000 },
                batch_size: 64,
                steps: if size == Size::Tiny { 30 } else { 3_000 },
                learning_rate: 2e-3,
            },
            learning_rate,
            validate_every: (train.unwrap_or(size.sequences(Split::Train)) as usize / batch_size / 2).max(1),
        }
    }

    /// For a model whose visual backbone is at `backbone`.
    pub(super) fn train_config(&self, seed: u64, backbone: &str, is_pretrained: bool) -> TrainConfig {
        // Fast enough for fresh blocks is too fast for a backbone that knows something.
        let slow = || ParameterGroup { path: backbone.to_owned(), learning_rate: 0.2, frozen: false };
        TrainConfig {
            seed,
            groups: is_pretrained.then(slow).into_iter().collect(),
            learning_rate: self.learning_rate,
            clip_norm: Some(1.0),
            shards: NonZeroUsize::MIN.saturating_add(1),
            validate_every: NonZeroUsize::new(self.validate_every),
            checkpoint_every: NonZeroUsize::new(self.validate_every.min(250)),
            ..TrainConfig::default()
        }
    }
}

fn vit(image_size: usize, patch_size: usize, d_model: usize, blocks: usize, num_heads: usize) -> VitConfig {
    VitConfig {
        image_size,
        image_height: None,
        patch_size,
        d_model,
        num_encoder_blocks: blocks,
        num_heads,
        d_ff: 4 * d_model,
        dropout: 0.0,
        norm_epsilon: 1e-6,
    }
}

fn muisc(image: VitConfig, num_decoder_blocks: usize) -> MuiscConfig {
    MuiscConfig {
        num_sequence_heads: image.num_heads,
        sequence_d_ff: image.d_ff,
        sequence_norm_epsilon: 1e-6,
        num_decoder_blocks,
        cross_attention_blocks: (0..num_decoder_blocks).collect(),
        // One position reads the class, so its heads are all the looks that it has at the images: 12, as in the paper,
        // where D is 96.
        num_decoder_heads: image.d_model / 8,
        decoder_d_ff: image.d_ff,
        dropout: 0.0,
        num_text_positions: 128,
        num_classes: rules().num_classes(),
        image,
        ..MuiscConfig::default()
    }
}
