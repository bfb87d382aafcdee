//! Hugging Face directories of a ViT: every one of `hf/`, and what is refused.

use std::fs;
use std::path::{Path, PathBuf};

use agpis_vision::pretrained::{PretrainedError, vit};
use agpis_vision::weights::WeightsError;
use agpis_vision::{Vit, VitConfig};
use agpis_weights::TensorFile;
use burn::tensor::{Device, Tensor};
use serde_json::{Value, json};

use crate::common::{assert_close, entries, fixtures, tensor};

const TOLERANCE: f32 = 2e-5;
const WEIGHTS: [&str; 2] = ["model.safetensors", "pytorch_model.bin"];

/// The folders of `hf/` with a ViT.
fn folders() -> Vec<PathBuf> {
    let folder = fixtures("hf");
    let mut folders = entries(&folder, "");
    folders.retain(|path| {
        let config = fs::read(path.join("config.json")).ok();
        let config: Option<Value> = config.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        config.is_some_and(|config| config["model_type"] == "vit")
    });
    assert!(!folders.is_empty(), "{} holds no ViT", folder.display());
    folders
}

#[test]
fn every_stored_folder_agrees() {
    let device = Device::flex();
    for folder in folders() {
        let (config, vit) = vit::from_directory(&folder, &device).expect("a ViT");
        let path = folder.with_extension("expected.safetensors");
        let expected = TensorFile::open(&path).expect("what it gives");
        check(&folder, &vit, &expected);
        for file in WEIGHTS.map(|name| folder.join(name)).iter().filter(|path| path.exists()) {
            check(&folder, &vit::open(&config, file, &device).expect("weights"), &expected);
        }
    }
}

fn check(folder: &Path, vit: &Vit, expected: &TensorFile) {
    let (name, device) = (folder.display(), Device::flex());
    let pixels: Tensor<4> = tensor(expected, "pixel_values", &device);
    let mut compared = 0;
    let mut compare = |part: &str, actual: Tensor<3>| {
        let expected = tensor(expected, part, &device);
        assert_close(&format!("{name}: {part}"), actual, expected, TOLERANCE);
        compared += 1;
    };
    if expected.get("out.hidden.0").is_some() {
        let mut hidden = vit.embed(pixels.clone());
        compare("out.hidden.0", hidden.clone());
        for (i, block) in vit.blocks.iter().enumerate() {
            hidden = block.forward(hidden);
            compare(&format!("out.hidden.{}", i + 1), hidden.clone());
        }
    }
    if expected.get("out.last_hidden_state").is_some() {
        compare("out.last_hidden_state", vit.forward(pixels.clone()));
    }
    if expected.get("out.logits").is_some() {
        let logits = classify(folder, vit.class_feature(pixels));
        let expected = tensor(expected, "out.logits", &device);
        assert_close(&format!("{name}: logits"), logits, expected, TOLERANCE);
        compared += 1;
    }
    assert!(compared > 0, "{name}: nothing to compare");
}

/// The classifier of a `ViTForImageClassification`.
fn classify(folder: &Path, features: Tensor<2>) -> Tensor<2> {
    let path = WEIGHTS.map(|name| folder.join(name)).into_iter().find(|path| path.exists());
    let file = TensorFile::open(path.expect("weights")).expect("weights");
    let weight: Tensor<2> = tensor(&file, "classifier.weight", &features.device());
    let bias: Tensor<1> = tensor(&file, "classifier.bias", &features.device());
    features.matmul(weight.transpose()) + bias.unsqueeze()
}

/// A small ViT that errors are tried on.
const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/hf/vit_cls_tiny");

/// A copy of it with one field of one of its files changed.
fn changed(file: &str, field: &str, value: Value) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for path in entries(Path::new(SMALL), "") {
        fs::copy(&path, copy.path().join(path.file_name().unwrap())).unwrap();
    }
    let path = copy.path().join(file);
    let mut json: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    json[field] = value;
    fs::write(&path, json.to_string()).unwrap();
    copy
}

fn error(folder: &Path) -> PretrainedError {
    vit::from_directory(folder, &Device::flex()).expect_err("something is wrong")
}

#[test]
fn models_of_another_kind_are_refused_by_name() {
    let (model, preprocessor) = ("config.json", "preprocessor_config.json");
    let cases = [
        (model, "model_type", json!("deit"), r#"config.json: model_type: expected "vit", got "deit""#),
        (model, "hidden_act", json!("gelu_new"), r#"hidden_act: expected "gelu", got "gelu_new""#),
        (model, "num_channels", json!(1), "num_channels: expected 3, got 1"),
        (model, "qkv_bias", json!(false), "qkv_bias: expected true, got false"),
        (model, "patch_size", json!([8, 4]), "patch_size: expected 8, got 4"),
        (model, "attention_probs_dropout_prob", json!(0.5), "attention_probs_dropout_prob: expected 0.0"),
        (model, "hidden_size", json!(1u64 << 40), "d_model: expected 1 to 4096"),
        (model, "num_hidden_layers", json!(1000), "num_encoder_blocks: expected 0 to 64, got 1000"),
        (model, "num_attention_heads", json!(0), "num_heads: expected 1 to"),
        (model, "image_size", json!(0), "image_size: expected 1 to"),
        (model, "layer_norm_eps", json!(-1.0), "norm_epsilon: expected at least 0"),
        (model, "hidden_size", json!("wide"), "config.json: expected JSON"),
        (preprocessor, "image_mean", json!([0.485, 0.456, 0.406]), "image_mean: expected [0.5, 0.5, 0.5]"),
        (preprocessor, "image_std", json!([0.5, 0.5, 1.0]), "image_std: expected [0.5, 0.5, 0.5]"),
        (preprocessor, "resample", json!(3), "resample: expected 2, got 3"),
        (preprocessor, "size", json!({ "height": 8, "width": 16 }), "size: expected ["),
        (preprocessor, "do_rescale", json!(false), "do_rescale: expected true, got false"),
    ];
    for (file, field, value, expected) in cases {
        let actual = error(changed(file, field, value).path()).to_string();
        assert!(actual.contains(expected), "{actual}, expected {expected}");
    }
}

#[test]
fn sizes_may_be_written_in_every_way_of_hugging_face() {
    let (expected, _) = vit::from_directory(SMALL, &Device::flex()).unwrap();
    let side = expected.image_size;
    for size in [json!(side), json!([side, side]), json!({ "height": side, "width": side })] {
        for (file, field) in [("config.json", "image_size"), ("preprocessor_config.json", "size")] {
            let folder = changed(file, field, size.clone());
            assert_eq!(vit::from_directory(folder.path(), &Device::flex()).unwrap().0, expected, "{size}");
        }
    }
}

#[test]
fn weights_of_other_sizes_are_listed() {
    let one_block_more = changed("config.json", "num_hidden_layers", json!(9));
    let PretrainedError::Weights(WeightsError::Mismatch(lines)) = error(one_block_more.path()) else {
        panic!("expected a mismatch")
    };
    assert!(
        lines.iter().any(|line| line.contains("missing: encoder.layer.8.output.dense.weight")),
        "{lines:?}"
    );
    let one_block = changed("config.json", "num_hidden_layers", json!(1));
    let PretrainedError::Weights(WeightsError::Mismatch(lines)) = error(one_block.path()) else {
        panic!("expected a mismatch")
    };
    assert!(
        lines.iter().all(|line| line.contains("encoder.layer.") && line.contains("unexpected")),
        "{lines:?}"
    );
}

#[test]
fn missing_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    assert!(error(folder.path()).to_string().contains("config.json"));
    fs::write(folder.path().join("config.json"), "{}").unwrap();
    let message = error(folder.path()).to_string();
    assert_eq!(message, "expected one of the files model.safetensors, pytorch_model.bin");
}

#[test]
fn what_a_configuration_leaves_out_is_as_in_vit_b_16() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.json"), "{}").unwrap();
    let weights = agpis_weights::write_safetensors;
    weights(&folder.path().join("model.safetensors"), vec![], None).unwrap();
    let PretrainedError::Weights(WeightsError::Mismatch(lines)) = error(folder.path()) else {
        panic!("expected a mismatch")
    };
    let position = format!("[1, {}, 768]", VitConfig::default().num_tokens());
    assert!(lines.iter().any(|line| line.contains(&position)), "{lines:?}");
}
