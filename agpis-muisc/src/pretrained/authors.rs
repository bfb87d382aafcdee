//! Checkpoints of the authors' published code (`torch.save(model.state_dict())`, in both pickle formats).
//!
//! | The authors | [`Muisc`] |
//! |---|---|
//! | `img_model.image_tower.…` | `encoder.vit`, as [`vit`] has it |
//! | `img_model.wpe.weight` | `encoder.position_embedding` |
//! | `img_model.self.attention.self.{query,key,value}` | `encoder.blocks.0.attention.qkv`, side by side |
//! | `img_model.self.attention.output.{dense,LayerNorm}` | `encoder.blocks.0.attention.output`, `attention_norm` |
//! | `img_model.self.intermediate.dense` | `encoder.blocks.0.mlp.up` |
//! | `img_model.self.output.{dense,LayerNorm}` | `encoder.blocks.0.mlp.down`, `mlp_norm` |
//! | `lang_model.transformer.…` | `decoder`, as [`gpt2`] has it |
//! | `lang_model.lm_head.weight` | the word embedding if the heads are tied, else `lm_head` |
//! | `lang_model.multiple_choice_head.summary` | `class_head` |
//!
//! The authors have exactly one extra block (N^s = 1).

use agpis_vision::pretrained::vit;
use agpis_vision::weights::{self, WeightsError};
use agpis_weights::{KeyTable, Names, Precision, TensorFile};
use burn::tensor::Device;

use super::gpt2::{self, CrossWeights};
use crate::{Muisc, MuiscConfig};

const IMAGES: &str = "img_model.";
const TEXT: &str = "lang_model.";

/// Where the parameters of a [`Muisc`] are in a checkpoint.
#[must_use]
pub fn key_table(config: &MuiscConfig) -> KeyTable {
    let mut table = KeyTable::new();
    table.part("encoder.vit.", &format!("{IMAGES}image_tower."), vit::key_table(&config.image));
    table.copy("encoder.position_embedding", &format!("{IMAGES}wpe.weight"));
    table.part("encoder.blocks.0.", &format!("{IMAGES}self."), extra_block_table());
    table.part("decoder.", &format!("{TEXT}transformer."), gpt2::key_table(config, CrossWeights::Stored));
    let (word_embedding, lm_head) =
        (format!("{TEXT}transformer.wte.weight"), format!("{TEXT}lm_head.weight"));
    if config.tied_lm_head {
        // PyTorch copies both into the tied tensor, the head last.
        table.copy("decoder.word_embedding", &lm_head);
        table.ignore(Names::Is(word_embedding));
    } else {
        table.copy("lm_head", &lm_head);
    }
    table.linear("class_head", &[&format!("{TEXT}multiple_choice_head.summary")]);
    table
}

/// Loads a checkpoint. It says nothing of the number of heads, so `config` is needed;
/// [`MuiscConfig::default`] is the authors' own.
///
/// # Errors
/// If a tensor is missing, unexpected or mis-shaped: all of them are listed. If the file cannot be read.
pub fn load(file: &TensorFile, config: &MuiscConfig, device: &Device) -> Result<Muisc, WeightsError> {
    weights::load(config.init(device), file, &key_table(config), Precision::AsStored)
}

fn extra_block_table() -> KeyTable {
    let mut table = KeyTable::new();
    let qkv = ["query", "key", "value"].map(|part| format!("attention.self.{part}"));
    table.linear("attention.qkv", &qkv.each_ref().map(String::as_str));
    table.linear("attention.output", &["attention.output.dense"]);
    table.norm("attention_norm", "attention.output.LayerNorm");
    table.linear("mlp.up", &["intermediate.dense"]);
    table.linear("mlp.down", &["output.dense"]);
    table.norm("mlp_norm", "output.LayerNorm");
    table
}
