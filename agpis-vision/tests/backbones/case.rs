//! A case of `baselines/`: which model it is shows in the names and shapes of its weights.

use std::collections::BTreeMap;
use std::path::Path;

use agpis_vision::pretrained::{resnet, resnet_v2, vit};
use agpis_vision::{
    BackboneConfig, BlockKind, Fusion, ResNetConfig, ResNetV2Config, SingleTower, SingleTowerConfig,
    VitConfig, weights,
};
use agpis_weights::testing::Series;
use agpis_weights::{KeyTable, Precision, TensorFile};
use burn::tensor::{Device, Tensor, TensorData};
use safetensors::SafeTensors;

/// Of f32 against f64, with room.
const TOLERANCE: f32 = 2e-5;
/// Of a hundred layers with standardised weights; PyTorch's own f32 is 4e-5 off.
const DEEP_TOLERANCE: f32 = 3e-4;
/// Names of a ViT's weights begin so.
const VIT: &str = "backbone.vit.";

/// Inputs and outputs of a reference model.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) file: TensorFile,
    keys: BTreeMap<String, Vec<usize>>,
    seed: u64,
    pixel_shape: [usize; 5],
}

impl Case {
    pub(crate) fn open(path: &Path) -> Self {
        let file = TensorFile::open(path).expect("a case");
        let metadata = |key: &str| file.metadata().get(key).unwrap_or_else(|| panic!("no {key}"));
        Self {
            name: metadata("case").clone(),
            keys: serde_json::from_str(metadata("keys")).expect("names and shapes"),
            seed: metadata("seed").parse().expect("a seed"),
            pixel_shape: pixel_shape(path),
            file,
        }
    }

    /// `[batch, K, 3, H, W]`.
    pub(crate) fn pixels(&self, device: &Device) -> Tensor<5> {
        let values = Series::new(self.seed, &format!("{}.pixel_values", self.name));
        let values = values.units(self.pixel_shape.iter().product());
        Tensor::from_data(TensorData::new(values, self.pixel_shape), device)
    }

    pub(crate) fn config(&self) -> SingleTowerConfig {
        let fusion = match self.file.metadata()["mode"].as_str() {
            "early" => Fusion::Early,
            "late" => Fusion::Late,
            other => panic!("{}: an unknown fusion, {other}", self.name),
        };
        SingleTowerConfig {
            sequence_length: self.pixel_shape[1],
            d_hidden: self.shape("head.0.weight")[0],
            num_classes: self.shape("head.2.weight")[0],
            ..SingleTowerConfig::new(self.backbone(), fusion)
        }
    }

    /// How far outputs may be off.
    pub(crate) fn tolerance(&self) -> f32 {
        match self.backbone() {
            BackboneConfig::ResNetV2(sizes) if sizes.num_blocks.iter().sum::<usize>() > 16 => DEEP_TOLERANCE,
            _ => TOLERANCE,
        }
    }

    /// The model with its weights.
    pub(crate) fn model(&self, device: &Device) -> SingleTower {
        let config = self.config();
        let mut table = KeyTable::new();
        match &config.backbone {
            BackboneConfig::Vit { sizes, .. } => table.part(VIT, VIT, vit::key_table(sizes)),
            BackboneConfig::ResNet(sizes) => table.part("backbone.", "backbone.", resnet::key_table(sizes)),
            BackboneConfig::ResNetV2(sizes) => {
                table.part("backbone.", "backbone.", resnet_v2::key_table(sizes))
            }
        }
        table.linear("head.hidden", &["head.0"]);
        table.linear("head.output", &["head.2"]);
        weights::load(config.init(device), &self.weights(), &table, Precision::Full)
            .unwrap_or_else(|e| panic!("{}: {e}", self.name))
    }

    /// The weights, which are made from their names.
    pub(crate) fn weights(&self) -> TensorFile {
        TensorFile::generated(self.seed, self.keys.clone())
    }

    fn backbone(&self) -> BackboneConfig {
        let image_size = self.pixel_shape[4];
        if self.keys.contains_key("backbone.stem.conv.weight") {
            return ResNetV2Config {
                image_size,
                stem_channels: self.shape("backbone.stem.conv.weight")[0],
                stage_channels: [0, 1, 2, 3]
                    .map(|i| self.shape(&format!("backbone.stages.{i}.blocks.0.conv3.weight"))[0]),
                num_blocks: [0, 1, 2, 3]
                    .map(|i| self.count(|b| format!("backbone.stages.{i}.blocks.{b}.conv1.weight"))),
                ..ResNetV2Config::bit_101x1()
            }
            .into();
        }
        if self.keys.contains_key("backbone.conv1.weight") {
            let bottleneck = self.keys.contains_key("backbone.layer1.0.conv3.weight");
            return ResNetConfig {
                image_size,
                block: if bottleneck { BlockKind::Bottleneck } else { BlockKind::Basic },
                num_blocks: [1, 2, 3, 4]
                    .map(|i| self.count(|b| format!("backbone.layer{i}.{b}.conv1.weight"))),
                width: self.shape("backbone.conv1.weight")[0],
            }
            .into();
        }
        let patches = self.shape(&format!("{VIT}embeddings.patch_embeddings.projection.weight"));
        let d_model = patches[0];
        VitConfig {
            image_size,
            patch_size: patches[3],
            d_model,
            num_encoder_blocks: self.count(|i| format!("{VIT}encoder.layer.{i}.layernorm_before.weight")),
            // Shapes do not tell; published models have heads of 64 values, the small ones of the cases have 4.
            num_heads: if d_model >= 192 { d_model / 64 } else { 4 },
            d_ff: self.shape(&format!("{VIT}encoder.layer.0.intermediate.dense.weight"))[0],
            ..VitConfig::default()
        }
        .into()
    }

    fn shape(&self, key: &str) -> &[usize] {
        self.keys.get(key).unwrap_or_else(|| panic!("{}: no {key}", self.name))
    }

    fn count(&self, name: impl Fn(usize) -> String) -> usize {
        (0..).take_while(|&i| self.keys.contains_key(&name(i))).count()
    }
}

fn pixel_shape(path: &Path) -> [usize; 5] {
    let bytes = std::fs::read(path).expect("a case");
    let file = SafeTensors::deserialize(&bytes).expect("a safetensors file");
    let sizes = file.tensor("pixel_shape").expect("the shape of the input");
    let sizes = sizes.data().as_chunks::<8>().0.iter().map(|&size| i64::from_le_bytes(size) as usize);
    sizes.collect::<Vec<_>>().try_into().expect("five sizes")
}
