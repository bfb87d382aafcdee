//! The second row of the ablation (Table 3): MUIsC's hierarchical encoder with a classification head, and
//! no decoder and no text.

use agpis_vision::SequenceModel;
use agpis_vision::nn::MlpHead;
use burn::module::Module;
use burn::tensor::{Device, Tensor};

use crate::{MuiscConfig, SequenceEncoder};

/// A single tower with late fusion whose images meet in the N^s extra encoder blocks too. As an
/// [`agpis_core::Classifier`] it is a [`SingleTowerClassifier`](agpis_vision::SingleTowerClassifier).
#[derive(Module, Debug)]
pub struct HierarchicalTower {
    /// Images to F^e.
    pub encoder: SequenceEncoder,
    /// From the class tokens of the K^t images in F^e, side by side, to the classes; its hidden layer is D
    /// wide. (The paper does not say what the head is given; this is what the baselines' heads are.)
    pub head: MlpHead,
}

impl HierarchicalTower {
    /// Fresh weights. Only what `config` says of images and classes counts.
    #[must_use]
    pub fn new(config: &MuiscConfig, device: &Device) -> Self {
        let d_model = config.image.d_model;
        Self {
            encoder: SequenceEncoder::new(config, device),
            head: MlpHead::new(config.sequence_length * d_model, d_model, config.num_classes, device),
        }
    }

    /// Class logits.
    ///
    /// # Shapes
    /// - `images`: `[batch, K^t, 3, H, W]`
    /// - output: `[batch, K^g]`
    #[must_use]
    pub fn forward(&self, images: Tensor<5>) -> Tensor<2> {
        let length = images.dims()[1];
        let features = self.encoder.forward(images); // [batch, K · (N^p + 1), D]
        let [batch, tokens, d_model] = features.dims();
        let by_image = features.reshape([batch, length, tokens / length, d_model]);
        self.head.forward(by_image.slice_dim(2, 0..1).reshape([batch, length * d_model]))
    }
}

impl SequenceModel for HierarchicalTower {
    fn class_logits(&self, images: Tensor<5>) -> Tensor<2> {
        self.forward(images)
    }
}

#[cfg(test)]
mod tests {
    use agpis_core::testing::{check_stage, sequence};
    use agpis_core::{Assess, StageExt};
    use agpis_vision::{SingleTowerClassifier, VitConfig, read};
    use burn::tensor::Distribution;

    use super::*;

    fn config() -> MuiscConfig {
        MuiscConfig {
            image: VitConfig {
                image_size: 16,
                patch_size: 8,
                d_model: 16,
                num_encoder_blocks: 1,
                num_heads: 2,
                d_ff: 32,
                ..VitConfig::default()
            },
            num_sequence_heads: 2,
            sequence_d_ff: 32,
            num_classes: 5,
            ..MuiscConfig::default()
        }
    }

    #[test]
    fn it_gives_class_logits_that_depend_on_every_image_and_their_order() {
        let device = Device::flex();
        let tower = HierarchicalTower::new(&config(), &device);
        let images = Tensor::<5>::random([2, 3, 3, 16, 16], Distribution::Uniform(-1.0, 1.0), &device);
        let logits = tower.forward(images.clone());
        assert_eq!(logits.dims(), [2, 5]);
        let logits = read(logits).unwrap();
        for image in 0..3 {
            let black = Tensor::full([2, 1, 3, 16, 16], -1.0, &device);
            let changed = images.clone().slice_assign([0..2, image..image + 1], black);
            assert_ne!(read(tower.forward(changed)).unwrap(), logits, "image {image}");
        }
        assert_ne!(read(tower.forward(images.flip([1]))).unwrap(), logits);
    }

    #[test]
    fn it_takes_the_place_of_muisc_in_the_pipeline() {
        let (config, device) = (config(), Device::flex());
        let tower = HierarchicalTower::new(&config, &device);
        let size = config.image.image_size;
        let stage = Assess::new(SingleTowerClassifier::of(tower, config.sequence_length, size, device));
        check_stage(&stage, || vec![sequence("a", &[1, 200, 30]), sequence("b", &[90, 40, 250])]);
        assert!(stage.run_one(sequence("short", &[1, 2])).is_err());
    }
}
