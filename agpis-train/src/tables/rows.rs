//! The rows of the two tables.

use agpis_muisc::MuiscConfig;
use agpis_vision::{BackboneConfig, Fusion, SingleTowerConfig};

use super::Scale;
use crate::SequenceModelConfig;
use crate::experiment::{DataConfig, Experiment, Imbalance};

/// One of the paper's tables of models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Table 2: MUIsC beside single towers.
    Comparison,
    /// Table 3: what each part of MUIsC adds.
    Ablation,
}

/// The figures that the paper publishes for a row: AUC, R@P for 0.8, 0.85 and 0.9, AUC-single, AUC-pair, AUC-multi.
pub type Published = [f64; 7];

/// A row of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Its name in files.
    pub key: &'static str,
    /// What it says in the table.
    pub title: &'static str,
    /// The paper's figures; those of the binary models are lost in the text that we have.
    pub published: Option<Published>,
    model: Model,
}

/// Which model a row has.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Model {
    Tower(Net, Fusion, Classes),
    /// With the extra encoder blocks.
    Hierarchical,
    Muisc {
        fusion: Fusion,
        feedback: bool,
        title: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Net {
    ResNet18,
    ResNet50,
    Bit,
    Vit,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Classes {
    Rules,
    Two,
}

use Classes::{Rules, Two};
use Fusion::{Early, Late};
use Net::{Bit, ResNet18, ResNet50, Vit};

const fn tower(
    key: &'static str,
    title: &'static str,
    net: Net,
    fusion: Fusion,
    published: Published,
) -> Row {
    Row { key, title, published: Some(published), model: Model::Tower(net, fusion, Rules) }
}

const VIT_LATE: Row = tower(
    "vit-late",
    "Single tower, ViT, late",
    Vit,
    Late,
    [0.764, 0.831, 0.644, 0.429, 0.772, 0.729, 0.767],
);
const FULL: Row = Row {
    key: "muisc",
    title: "MUIsC, ViT, late",
    published: Some([0.800, 0.904, 0.758, 0.524, 0.795, 0.774, 0.791]),
    model: Model::Muisc { fusion: Late, feedback: true, title: true },
};

const COMPARISON: [Row; 12] = [
    tower(
        "resnet18-early",
        "Single tower, ResNet18, early",
        ResNet18,
        Early,
        [0.745, 0.803, 0.592, 0.344, 0.739, 0.736, 0.737],
    ),
    tower(
        "resnet18-late",
        "Single tower, ResNet18, late",
        ResNet18,
        Late,
        [0.755, 0.834, 0.616, 0.369, 0.780, 0.728, 0.737],
    ),
    tower(
        "resnet50-early",
        "Single tower, ResNet50, early",
        ResNet50,
        Early,
        [0.751, 0.806, 0.620, 0.415, 0.746, 0.735, 0.744],
    ),
    tower(
        "resnet50-late",
        "Single tower, ResNet50, late",
        ResNet50,
        Late,
        [0.763, 0.841, 0.647, 0.392, 0.792, 0.724, 0.743],
    ),
    tower(
        "bit-early",
        "Single tower, ResNetV2-101 (BiT), early",
        Bit,
        Early,
        [0.765, 0.843, 0.639, 0.444, 0.763, 0.775, 0.752],
    ),
    tower(
        "bit-late",
        "Single tower, ResNetV2-101 (BiT), late",
        Bit,
        Late,
        [0.767, 0.840, 0.667, 0.442, 0.788, 0.726, 0.749],
    ),
    tower(
        "vit-early",
        "Single tower, ViT, early",
        Vit,
        Early,
        [0.763, 0.849, 0.631, 0.412, 0.749, 0.784, 0.751],
    ),
    Row {
        key: "vit-early-binary",
        title: "Single tower, ViT, early, two classes",
        published: None,
        model: Model::Tower(Vit, Early, Two),
    },
    VIT_LATE,
    Row {
        key: "vit-late-binary",
        title: "Single tower, ViT, late, two classes",
        published: None,
        model: Model::Tower(Vit, Late, Two),
    },
    Row {
        key: "muisc-early",
        title: "MUIsC, ViT, early",
        published: Some([0.758, 0.830, 0.634, 0.382, 0.762, 0.733, 0.752]),
        model: Model::Muisc { fusion: Early, feedback: true, title: true },
    },
    FULL,
];

const ABLATION: [Row; 5] = [
    Row { title: "Single tower", ..VIT_LATE },
    Row {
        key: "hierarchical",
        title: "+ hierarchical encoder",
        published: Some([0.778, 0.856, 0.701, 0.456, 0.781, 0.755, 0.762]),
        model: Model::Hierarchical,
    },
    Row {
        key: "encoder-decoder",
        title: "+ encoder-decoder",
        published: Some([0.780, 0.876, 0.688, 0.450, 0.784, 0.757, 0.762]),
        model: Model::Muisc { fusion: Late, feedback: false, title: false },
    },
    Row {
        key: "feedback",
        title: "+ NLG task",
        published: Some([0.792, 0.891, 0.730, 0.507, 0.799, 0.764, 0.765]),
        model: Model::Muisc { fusion: Late, feedback: true, title: false },
    },
    Row { title: "+ text as input (MUIsC)", ..FULL },
];

impl Table {
    /// Its rows, from top to bottom.
    #[must_use]
    pub fn rows(self) -> &'static [Row] {
        match self {
            Self::Comparison => &COMPARISON,
            Self::Ablation => &ABLATION,
        }
    }

    /// The row with this key, of either table.
    #[must_use]
    pub fn row(key: &str) -> Option<&'static Row> {
        COMPARISON.iter().chain(&ABLATION).find(|row| row.key == key)
    }
}

impl Row {
    /// The experiment of the row.
    pub(super) fn experiment(
        &self,
        scale: &Scale,
        data: DataConfig,
        pretrained: bool,
        seed: u64,
    ) -> Experiment {
        Experiment {
            name: self.key.to_owned(),
            data,
            model: self.model(scale),
            vocabulary: scale.vocabulary,
            pretraining: pretrained.then(|| scale.pretraining.clone()),
            text_pretraining: match self.model {
                Model::Muisc { .. } => pretrained.then(|| scale.text_pretraining.clone()),
                _ => None,
            },
            epochs: Some(scale.epochs),
            warmup: Some(scale.warmup),
            batch_size: scale.batch_size,
            nlg_weight: match self.model {
                Model::Muisc { feedback: true, .. } => 0.1,
                _ => 0.0,
            },
            mcc_weight: 1.0,
            imbalance: Imbalance::None,
            qualified_share: scale.qualified_share,
            feedback_on: crate::experiment::feedback_on(),
            augmentation: crate::experiment::AugmentationConfig::default(),
            train: scale.train_config(seed, self.backbone_path(), pretrained),
        }
    }

    /// Where the visual backbone is in the model.
    fn backbone_path(&self) -> &'static str {
        match self.model {
            Model::Tower(..) => "backbone",
            Model::Hierarchical | Model::Muisc { .. } => "encoder.vit",
        }
    }

    fn model(&self, scale: &Scale) -> SequenceModelConfig {
        match self.model {
            Model::Tower(net, fusion, classes) => {
                let backbone: BackboneConfig = match net {
                    ResNet18 => scale.resnet18.clone().into(),
                    ResNet50 => scale.resnet50.clone().into(),
                    Bit => scale.bit.clone().into(),
                    Vit => scale.muisc.image.clone().into(),
                };
                let mut sizes = SingleTowerConfig::new(backbone, fusion);
                if classes == Two {
                    sizes.num_classes = 2;
                }
                SequenceModelConfig::SingleTower { sizes }
            }
            Model::Hierarchical => SequenceModelConfig::HierarchicalTower { sizes: scale.muisc.clone() },
            Model::Muisc { fusion, title, .. } => SequenceModelConfig::Muisc {
                sizes: MuiscConfig { vocab_size: scale.vocabulary, ..scale.muisc.clone() },
                reads_title: title,
                fusion,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use agpis_bench::Size;

    use super::*;

    #[test]
    fn every_row_is_a_valid_experiment_that_survives_its_file() {
        for size in [Size::Tiny, Size::Mini, Size::Small, Size::Base] {
            for row in COMPARISON.iter().chain(&ABLATION) {
                let data = DataConfig::Bench { size, seed: 0, train: None, test: None, category: None };
                let experiment = row.experiment(&Scale::of(size), data, true, 3);
                experiment.validate().unwrap_or_else(|e| panic!("{} {}: {e}", size.name(), row.key));
                let again = Experiment::parse(&experiment.to_toml().unwrap()).unwrap();
                assert_eq!(again, experiment);
            }
        }
    }

    #[test]
    fn the_rows_that_both_tables_have_are_the_same_experiment() {
        for (comparison, ablation) in [(8, 0), (11, 4)] {
            assert_eq!(COMPARISON[comparison].key, ABLATION[ablation].key);
            assert_eq!(COMPARISON[comparison].model, ABLATION[ablation].model);
        }
    }
}
