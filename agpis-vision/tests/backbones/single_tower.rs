//! What single-tower models promise: shapes, independence of the batch, a place in the pipeline.

use agpis_core::testing::{check_stage, sequence};
use agpis_core::{Assess, Assessment, StageExt};
use agpis_vision::{
    BackboneConfig, Fusion, ResNetConfig, ResNetV2Config, SingleTower, SingleTowerClassifier,
    SingleTowerConfig, VitConfig, VitPooling, read, stack, weights,
};
use agpis_weights::Precision;
use burn::module::Module;
use burn::tensor::{Device, Distribution, Tensor};

use crate::common::assert_close;

pub(crate) fn vit() -> VitConfig {
    VitConfig {
        image_size: 16,
        patch_size: 8,
        d_model: 16,
        num_encoder_blocks: 1,
        num_heads: 2,
        d_ff: 32,
        ..VitConfig::default()
    }
}

pub(crate) fn small_backbones() -> [BackboneConfig; 5] {
    let blocks = [1, 2, 1, 1];
    let basic = ResNetConfig { image_size: 16, num_blocks: blocks, width: 4, ..ResNetConfig::resnet18() };
    let bottleneck = ResNetConfig { block: ResNetConfig::resnet50().block, ..basic.clone() };
    let second = ResNetV2Config {
        image_size: 16,
        stem_channels: 8,
        stage_channels: [16, 16, 32, 32],
        num_blocks: blocks,
        num_groups: 4,
    };
    let mean = BackboneConfig::Vit { sizes: vit(), pooling: VitPooling::Mean };
    [basic.into(), bottleneck.into(), second.into(), vit().into(), mean]
}

fn small_towers() -> impl Iterator<Item = SingleTowerConfig> {
    small_backbones().into_iter().flat_map(|backbone| {
        [Fusion::Early, Fusion::Late].map(|fusion| SingleTowerConfig {
            num_classes: 5,
            ..SingleTowerConfig::new(backbone.clone(), fusion)
        })
    })
}

fn images(batch: usize, device: &Device) -> Tensor<5> {
    Tensor::random([batch, 3, 3, 16, 16], Distribution::Uniform(-1.0, 1.0), device)
}

#[test]
fn early_fusion_has_one_feature_a_sequence_and_late_fusion_one_an_image() {
    let device = Device::flex();
    for config in small_towers() {
        let (tower, images) = (config.init(&device), images(2, &device));
        let rows = if config.fusion == Fusion::Early { 2 } else { 6 };
        assert_eq!(
            tower.features(images.clone()).dims(),
            [rows, config.backbone.feature_dim()],
            "{config:?}"
        );
        assert_eq!(tower.forward(images).dims(), [2, 5], "{config:?}");
    }
}

#[test]
fn stacked_images_stand_one_below_the_other() {
    let pixels: Vec<f32> = (0..2 * 3 * 2 * 2).map(|i| i as f32).collect(); // K = 2 images of 2 × 2
    let images = Tensor::<1>::from_floats(pixels.as_slice(), &Device::flex()).reshape([1, 2, 3, 2, 2]);
    let column = stack(images);
    assert_eq!(column.dims(), [1, 3, 4, 2]);
    let red = read(column.slice_dim(1, 0..1)).unwrap();
    assert_eq!(red, [0.0, 1.0, 2.0, 3.0, 12.0, 13.0, 14.0, 15.0]);
}

#[test]
fn logits_do_not_depend_on_the_batch() {
    let device = Device::flex();
    for config in small_towers() {
        let (tower, images) = (config.init(&device), images(3, &device));
        let alone = images.clone().split(1, 0).into_iter().map(|image| tower.forward(image));
        let alone = Tensor::cat(alone.collect(), 0);
        assert_close(&format!("{config:?}"), tower.forward(images), alone, 1e-5);
    }
}

#[test]
fn every_image_and_its_place_count() {
    let device = Device::flex();
    for config in small_towers() {
        let (tower, images) = (config.init(&device), images(1, &device));
        let logits = read(tower.forward(images.clone())).unwrap();
        assert_ne!(read(tower.forward(images.clone().flip([1]))).unwrap(), logits, "{config:?}");
        for image in 0..3 {
            let black = Tensor::full([1, 1, 3, 16, 16], -1.0, &device);
            let changed = images.clone().slice_assign([0..1, image..image + 1], black);
            assert_ne!(read(tower.forward(changed)).unwrap(), logits, "{config:?}: image {image}");
        }
    }
}

#[test]
fn a_baseline_takes_the_place_of_muisc_in_the_pipeline() {
    let device = Device::flex();
    for config in small_towers() {
        let config = SingleTowerConfig { num_classes: 2, ..config };
        let classifier = SingleTowerClassifier::new(config.init(&device), &config, device.clone());
        let stage = Assess::new(classifier);
        check_stage(&stage, || vec![sequence("a", &[1, 200, 30]), sequence("b", &[90, 40, 250])]);
        let assessment: Assessment = stage.run_one(sequence("c", &[7, 8, 9])).unwrap().next().unwrap();
        assert_eq!(assessment.class_probabilities().as_slice().len(), 2);
        let error = stage.run_one(sequence("short", &[1, 2])).unwrap_err();
        assert!(error.to_string().contains("expected sequences of 3 images, got 2"), "{error}");
    }
}

#[test]
fn weights_come_back_with_their_running_statistics() {
    let device = Device::flex();
    for config in small_towers() {
        let tower: SingleTower = config.init(&device);
        let images = images(2, &device);
        // On a training device a step moves the running statistics away from their fresh values.
        let training = config.init(&device.clone().autodiff());
        let _ = training.forward(images.clone().autodiff());
        for tower in [tower, training.valid()] {
            let bytes = weights::to_bytes(&tower).unwrap();
            let again = weights::from_bytes(config.init(&device), bytes, Precision::Full).unwrap();
            let (expected, actual) = (tower.forward(images.clone()), again.forward(images.clone()));
            assert_eq!(read(actual).unwrap(), read(expected).unwrap(), "{config:?}");
        }
    }
}
