//! The models that judge sequences: MUIsC, and the rows of Tables 2 and 3 beside it.

use agpis_muisc::{HierarchicalTower, LanguageModel, Muisc, MuiscConfig, TextBatch};
use agpis_vision::{
    Backbone, BackboneConfig, ConfigError, Fusion, SingleTower, SingleTowerConfig, Vit, stack,
};
use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

/// Which model judges sequences, and its sizes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum SequenceModelConfig {
    /// MUIsC (§3.4).
    Muisc {
        /// Its sizes, with those of one image.
        sizes: MuiscConfig,
        /// Whether its decoder reads the title (Table 3, "text as input").
        reads_title: bool,
        /// Where the images meet: late, but for one row of Table 2.
        fusion: Fusion,
    },
    /// A single tower with the hierarchical encoder (Table 3, second row).
    HierarchicalTower {
        /// Its sizes; those of the decoder do not count.
        sizes: MuiscConfig,
    },
    /// A single tower (§4.3).
    SingleTower {
        /// Its sizes.
        sizes: SingleTowerConfig,
    },
}

impl SequenceModelConfig {
    /// Checks the sizes.
    ///
    /// # Errors
    /// Names the first field that is out of range.
    pub fn validate(&self) -> Result<(), ConfigError> {
        match self {
            Self::Muisc { sizes, .. } | Self::HierarchicalTower { sizes } => sizes.validate(),
            Self::SingleTower { sizes } => sizes.validate(),
        }
    }

    /// W = H of an image.
    #[must_use]
    pub fn image_size(&self) -> usize {
        match self {
            Self::Muisc { sizes, .. } | Self::HierarchicalTower { sizes } => sizes.image.image_size,
            Self::SingleTower { sizes } => sizes.backbone.image_size(),
        }
    }

    /// K^t.
    #[must_use]
    pub fn sequence_length(&self) -> usize {
        match self {
            Self::Muisc { sizes, .. } | Self::HierarchicalTower { sizes } => sizes.sequence_length,
            Self::SingleTower { sizes } => sizes.sequence_length,
        }
    }

    /// K^g.
    #[must_use]
    pub fn num_classes(&self) -> usize {
        match self {
            Self::Muisc { sizes, .. } | Self::HierarchicalTower { sizes } => sizes.num_classes,
            Self::SingleTower { sizes } => sizes.num_classes,
        }
    }

    /// The visual backbone, with the size of one image.
    #[must_use]
    pub fn backbone(&self) -> BackboneConfig {
        match self {
            Self::Muisc { sizes, .. } | Self::HierarchicalTower { sizes } => sizes.image.clone().into(),
            Self::SingleTower { sizes } => sizes.backbone.clone(),
        }
    }

    /// Whether the forward pass draws random numbers while training.
    #[must_use]
    pub fn has_dropout(&self) -> bool {
        match self {
            Self::Muisc { sizes, .. } | Self::HierarchicalTower { sizes } => {
                sizes.dropout > 0.0 || sizes.image.dropout > 0.0
            }
            Self::SingleTower { sizes } => has_dropout(&sizes.backbone),
        }
    }

    /// Fresh weights.
    #[must_use]
    pub fn init(&self, device: &Device) -> SequenceModel {
        match self {
            Self::Muisc { sizes, fusion: Fusion::Late, .. } => SequenceModel::Muisc(sizes.init(device)),
            Self::Muisc { sizes, fusion: Fusion::Early, .. } => {
                let image = sizes.image.stacked(sizes.sequence_length);
                let sizes = MuiscConfig { image, sequence_length: 1, ..sizes.clone() };
                SequenceModel::Muisc(sizes.init(device))
            }
            Self::HierarchicalTower { sizes } => {
                SequenceModel::HierarchicalTower(HierarchicalTower::new(sizes, device))
            }
            Self::SingleTower { sizes } => SequenceModel::SingleTower(sizes.init(device)),
        }
    }

    /// Images as the model takes them: of early fusion, MUIsC sees one.
    pub(crate) fn arrange(&self, images: Tensor<5>) -> Tensor<5> {
        match self {
            Self::Muisc { fusion: Fusion::Early, .. } => stack(images).unsqueeze_dim(1),
            _ => images,
        }
    }
}

/// Whether the forward pass of a backbone draws random numbers while training.
pub(crate) fn has_dropout(backbone: &BackboneConfig) -> bool {
    matches!(backbone, BackboneConfig::Vit { sizes, .. } if sizes.dropout > 0.0)
}

/// A model that judges sequences.
#[derive(Module, Debug)]
#[allow(clippy::large_enum_variant)] // There are few of them, and none is moved about.
pub enum SequenceModel {
    /// See [`Muisc`].
    Muisc(Muisc),
    /// See [`HierarchicalTower`].
    HierarchicalTower(HierarchicalTower),
    /// See [`SingleTower`].
    SingleTower(SingleTower),
}

/// What a model says of sequences.
pub(crate) struct Said {
    /// `[batch, K^g]`.
    pub(crate) class_logits: Tensor<2>,
    /// H^d, `[batch, K^d, D]`, of which the feedback is read off.
    pub(crate) hidden: Option<Tensor<3>>,
}

impl SequenceModel {
    /// # Shapes
    /// - `images`: as the configuration arranges them
    ///
    /// # Panics
    /// If MUIsC gets no text.
    pub(crate) fn judge(&self, images: Tensor<5>, text: Option<&TextBatch>) -> Said {
        match self {
            Self::Muisc(model) => {
                let text = text.expect("MUIsC reads a text, if only its separator");
                let memory = model.encoder.forward(images);
                let hidden = model.decoder.forward(text.tokens.clone(), None, &memory);
                let class_logits = model.class_logits(hidden.clone(), text.separators.clone());
                Said { class_logits, hidden: Some(hidden) }
            }
            Self::HierarchicalTower(model) => Said { class_logits: model.forward(images), hidden: None },
            Self::SingleTower(model) => Said { class_logits: model.forward(images), hidden: None },
        }
    }

    /// Takes over a trained backbone of one image. A ViT of stacked images gets the position embeddings of
    /// one image again for each.
    #[must_use]
    pub fn with_backbone(self, backbone: Backbone) -> Self {
        match (self, backbone) {
            (Self::Muisc(mut model), Backbone::Vit(trained)) => {
                model.encoder.vit = stretched(trained.vit, &model.encoder.vit);
                Self::Muisc(model)
            }
            (Self::HierarchicalTower(mut model), Backbone::Vit(trained)) => {
                model.encoder.vit = stretched(trained.vit, &model.encoder.vit);
                Self::HierarchicalTower(model)
            }
            (Self::SingleTower(mut model), trained) => {
                model.backbone = match (model.backbone, trained) {
                    (Backbone::Vit(mut own), Backbone::Vit(trained)) => {
                        own.vit = stretched(trained.vit, &own.vit);
                        Backbone::Vit(own)
                    }
                    (_, trained) => trained,
                };
                Self::SingleTower(model)
            }
            (model, _) => model,
        }
    }

    /// The same with the decoder of a language model, where there is a decoder.
    #[must_use]
    pub fn with_language_model(self, trained: LanguageModel) -> Self {
        match self {
            Self::Muisc(model) => Self::Muisc(trained.teach(model)),
            without => without,
        }
    }
}

/// `trained` with as many positions as `like`.
fn stretched(mut trained: Vit, like: &Vit) -> Vit {
    let ([_, wanted, _], known) = (like.position_embedding.dims(), trained.position_embedding.dims());
    if wanted == known[1] {
        return trained;
    }
    let positions = trained.position_embedding.val();
    let (device, class) = (positions.device(), positions.clone().slice_dim(1, 0..1));
    let patches = positions.slice_dim(1, 1..).repeat_dim(1, (wanted - 1) / (known[1] - 1));
    // Through host memory: a parameter must not remember what it was made of.
    let stretched = Tensor::cat(vec![class, patches], 1).into_data();
    let stretched = Tensor::<3>::from_data(stretched, &device).require_grad();
    trained.position_embedding = Param::initialized(like.position_embedding.id, stretched);
    trained
}
