//! ResNets of torchvision and timm, such as ResNet18 and ResNet50.
//!
//! | torchvision, timm | [`ResNet`] |
//! |---|---|
//! | `conv1`, `bn1` | `stem.conv`, `stem.norm` |
//! | `layerS.B.convL`, `bnL`, with S and L from 1 | `stages.S.B.layers.L.conv`, `norm`, with S and L from 0 |
//! | `layerS.B.downsample.0`, `downsample.1` | `stages.S.B.shortcut.conv`, `norm` |
//! | `running_mean`, `running_var` of a `bn` | the same of a `norm` |
//! | `num_batches_tracked` of a `bn` | ignored: momentum is constant |
//! | `fc` | ignored: the feature is read off before it |
//!
//! They were trained with [`Normalization::Imagenet`](crate::Normalization).

use std::path::Path;

use agpis_weights::{KeyTable, Names};
use burn::tensor::Device;

use super::PretrainedError;
use crate::{BlockKind, ResNet, ResNetConfig};

/// A ResNet with the weights of a file, safetensors or PyTorch.
///
/// # Errors
/// If the sizes are out of range, the file cannot be read, or its weights are not those of such a model.
pub fn open(
    config: &ResNetConfig,
    path: impl AsRef<Path>,
    device: &Device,
) -> Result<ResNet, PretrainedError> {
    config.validate()?;
    super::load(config.init(device), path.as_ref(), &key_table(config))
}

/// Where the parameters of a [`ResNet`] are in a file of torchvision or timm.
#[must_use]
pub fn key_table(config: &ResNetConfig) -> KeyTable {
    let mut table = KeyTable::new();
    layer(&mut table, "stem", "conv1", "bn1");
    for (stage, &blocks) in config.num_blocks.iter().enumerate() {
        for block in 0..blocks {
            let (to, from) = (format!("stages.{stage}.{block}."), format!("layer{}.{block}.", stage + 1));
            table.part(&to, &from, block_table(config.block));
        }
    }
    table.ignore(Names::EndWith(".num_batches_tracked".to_owned()));
    table.ignore(Names::StartWith("fc.".to_owned()));
    table
}

fn block_table(kind: BlockKind) -> KeyTable {
    let mut table = KeyTable::new();
    for i in 0..kind.num_layers() {
        layer(&mut table, &format!("layers.{i}"), &format!("conv{}", i + 1), &format!("bn{}", i + 1));
    }
    // Only the blocks that have a shortcut look for it.
    layer(&mut table, "shortcut", "downsample.0", "downsample.1");
    table
}

fn layer(table: &mut KeyTable, layer: &str, convolution: &str, norm: &str) {
    table.copy(&format!("{layer}.conv.weight"), &format!("{convolution}.weight"));
    table.norm(&format!("{layer}.norm"), norm);
    for statistic in ["running_mean", "running_var"] {
        table.copy(&format!("{layer}.norm.{statistic}"), &format!("{norm}.{statistic}"));
    }
}
