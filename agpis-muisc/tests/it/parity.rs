//! MUIsC against the authors' model: every case of `muisc/` that stores its weights.
//!
//! The reference tensors were made with the authors' published PyTorch code. Compared are the ViT
//! features, F^e, H^d, both heads and both losses; tolerances are those of f32 against f64 with room.

use std::path::{Path, PathBuf};

use crate::authors::{Tensors, module_weights};
use agpis_muisc::{MuiscConfig, mcc_loss, nlg_loss};
use agpis_vision::weights;
use burn::tensor::{Device, Int, Tensor};

const TOLERANCE: f32 = 2e-5;

#[test]
fn every_stored_case_agrees() {
    let folder = fixtures().join("muisc");
    let cases = cases(&folder);
    assert!(!cases.is_empty(), "{} holds no case", folder.display());
    for case in cases {
        check(&folder, &case);
    }
}

/// The folder that `AGPIS_FIXTURES` names, else the committed cases.
fn fixtures() -> PathBuf {
    std::env::var_os("AGPIS_FIXTURES")
        .map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures").into(), Into::into)
}

/// Names of the cases with weights and expected values.
fn cases(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder of the cases");
    let names = entries.map(|e| e.expect("an entry").file_name().into_string().expect("a UTF-8 name"));
    let mut cases: Vec<String> =
        names.filter_map(|n| n.strip_suffix(".weights.safetensors").map(str::to_owned)).collect();
    cases.sort();
    cases
}

fn check(folder: &Path, case: &str) {
    let io = Tensors::read(&folder.join(format!("{case}.io.safetensors")));
    let reference = Tensors::read(&folder.join(format!("{case}.weights.safetensors")));
    let config = crate::authors::config(&io);
    let device = Device::flex();
    let bytes = module_weights(&reference, &config);
    let model = weights::from_bytes(config.init(&device), bytes).expect("the weights fit");

    let pixels: Tensor<5> = io.float("pixel_values", &device);
    let [batch, length, channels, height, width] = pixels.dims();
    let features = model.encoder.vit.forward(pixels.reshape([batch * length, channels, height, width]));
    compare(case, "out.vit", features.clone(), &io);
    let memory = model.encoder.relate(features, length);
    compare(case, "out.fe", memory.clone(), &io);

    let tokens: Tensor<2, Int> = io.int("input_ids", &device);
    // The authors mask padding, we do not need to: nothing before it sees it, and nothing after it counts.
    let real: Tensor<3> = io.int::<2>("attention_mask", &device).float().unsqueeze_dim(2);
    let hidden = model.decoder.forward(tokens, &memory);
    compare_masked(case, "out.hd", hidden.clone(), &real, &io);
    compare_masked(case, "out.lm_logits", model.lm_logits(hidden.clone()), &real, &io);
    let class_logits = model.class_logits(hidden.clone(), io.int("mc_token_ids", &device));
    compare(case, "out.mc_logits", class_logits.clone(), &io);
    compare(case, "out.mc_loss", mcc_loss(class_logits, io.int("mc_labels", &device)), &io);
    check_nlg_loss(case, model.lm_logits(hidden), &config, &io);
}

/// Labels stand at their own position in the reference, and one earlier here; -100 does not count.
fn check_nlg_loss(case: &str, logits: Tensor<3>, config: &MuiscConfig, io: &Tensors) {
    let [batch, length, _] = logits.dims();
    let labels: Tensor<2, Int> = io.int("labels_feedback_only", &logits.device());
    let next = labels.slice([0..batch, 1..length]);
    let counted = next.clone().greater_equal_elem(0);
    let targets = next.clamp(0, config.vocab_size as i64 - 1);
    let loss = nlg_loss(logits.slice([0..batch, 0..length - 1]), targets, counted);
    compare(case, "out.lm_loss_feedback_mean", loss, io);
}

fn compare<const D: usize>(case: &str, name: &str, actual: Tensor<D>, io: &Tensors) {
    let expected = io.values(name);
    let actual: Vec<f32> = agpis_vision::read(actual).expect("flex does not fail");
    assert_eq!(actual.len(), expected.len(), "{case} {name}: number of values");
    let error = actual.iter().zip(&expected).map(|(a, e)| (a - e).abs()).fold(0.0, f32::max);
    assert!(error <= TOLERANCE, "{case} {name}: off by {error}");
}

fn compare_masked(case: &str, name: &str, actual: Tensor<3>, real: &Tensor<3>, io: &Tensors) {
    let expected: Tensor<3> = io.float(name, &actual.device());
    let difference = (actual - expected) * real.clone();
    let error = agpis_vision::read(difference.abs().max()).expect("flex does not fail")[0];
    assert!(error <= TOLERANCE, "{case} {name}: off by {error}");
}
