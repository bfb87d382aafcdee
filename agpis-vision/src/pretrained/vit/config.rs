//! The files beside the weights of a Hugging Face ViT.

use std::path::Path;

use serde::Deserialize;

use crate::VitConfig;
use crate::pretrained::json::Size;
use crate::pretrained::{CONFIG, PretrainedError, read_config, read_json};

const PREPROCESSOR: &str = "preprocessor_config.json";
/// Pillow's number of the bilinear filter.
const BILINEAR: u32 = 2;

/// What `config.json` says, with Hugging Face's defaults for what it leaves out.
#[derive(Deserialize)]
#[serde(default)]
struct Model {
    model_type: String,
    image_size: Size,
    patch_size: Size,
    num_channels: usize,
    hidden_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    intermediate_size: usize,
    hidden_act: String,
    layer_norm_eps: f64,
    hidden_dropout_prob: f64,
    attention_probs_dropout_prob: f64,
    qkv_bias: bool,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            model_type: "vit".to_owned(),
            image_size: Size::Square(224),
            patch_size: Size::Square(16),
            num_channels: 3,
            hidden_size: 768,
            num_hidden_layers: 12,
            num_attention_heads: 12,
            intermediate_size: 3072,
            hidden_act: "gelu".to_owned(),
            layer_norm_eps: 1e-12,
            hidden_dropout_prob: 0.0,
            attention_probs_dropout_prob: 0.0,
            qkv_bias: true,
        }
    }
}

impl Model {
    fn check(&self) -> Result<(), PretrainedError> {
        let [patch_height, patch_width] = self.patch_size.sides();
        PretrainedError::check(CONFIG, "model_type", &*self.model_type, "vit")?;
        PretrainedError::check(CONFIG, "hidden_act", &*self.hidden_act, "gelu")?;
        PretrainedError::check(CONFIG, "num_channels", &self.num_channels, &3)?;
        PretrainedError::check(CONFIG, "qkv_bias", &self.qkv_bias, &true)?;
        PretrainedError::check(CONFIG, "patch_size", &patch_width, &patch_height)?;
        let dropout = &self.hidden_dropout_prob;
        PretrainedError::check(
            CONFIG,
            "attention_probs_dropout_prob",
            &self.attention_probs_dropout_prob,
            dropout,
        )
    }

    fn sizes(&self) -> VitConfig {
        let [height, width] = self.image_size.sides();
        VitConfig {
            image_size: width,
            image_height: (height != width).then_some(height),
            patch_size: self.patch_size.sides()[0],
            d_model: self.hidden_size,
            num_encoder_blocks: self.num_hidden_layers,
            num_heads: self.num_attention_heads,
            d_ff: self.intermediate_size,
            dropout: self.hidden_dropout_prob,
            norm_epsilon: self.layer_norm_eps,
        }
    }
}

/// What `preprocessor_config.json` says; what it leaves out is as it should be.
#[derive(Deserialize)]
struct Preprocessor {
    size: Option<Size>,
    image_mean: Option<[f64; 3]>,
    image_std: Option<[f64; 3]>,
    resample: Option<u32>,
    do_resize: Option<bool>,
    do_rescale: Option<bool>,
    do_normalize: Option<bool>,
    rescale_factor: Option<f64>,
}

impl Preprocessor {
    /// Checks that it does what [`Preprocess`](crate::Preprocess) does.
    fn check(&self, sizes: &VitConfig) -> Result<(), PretrainedError> {
        let size = self.size.map(Size::sides);
        check("size", size, [sizes.height(), sizes.image_size])?;
        check("image_mean", self.image_mean, [0.5; 3])?;
        check("image_std", self.image_std, [0.5; 3])?;
        check("resample", self.resample, BILINEAR)?;
        check("do_resize", self.do_resize, true)?;
        check("do_rescale", self.do_rescale, true)?;
        check("do_normalize", self.do_normalize, true)?;
        check("rescale_factor", self.rescale_factor, 1.0 / 255.0)
    }
}

fn check<T: PartialEq + std::fmt::Debug>(
    field: &'static str,
    actual: Option<T>,
    expected: T,
) -> Result<(), PretrainedError> {
    actual.map_or(Ok(()), |actual| PretrainedError::check(PREPROCESSOR, field, &actual, &expected))
}

/// Reads the sizes of a ViT, and checks that it and its preprocessing are what this crate does.
pub(super) fn read(directory: &Path) -> Result<VitConfig, PretrainedError> {
    let model: Model = read_config(directory)?;
    model.check()?;
    let sizes = model.sizes();
    sizes.validate()?;
    let preprocessor: Option<Preprocessor> = read_json(directory, PREPROCESSOR)?;
    preprocessor.map_or(Ok(()), |preprocessor| preprocessor.check(&sizes))?;
    Ok(sizes)
}
