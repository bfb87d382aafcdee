//! Files of torchvision and timm: the cases of `baselines/` as such files.

use std::path::Path;

use agpis_vision::pretrained::{PretrainedError, resnet, resnet_v2};
use agpis_vision::weights::WeightsError;
use agpis_vision::{Backbone, BackboneConfig, Fusion, ResNetConfig};
use agpis_weights::{DType, Stored, TensorFile, write_safetensors};
use burn::tensor::Device;

use crate::case::Case;
use crate::common::{assert_close, entries, fixtures, tensor};

/// What files of torchvision hold that a backbone does not need.
const TORCHVISION: [&str; 3] = ["fc.weight", "bn1.num_batches_tracked", "layer1.0.bn1.num_batches_tracked"];
/// What files of timm's BiT hold that a backbone does not need.
const TIMM: [&str; 2] = ["head.fc.weight", "head.fc.bias"];

/// Writes the weights of a backbone under their names, with `prefix` before them.
fn write(path: &Path, weights: &TensorFile, prefix: &str, unused: &[&str]) {
    let stored = |name: &str, shape: &[usize], values: Vec<f32>| Stored {
        name: format!("{prefix}{name}"),
        shape: shape.to_vec(),
        dtype: DType::F32,
        values: Box::new(move || Ok(values.clone())),
    };
    let used = weights.iter().map(|(name, t)| stored(name, t.shape(), t.read().unwrap().into_f32()));
    let unused = unused.iter().map(|name| stored(name, &[1], vec![0.0]));
    write_safetensors(path, used.chain(unused).collect(), None).unwrap();
}

fn convolutional_cases() -> Vec<Case> {
    let cases = entries(&fixtures("baselines"), ".io.safetensors");
    let cases = cases.iter().map(|path| Case::open(path));
    let is_vit = |case: &Case| matches!(case.config().backbone, BackboneConfig::Vit { .. });
    cases.filter(|case| case.config().fusion == Fusion::Late && !is_vit(case)).collect()
}

#[test]
fn published_files_give_the_features_of_their_programs() {
    let (device, folder) = (Device::flex(), tempfile::tempdir().unwrap());
    let path = folder.path().join("model.safetensors");
    let cases = convolutional_cases();
    assert!(!cases.is_empty(), "no case of a convolutional backbone");
    for (case, prefix) in cases.iter().zip(["", "state_dict.", "module."].into_iter().cycle()) {
        let config = case.config().backbone;
        let write = |unused| write(&path, &case.weights().below("backbone."), prefix, unused);
        let backbone = match &config {
            BackboneConfig::ResNet(sizes) => {
                write(&TORCHVISION);
                Backbone::ResNet(resnet::open(sizes, &path, &device).unwrap())
            }
            BackboneConfig::ResNetV2(sizes) => {
                write(&TIMM);
                Backbone::ResNetV2(resnet_v2::open(sizes, &path, &device).unwrap())
            }
            BackboneConfig::Vit { .. } => continue,
        };
        let features = backbone.forward(case.pixels(&device).flatten(0, 1));
        assert_close(&case.name, features, tensor(&case.file, "out.features", &device), case.tolerance());
    }
}

#[test]
fn the_weights_of_another_resnet_are_refused_with_a_list() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    let cases = convolutional_cases();
    let case = cases.iter().find(|case| matches!(case.config().backbone, BackboneConfig::ResNet(_)));
    write(&path, &case.expect("a ResNet").weights().below("backbone."), "", &["surprise"]);
    let other = ResNetConfig { num_blocks: [9, 9, 9, 9], ..ResNetConfig::resnet18() };
    let Err(PretrainedError::Weights(WeightsError::Mismatch(lines))) =
        resnet::open(&other, &path, &Device::flex())
    else {
        panic!("expected a mismatch")
    };
    let missing = "stages.3.8.layers.1.norm.running_var: expected [512], missing: layer4.8.bn2.running_var";
    assert!(lines.iter().any(|line| line == missing), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("surprise: unexpected")), "{lines:?}");
}
