//! BiT ResNets of timm, such as `resnetv2_101x1_bit`.
//!
//! | timm | [`ResNetV2`] |
//! |---|---|
//! | `stem.conv` | `stem` |
//! | `stages.S.blocks.B.normL`, `convL`, with L from 1 | `stages.S.B.layers.L.norm`, `conv`, with L from 0 |
//! | `stages.S.blocks.B.downsample.conv` | `stages.S.B.shortcut` |
//! | `norm` | `norm` |
//! | `head.fc` | ignored: the feature is read off before it |
//!
//! They were trained with [`Normalization::Half`](crate::Normalization).

use std::path::Path;

use agpis_weights::{KeyTable, Names};
use burn::tensor::Device;

use super::PretrainedError;
use crate::{ResNetV2, ResNetV2Config};

/// A ResNetV2 with the weights of a file, safetensors or PyTorch.
///
/// # Errors
/// If the sizes are out of range, the file cannot be read, or its weights are not those of such a model.
pub fn open(
    config: &ResNetV2Config,
    path: impl AsRef<Path>,
    device: &Device,
) -> Result<ResNetV2, PretrainedError> {
    config.validate()?;
    super::load(config.init(device), path.as_ref(), &key_table(config))
}

/// Where the parameters of a [`ResNetV2`] are in a file of timm.
#[must_use]
pub fn key_table(config: &ResNetV2Config) -> KeyTable {
    let mut table = KeyTable::new();
    table.copy("stem.weight", "stem.conv.weight");
    for (stage, &blocks) in config.num_blocks.iter().enumerate() {
        for block in 0..blocks {
            let (to, from) = (format!("stages.{stage}.{block}."), format!("stages.{stage}.blocks.{block}."));
            table.part(&to, &from, block_table());
        }
    }
    table.norm("norm", "norm");
    table.ignore(Names::StartWith("head.fc.".to_owned()));
    table
}

fn block_table() -> KeyTable {
    let mut table = KeyTable::new();
    for i in 0..3 {
        table.copy(&format!("layers.{i}.conv.weight"), &format!("conv{}.weight", i + 1));
        table.norm(&format!("layers.{i}.norm"), &format!("norm{}", i + 1));
    }
    // Only the blocks that have a shortcut look for it.
    table.copy("shortcut.weight", "downsample.conv.weight");
    table
}
