//! GPT-2 of Hugging Face (`gpt2`, `uer/gpt2-chinese-cluecorpussmall`) as the decoder.
//!
//! | Hugging Face, below `transformer.` | [`Decoder`] |
//! |---|---|
//! | `wte.weight`, `wpe.weight` | `word_embedding`, `position_embedding` |
//! | `h.N.ln_1`, `h.N.ln_2` | `blocks.N.attention_norm`, `mlp_norm` |
//! | `h.N.attn.{c_attn,c_proj}` | `blocks.N.attention.{qkv,output}`; matrices are `[in, out]` as ours |
//! | `h.N.mlp.{c_fc,c_proj}` | `blocks.N.mlp.{up,down}` |
//! | `h.N.ln_cross_attn` | `blocks.N.cross.norm` |
//! | `h.N.crossattention.{q_attn,c_attn,c_proj}` | `blocks.N.cross.attention.{query,key_value,output}` |
//! | `ln_f` | `norm` |
//! | `h.N.attn.bias`, `h.N.*.masked_bias` | ignored: the causal mask as a tensor |
//! | blocks from N^d on | ignored: a decoder of N^d blocks takes the first ones |

mod config;

use std::path::Path;

use agpis_vision::pretrained::{PretrainedError, open_weights};
use agpis_vision::weights;
use agpis_weights::{KeyTable, Names, Precision};
use burn::tensor::{Device, Tensor};

use crate::{Decoder, MuiscConfig};

/// The decoder of a Hugging Face directory: as many of its blocks as `config` has, with fresh weights where a
/// language model has none (cross-attention). Gives `config` with the sizes of the directory, too.
///
/// Where `config` has a larger vocabulary than the directory, each of the additional tokens, such as a
/// separator that GPT-2 does not have, starts as the mean of all others.
///
/// # Errors
/// If a file is missing or cannot be read, if the model is of a kind that this crate does not have or of
/// another width, if sizes are out of range, or if the weights are not those of such a model.
pub fn from_directory(
    directory: impl AsRef<Path>,
    config: &MuiscConfig,
    device: &Device,
) -> Result<(MuiscConfig, Decoder), PretrainedError> {
    let directory = directory.as_ref();
    let sizes = config::read(directory, config)?;
    let stored = MuiscConfig { vocab_size: sizes.stored_vocab, ..sizes.config.clone() };
    let mut table = key_table(&stored, CrossWeights::Fresh);
    table.ignore(Names::Is("lm_head.weight".to_owned()));
    for block in stored.num_decoder_blocks..sizes.stored_blocks {
        table.ignore(Names::StartWith(format!("h.{block}.")));
    }
    let file = open_weights(directory)?.without_prefix("transformer.");
    let decoder = weights::load(Decoder::new(&stored, device), &file, &table, Precision::Full)?;
    let additional = sizes.config.vocab_size - sizes.stored_vocab;
    Ok((sizes.config, with_tokens(decoder, additional)))
}

/// With `additional` rows in the word embedding.
fn with_tokens(mut decoder: Decoder, additional: usize) -> Decoder {
    if additional > 0 {
        decoder.word_embedding = decoder.word_embedding.map(|words: Tensor<2>| {
            let mean = words.clone().mean_dim(0).repeat_dim(0, additional);
            Tensor::cat(vec![words, mean], 0)
        });
    }
    decoder
}

/// Whether a file has cross-attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrossWeights {
    /// In every block, used or not: models of the authors.
    Stored,
    /// In none, and the decoder's stays fresh: language models.
    Fresh,
}

/// Where the parameters of a [`Decoder`] are in a `GPT2Model`.
#[must_use]
pub fn key_table(config: &MuiscConfig, cross: CrossWeights) -> KeyTable {
    let mut table = KeyTable::new();
    table.copy("word_embedding", "wte.weight");
    table.copy("position_embedding", "wpe.weight");
    table.norm("norm", "ln_f");
    for block in 0..config.num_decoder_blocks {
        let (parameters, tensors) = (format!("blocks.{block}."), format!("h.{block}."));
        table.part(&parameters, &tensors, block_table());
        match cross {
            CrossWeights::Fresh => table.keep_fresh(Names::StartWith(format!("{parameters}cross."))),
            // A block that does not look at images has weights for it all the same.
            CrossWeights::Stored => table.part(&parameters, &tensors, cross_table()),
        }
    }
    // The dot tells the mask `attn.bias` from `c_attn.bias`.
    for mask in [".attn.bias", ".crossattention.bias", ".masked_bias"] {
        table.ignore(Names::EndWith(mask.to_owned()));
    }
    table
}

fn block_table() -> KeyTable {
    let mut table = KeyTable::new();
    table.norm("attention_norm", "ln_1");
    table.conv1d("attention.qkv", "attn.c_attn");
    table.conv1d("attention.output", "attn.c_proj");
    table.norm("mlp_norm", "ln_2");
    table.conv1d("mlp.up", "mlp.c_fc");
    table.conv1d("mlp.down", "mlp.c_proj");
    table
}

fn cross_table() -> KeyTable {
    let mut table = KeyTable::new();
    table.norm("cross.norm", "ln_cross_attn");
    table.conv1d("cross.attention.query", "crossattention.q_attn");
    table.conv1d("cross.attention.key_value", "crossattention.c_attn");
    table.conv1d("cross.attention.output", "crossattention.c_proj");
    table.ignore(Names::StartWith("ln_cross_attn.".to_owned()));
    table.ignore(Names::StartWith("crossattention.".to_owned()));
    table
}
