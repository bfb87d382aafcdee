//! Configurations: sizes out of range, and what is written to files.

use agpis_vision::{
    BackboneConfig, Fusion, Normalization, ResNetConfig, ResNetV2Config, SingleTowerConfig, VitConfig,
    VitPooling,
};

fn published() -> [BackboneConfig; 4] {
    [
        ResNetConfig::resnet18().into(),
        ResNetConfig::resnet50().into(),
        ResNetV2Config::bit_101x1().into(),
        VitConfig::default().into(),
    ]
}

#[test]
fn every_row_of_table_2_is_a_valid_configuration() {
    let features = published().map(|backbone| backbone.feature_dim());
    assert_eq!(features, [512, 2048, 2048, 768]);
    for backbone in published() {
        for fusion in [Fusion::Early, Fusion::Late] {
            let multi_class = SingleTowerConfig::new(backbone.clone(), fusion);
            multi_class.validate().unwrap();
            SingleTowerConfig { num_classes: 2, ..multi_class }.validate().unwrap();
        }
    }
}

#[test]
fn absurd_sizes_are_refused() {
    refused(
        &ResNetConfig::resnet18(),
        ResNetConfig::validate,
        &[
            |c| c.image_size = 0,
            |c| c.width = 1 << 40,
            |c| c.num_blocks[2] = 0,
            |c| c.num_blocks[3] = usize::MAX,
        ],
    );
    refused(
        &ResNetV2Config::bit_101x1(),
        ResNetV2Config::validate,
        &[
            |c| c.image_size = 1 << 40,
            |c| c.num_groups = 0,
            |c| c.stem_channels = 65,
            |c| c.stage_channels[0] = 64,
            |c| c.stage_channels[3] = usize::MAX,
            |c| c.num_blocks[1] = 65,
        ],
    );
    refused(
        &VitConfig::default(),
        VitConfig::validate,
        &[
            |c| c.image_height = Some(0),
            |c| c.image_height = Some(225),
            |c| c.image_height = Some(16 << 40),
            |c| (c.image_size, c.image_height, c.patch_size) = (2048, Some(16384), 1),
            |c| c.dropout = 1.0,
            |c| c.norm_epsilon = f64::NAN,
        ],
    );
    refused(
        &SingleTowerConfig::new(VitConfig::default(), Fusion::Early),
        SingleTowerConfig::validate,
        &[
            |c| c.sequence_length = 0,
            |c| c.sequence_length = usize::MAX,
            |c| c.d_hidden = 0,
            |c| c.num_classes = 1,
            |c| c.backbone = VitConfig::default().stacked(2).into(),
            |c| c.backbone = VitConfig { patch_size: 2, ..VitConfig::default() }.into(),
        ],
    );
}

fn refused<C: Clone + std::fmt::Debug, E>(
    valid: &C,
    validate: fn(&C) -> Result<(), E>,
    changes: &[fn(&mut C)],
) {
    assert!(validate(valid).is_ok(), "{valid:?}");
    for change in changes {
        let mut config = valid.clone();
        change(&mut config);
        assert!(validate(&config).is_err(), "{config:?}");
    }
}

#[test]
fn what_was_written_is_read_again() {
    for backbone in published() {
        let config = SingleTowerConfig {
            normalization: Normalization::Imagenet,
            ..SingleTowerConfig::new(backbone, Fusion::Late)
        };
        let json = serde_json::to_string(&config).unwrap();
        assert_eq!(serde_json::from_str::<SingleTowerConfig>(&json).unwrap(), config, "{json}");
        let unknown = json.replacen("image_size", "imagesize", 1);
        assert!(serde_json::from_str::<SingleTowerConfig>(&unknown).is_err(), "{unknown}");
    }
}

#[test]
fn a_file_names_the_architecture() {
    let json = r#"{
        "architecture": "resnet", "image_size": 64, "block": "basic", "num_blocks": [1, 1, 1, 1], "width": 8
    }"#;
    let BackboneConfig::ResNet(config) = serde_json::from_str(json).unwrap() else { panic!("no ResNet") };
    assert_eq!((config.width, config.feature_dim()), (8, 64));
    let vit = serde_json::json!({ "architecture": "vit", "sizes": VitConfig::default() });
    let expected = BackboneConfig::Vit { sizes: VitConfig::default(), pooling: VitPooling::ClassToken };
    assert_eq!(serde_json::from_value::<BackboneConfig>(vit).unwrap(), expected);
    let unknown = serde_json::json!({ "architecture": "vit", "sizes": VitConfig::default(), "size": 1 });
    assert!(serde_json::from_value::<BackboneConfig>(unknown).is_err());
}

/// Bundles hold such configurations from before there were others.
#[test]
fn a_square_vit_is_written_as_ever() {
    let json = serde_json::to_value(VitConfig::default()).unwrap();
    assert!(json.get("image_height").is_none(), "{json}");
    assert_eq!(serde_json::from_value::<VitConfig>(json).unwrap(), VitConfig::default());
    let stacked = VitConfig::default().stacked(3);
    assert_eq!((stacked.height(), stacked.num_patches(), stacked.num_tokens()), (672, 588, 589));
    let json = serde_json::to_string(&stacked).unwrap();
    assert_eq!(serde_json::from_str::<VitConfig>(&json).unwrap(), stacked);
}
