//! Vision Transformers of Hugging Face (`google/vit-base-patch16-224`, `…-in21k`).
//!
//! | Hugging Face | [`Vit`] |
//! |---|---|
//! | `embeddings.cls_token`, `embeddings.position_embeddings` | `class_token`, `position_embedding` |
//! | `embeddings.patch_embeddings.projection` | `patch_embedding`, the convolution as a matrix |
//! | `encoder.layer.N.layernorm_before`, `layernorm_after` | `blocks.N.attention_norm`, `mlp_norm` |
//! | `encoder.layer.N.attention.attention.{query,key,value}` | `blocks.N.attention.qkv`, side by side |
//! | `encoder.layer.N.attention.output.dense` | `blocks.N.attention.output` |
//! | `encoder.layer.N.{intermediate,output}.dense` | `blocks.N.mlp.up`, `mlp.down` |
//! | `layernorm` | `norm` |
//! | `pooler.dense` | ignored: features are read off the last layer |
//!
//! A `ViTForImageClassification` has `vit.` before these names, and a `classifier` that is ignored.
//! `config.json` gives the sizes, and `preprocessor_config.json`, where there is one, must say what
//! [`Preprocess`](crate::Preprocess) does.

mod config;

use std::path::Path;

use agpis_weights::{KeyTable, Names, Precision, TensorFile};
use burn::tensor::Device;

use super::PretrainedError;
use crate::{Vit, VitConfig, weights};

/// The ViT of a Hugging Face directory.
///
/// # Errors
/// If a file is missing or cannot be read, if the model or its preprocessing is of a kind that this crate
/// does not have, if sizes are out of range, or if the weights are not those of such a model.
pub fn from_directory(
    directory: impl AsRef<Path>,
    device: &Device,
) -> Result<(VitConfig, Vit), PretrainedError> {
    let directory = directory.as_ref();
    let config = config::read(directory)?;
    let vit = load(&config, super::open_weights(directory)?, device)?;
    Ok((config, vit))
}

/// A ViT with the weights of a Hugging Face file, safetensors or PyTorch.
///
/// # Errors
/// If the sizes are out of range, the file cannot be read, or its weights are not those of such a model.
pub fn open(config: &VitConfig, path: impl AsRef<Path>, device: &Device) -> Result<Vit, PretrainedError> {
    config.validate()?;
    load(config, super::open(path.as_ref())?, device)
}

fn load(config: &VitConfig, file: TensorFile, device: &Device) -> Result<Vit, PretrainedError> {
    let mut table = key_table(config);
    table.ignore(Names::StartWith("classifier.".to_owned()));
    Ok(weights::load(config.init(device), &file.without_prefix("vit."), &table, Precision::Full)?)
}

/// Where the parameters of a [`Vit`] are in a `ViTModel` of Hugging Face.
#[must_use]
pub fn key_table(config: &VitConfig) -> KeyTable {
    let mut table = KeyTable::new();
    table.copy("class_token", "embeddings.cls_token");
    table.copy("position_embedding", "embeddings.position_embeddings");
    table.linear("patch_embedding", &["embeddings.patch_embeddings.projection"]);
    for block in 0..config.num_encoder_blocks {
        table.part(&format!("blocks.{block}."), &format!("encoder.layer.{block}."), block_table());
    }
    table.norm("norm", "layernorm");
    table.ignore(Names::StartWith("pooler.dense.".to_owned()));
    table
}

fn block_table() -> KeyTable {
    let mut table = KeyTable::new();
    table.norm("attention_norm", "layernorm_before");
    let [query, key, value] =
        ["query", "key", "value"].map(|projection| format!("attention.attention.{projection}"));
    table.linear("attention.qkv", &[&query, &key, &value]);
    table.linear("attention.output", &["attention.output.dense"]);
    table.norm("mlp_norm", "layernorm_after");
    table.linear("mlp.up", &["intermediate.dense"]);
    table.linear("mlp.down", &["output.dense"]);
    table
}
