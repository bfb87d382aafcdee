//! Sizes of a single-tower model.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::SingleTower;
use crate::{BackboneConfig, ConfigError, Normalization};

/// Where the images of a sequence meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fusion {
    /// Before the backbone: the images become one, from top to bottom, as in the authors' code.
    Early,
    /// Behind it: the features of the images stand side by side, in the order of the sequence.
    Late,
}

/// Sizes of a [`SingleTower`]. Any backbone with any fusion is a row of Table 2; so are two classes,
/// "qualified" and "rejected", in place of one for every rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SingleTowerConfig {
    /// The backbone, with the size of one image whatever the fusion.
    pub backbone: BackboneConfig,
    /// Where the images meet.
    pub fusion: Fusion,
    /// How the backbone wants its pixels.
    #[serde(default)]
    pub normalization: Normalization,
    /// K^t: images in a sequence.
    pub sequence_length: usize,
    /// Width of the head's hidden layer.
    pub d_hidden: usize,
    /// K^g: classes, of which 0 is "qualified".
    pub num_classes: usize,
}

impl SingleTowerConfig {
    /// The paper's task: sequences of 3 images and 45 classes. The hidden layer is as wide as a feature
    /// (the paper says no more than "MLP").
    #[must_use]
    pub fn new(backbone: impl Into<BackboneConfig>, fusion: Fusion) -> Self {
        let backbone = backbone.into();
        Self {
            d_hidden: backbone.feature_dim(),
            backbone,
            fusion,
            normalization: Normalization::default(),
            sequence_length: 3,
            num_classes: 45,
        }
    }

    /// Checks the sizes, so that a configuration from a file cannot ask for absurd memory.
    ///
    /// # Errors
    /// Names the first field that is out of range.
    pub fn validate(&self) -> Result<(), ConfigError> {
        match &self.backbone {
            BackboneConfig::Vit { sizes, .. } => sizes.validate_square()?,
            convolutional => convolutional.validate()?,
        }
        ConfigError::check_range("sequence_length", self.sequence_length, 1..=64)?;
        self.tower().validate()?;
        ConfigError::check_range("d_hidden", self.d_hidden, 1..=16384)?;
        ConfigError::check_range("num_classes", self.num_classes, 2..=10_000)
    }

    /// Fresh weights.
    #[must_use]
    pub fn init(&self, device: &Device) -> SingleTower {
        SingleTower::new(self, device)
    }

    /// The backbone as it is fed.
    pub(super) fn tower(&self) -> BackboneConfig {
        match self.fusion {
            Fusion::Early => self.backbone.stacked(self.sequence_length),
            Fusion::Late => self.backbone.clone(),
        }
    }

    /// Values that the head is given.
    pub(super) fn sequence_dim(&self) -> usize {
        match self.fusion {
            Fusion::Early => self.backbone.feature_dim(),
            Fusion::Late => self.sequence_length * self.backbone.feature_dim(),
        }
    }
}
