//! Weights that people have: the authors' checkpoints, and GPT-2 for the decoder.
//!
//! The image encoder's are in [`agpis_vision::pretrained`].

pub mod authors;
pub mod gpt2;

use std::path::Path;

use agpis_vision::pretrained::{PretrainedError, vit};
use burn::tensor::Device;

use crate::{Muisc, MuiscConfig};

/// MUIsC as training starts (§4.2): the image encoder of a ViT directory, the decoder of a GPT-2 directory, and
/// fresh weights in all else. `config` says what the directories do not: lengths, numbers of blocks, classes.
///
/// # Errors
/// As [`vit::from_directory`] and [`gpt2::from_directory`].
pub fn from_directories(
    vit: impl AsRef<Path>,
    gpt2: impl AsRef<Path>,
    config: &MuiscConfig,
    device: &Device,
) -> Result<(MuiscConfig, Muisc), PretrainedError> {
    let (image, vit) = vit::from_directory(vit, device)?;
    let config = MuiscConfig { image, ..config.clone() };
    let (config, decoder) = gpt2::from_directory(gpt2, &config, device)?;
    let mut model = config.init(device);
    model.encoder.vit = vit;
    model.decoder = decoder;
    Ok((config, model))
}
