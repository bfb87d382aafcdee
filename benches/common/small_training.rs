//! The small model in training: MUIsC for pictures of 64 pixels, sixteen made-up sequences in memory, and what
//! another program needs to compute the same.

use std::error::Error;
use std::num::NonZeroUsize;
use std::path::Path;

use agpis::Device;
use agpis::core::Image;
use agpis::muisc::{MuiscConfig, SpecialTokens, Text, TextLayout};
use agpis::vision::{Fusion, Preprocess, VitConfig, weights};
use agpis::weights::{DType, Stored, write_safetensors};
use agpis_train::data::{DataError, Example, Examples};
use agpis_train::{
    Event, Progress, Schedule, SequenceModel, SequenceModelConfig, SequenceTask, TrainConfig, Trainer,
    train_tokenizer,
};

/// Sequences of a step.
pub(crate) const BATCH: usize = 16;
const SIDE: usize = 64;
const PICTURES: usize = 3;
const TOKENS: usize = 48;
/// Letters, each of which is a token.
const TITLE: usize = 19;
const CLASSES: usize = 45;
const D_MODEL: usize = 192;
const HEADS: usize = 6;

/// Model, data and device.
pub(crate) struct SmallTraining {
    config: SequenceModelConfig,
    model: SequenceModel,
    text: TextLayout,
    sequences: Sequences,
    device: Device,
}

impl SmallTraining {
    /// The same weights and data every time.
    pub(crate) fn new() -> Result<Self, Box<dyn Error>> {
        let device = Device::flex().autodiff();
        let sizes = sizes();
        let special = SpecialTokens::default();
        // Without a text to learn from it knows bytes only: every letter is a token.
        let tokenizer = train_tokenizer(std::iter::empty(), &special, sizes.vocab_size)?;
        let text = TextLayout::new(&tokenizer, &special, TOKENS, sizes.vocab_size)?;
        let config = SequenceModelConfig::Muisc { sizes, reads_title: true, fusion: Fusion::Late };
        config.validate()?;
        device.seed(0);
        let model = config.init(&device);
        Ok(Self { config, model, text, sequences: Sequences::new()?, device })
    }

    /// Makes `steps` steps in so many shards, and tells of each.
    pub(crate) fn run(
        &self,
        steps: usize,
        shards: NonZeroUsize,
        mut observe: impl FnMut(Progress),
    ) -> Result<(), Box<dyn Error>> {
        let train = TrainConfig {
            steps,
            learning_rate: 1e-4,
            schedule: Schedule::Constant,
            shards,
            ..TrainConfig::default()
        };
        let task = SequenceTask::new(&self.sequences, &self.config, Some(&self.text), BATCH, &train)?;
        Trainer::new(&task, &train, &self.device).run(self.model.clone(), |event| {
            if let Event::Step(progress) = event {
                observe(progress);
            }
        })?;
        Ok(())
    }

    /// The number of learned values.
    pub(crate) fn parameters(&self) -> usize {
        weights::shapes(&self.model).values().map(|shape| shape.iter().product::<usize>()).sum()
    }

    /// Writes `weights.safetensors` and `batch.safetensors`, all of it in 32-bit floats.
    pub(crate) fn export(&self, folder: &Path) -> Result<(), Box<dyn Error>> {
        weights::save(&self.model, &folder.join("weights.safetensors"), DType::F32)?;
        let Sequences { examples, images } = &self.sequences;
        let texts: Vec<Text> =
            examples.iter().map(|e| self.text.with_feedback(&e.title, &e.feedback)).collect();
        assert!(texts.iter().all(|text| text.tokens.len() == TOKENS), "texts of one length");
        let pixels = Preprocess { size: SIDE as u32 }.to_values(&images.concat());
        let tokens = texts.iter().flat_map(|text| text.tokens.iter().map(|&token| token as f32)).collect();
        let separators = texts.iter().map(|text| text.separator as f32).collect();
        let classes = examples.iter().map(|example| example.class as f32).collect();
        let tensors = vec![
            stored("pixels", vec![BATCH, PICTURES, 3, SIDE, SIDE], pixels),
            stored("tokens", vec![BATCH, TOKENS], tokens),
            stored("separators", vec![BATCH], separators),
            stored("classes", vec![BATCH], classes),
        ];
        Ok(write_safetensors(&folder.join("batch.safetensors"), tensors, None)?)
    }
}

fn stored(name: &str, shape: Vec<usize>, values: Vec<f32>) -> Stored<'static> {
    Stored { name: name.to_owned(), shape, dtype: DType::F32, values: Box::new(move || Ok(values.clone())) }
}

/// D 192, 4 + 1 + 2 blocks, cross-attention in both of the decoder.
fn sizes() -> MuiscConfig {
    let image = VitConfig {
        image_size: SIDE,
        image_height: None,
        patch_size: 8,
        d_model: D_MODEL,
        num_encoder_blocks: 4,
        num_heads: HEADS,
        d_ff: 4 * D_MODEL,
        dropout: 0.0,
        norm_epsilon: 1e-6,
    };
    MuiscConfig {
        image,
        sequence_length: PICTURES,
        num_sequence_blocks: 1,
        sequence_norm_epsilon: 1e-6,
        num_sequence_heads: HEADS,
        sequence_d_ff: 4 * D_MODEL,
        num_decoder_blocks: 2,
        cross_attention_blocks: vec![0, 1],
        num_decoder_heads: HEADS,
        decoder_d_ff: 4 * D_MODEL,
        dropout: 0.0,
        vocab_size: 2048,
        num_text_positions: TOKENS,
        num_classes: CLASSES,
        ..MuiscConfig::default()
    }
}

/// As many sequences as a step has: every step sees all of them.
struct Sequences {
    examples: Vec<Example>,
    images: Vec<Vec<Image>>,
}

impl Sequences {
    fn new() -> Result<Self, Box<dyn Error>> {
        let examples = (0..BATCH).map(example).collect();
        let images = (0..BATCH).map(|i| (0..PICTURES).map(|k| image(PICTURES * i + k)).collect());
        Ok(Self { examples, images: images.collect::<Result<_, _>>()? })
    }
}

impl Examples for Sequences {
    fn examples(&self) -> &[Example] {
        &self.examples
    }

    fn images(&self, index: usize) -> Result<Vec<Image>, DataError> {
        Ok(self.images[index].clone())
    }
}

fn example(i: usize) -> Example {
    let letters = |from: usize, count: usize| -> String {
        (0..count).map(|k| char::from(b'a' + ((from + k * (i + 1)) % 26) as u8)).collect()
    };
    Example {
        id: i.to_string(),
        sku: i.to_string(),
        title: letters(i, TITLE),
        class: 7 * i % CLASSES,
        true_class: None,
        feedback: letters(3 * i, TOKENS), // too long: it is cut
    }
}

fn image(i: usize) -> Result<Image, agpis::core::ImageError> {
    let factor = 2 * i as u32 + 3;
    let pixels: Vec<u8> =
        (0..(SIDE * SIDE * 3) as u32).map(|v| (v.wrapping_mul(factor) >> 3) as u8).collect();
    Image::from_rgb8(SIDE as u32, SIDE as u32, pixels)
}
