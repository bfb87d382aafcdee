//! `config.json` of a GPT-2.

use std::path::Path;

use agpis_vision::nn::Activation;
use agpis_vision::pretrained::{CONFIG, PretrainedError, read_config};
use serde::Deserialize;

use crate::MuiscConfig;

/// The fields that matter here; absent ones have the values of `transformers`.
#[derive(Debug, Deserialize)]
struct File {
    model_type: String,
    n_embd: usize,
    n_head: usize,
    n_layer: usize,
    n_inner: Option<usize>,
    #[serde(alias = "n_ctx")]
    n_positions: usize,
    vocab_size: usize,
    #[serde(default = "gelu_new")]
    activation_function: String,
    #[serde(default = "epsilon")]
    layer_norm_epsilon: f64,
    #[serde(default = "yes")]
    scale_attn_weights: bool,
    #[serde(default)]
    scale_attn_by_inverse_layer_idx: bool,
}

fn gelu_new() -> String {
    "gelu_new".to_owned()
}

fn epsilon() -> f64 {
    1e-5
}

fn yes() -> bool {
    true
}

/// What the file says of a decoder, and how many blocks it has.
pub(super) struct Sizes {
    pub(super) config: MuiscConfig,
    pub(super) stored_blocks: usize,
    pub(super) stored_vocab: usize,
}

/// `config` with the sizes of the GPT-2 in `directory`. Its number of blocks stays, and a vocabulary that
/// is larger than the file's, too.
pub(super) fn read(directory: &Path, config: &MuiscConfig) -> Result<Sizes, PretrainedError> {
    let file: File = read_config(directory)?;
    PretrainedError::check(CONFIG, "model_type", file.model_type.as_str(), "gpt2")?;
    PretrainedError::check(CONFIG, "n_embd", &file.n_embd, &config.image.d_model)?;
    PretrainedError::check(CONFIG, "scale_attn_weights", &file.scale_attn_weights, &true)?;
    let by_layer = file.scale_attn_by_inverse_layer_idx;
    PretrainedError::check(CONFIG, "scale_attn_by_inverse_layer_idx", &by_layer, &false)?;
    let (blocks, stored) = (config.num_decoder_blocks, file.n_layer);
    if blocks > stored {
        let expected = format!("at least the {blocks} blocks of the decoder");
        let actual = stored.to_string();
        return Err(PretrainedError::Unsupported { file: CONFIG, field: "n_layer", expected, actual });
    }
    let config = MuiscConfig {
        num_decoder_heads: file.n_head,
        decoder_d_ff: file.n_inner.unwrap_or_else(|| file.n_embd.saturating_mul(4)),
        decoder_norm_epsilon: file.layer_norm_epsilon,
        decoder_activation: activation(&file.activation_function)?,
        num_text_positions: file.n_positions,
        vocab_size: config.vocab_size.max(file.vocab_size),
        ..config.clone()
    };
    config.validate()?;
    Ok(Sizes { config, stored_blocks: stored, stored_vocab: file.vocab_size })
}

fn activation(name: &str) -> Result<Activation, PretrainedError> {
    match name {
        "gelu_new" | "gelu_pytorch_tanh" => Ok(Activation::GeluTanh),
        "gelu" => Ok(Activation::Gelu),
        other => Err(PretrainedError::Unsupported {
            file: CONFIG,
            field: "activation_function",
            expected: "gelu_new, gelu_pytorch_tanh or gelu".to_owned(),
            actual: other.to_owned(),
        }),
    }
}
