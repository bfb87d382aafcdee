//! Bundles on disk: round trip, and what a broken one gets.

use std::fs;
use std::path::Path;

use agpis_core::{Classifier, Sequence};
use agpis_muisc::{Bundle, BundleError, BundleFiles};
use agpis_weights::{DType, Precision};
use burn::tensor::Device;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::sequence;

fn saved() -> TempDir {
    let directory = TempDir::new().unwrap();
    crate::common::bundle(&Device::flex())
        .save(directory.path(), &crate::common::tokenizer(), "# Card")
        .unwrap();
    directory
}

fn open(directory: &TempDir) -> Result<Bundle, BundleError> {
    Bundle::open(directory.path(), &Device::flex())
}

fn error(directory: &TempDir) -> BundleError {
    open(directory).map(|_| ()).unwrap_err()
}

fn edit(directory: &TempDir, file: &str, change: impl FnOnce(&mut Value)) {
    let path = directory.path().join(file);
    let mut value: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut value);
    fs::write(path, value.to_string()).unwrap();
}

#[test]
fn a_bundle_comes_back_as_it_was() {
    let device = Device::flex();
    let original = crate::common::bundle(&device);
    let directory = TempDir::new().unwrap();
    original.save(directory.path(), &crate::common::tokenizer(), "# Card").unwrap();
    let again = open(&directory).unwrap();
    assert_eq!((&again.manifest, &again.rules), (&original.manifest, &original.rules));
    let judge = |bundle: &Bundle| bundle.sequence_classifier(&device).classify(&[sequence("a", 3)]).unwrap();
    assert_eq!(judge(&again), judge(&original));
}

#[test]
fn a_judgement_does_not_depend_on_the_batch() {
    let classifier = crate::common::bundle(&Device::flex()).sequence_classifier(&Device::flex());
    let batch: Vec<Sequence> = ["a", "bb", "ccc ccc ccc", "d"].iter().map(|id| sequence(id, 3)).collect();
    let together = classifier.classify(&batch).unwrap();
    let alone: Vec<_> =
        batch.iter().flat_map(|s| classifier.classify(std::slice::from_ref(s)).unwrap()).collect();
    assert_eq!(together, alone);
}

#[test]
fn feedback_is_written_only_on_request() {
    let classifier = crate::common::bundle(&Device::flex()).sequence_classifier(&Device::flex());
    let quiet = classifier.classify(&[sequence("a", 3)]).unwrap().remove(0);
    let asked = classifier.with_feedback(true).classify(&[sequence("a", 3)]).unwrap().remove(0);
    assert_eq!((quiet.feedback.is_some(), asked.feedback.is_some()), (false, true));
    assert_eq!(quiet.class_probabilities, asked.class_probabilities);
}

#[test]
fn a_sequence_of_another_length_is_an_input_error() {
    let classifier = crate::common::bundle(&Device::flex()).sequence_classifier(&Device::flex());
    let error = classifier.classify(&[sequence("a", 2)]).unwrap_err();
    assert_eq!(error.kind(), agpis_core::ErrorKind::Input);
    assert!(error.to_string().contains("expected sequences of 3 images, got 2"), "{error}");
}

#[test]
fn a_missing_file_is_named() {
    for file in ["bundle.json", "rules.json", "tokenizer.json", "muisc.safetensors"] {
        let directory = saved();
        fs::remove_file(directory.path().join(file)).unwrap();
        assert!(matches!(error(&directory), BundleError::Io { file: f, .. } if f == file));
    }
    let directory = saved();
    fs::remove_file(directory.path().join("README.md")).unwrap();
    assert!(open(&directory).is_ok(), "a bundle without a card still works");
    assert!(Bundle::open(Path::new("no such folder"), &Device::flex()).is_err());
}

#[test]
fn wrong_weights_are_all_listed_with_both_shapes() {
    let directory = saved();
    let wider = |v: &mut Value| v["compliance"]["image"]["d_ff"] = json!(48);
    edit(&directory, "bundle.json", wider);
    let error = error(&directory);
    let text = std::error::Error::source(&error).unwrap().to_string();
    assert!(matches!(error, BundleError::Weights { ref file, .. } if file == "compliance.safetensors"));
    for part in ["vit.blocks.0.mlp.up.weight: expected [16, 48], got f32 [16, 32]", "mlp.down.weight"] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn missing_and_unexpected_tensors_are_listed() {
    let directory = saved();
    fs::copy(directory.path().join("embedder.safetensors"), directory.path().join("primary.safetensors"))
        .unwrap();
    let text = std::error::Error::source(&error(&directory)).unwrap().to_string();
    for part in ["head.weight: expected [16, 1], missing", "projection.bias: unexpected"] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn a_truncated_or_hostile_file_is_an_error() {
    let whole = saved();
    let bytes = fs::read(whole.path().join("muisc.safetensors")).unwrap();
    for hostile in [&bytes[..bytes.len() / 2], &bytes[..4], &[0xff; 64], &u64::MAX.to_le_bytes(), &[]] {
        fs::write(whole.path().join("muisc.safetensors"), hostile).unwrap();
        assert!(matches!(error(&whole), BundleError::Weights { .. }));
    }
}

#[test]
fn impossible_settings_are_refused_before_anything_is_allocated() {
    type Change = fn(&mut Value);
    let cases: [(&str, Change); 6] = [
        ("d_model", |v| v["muisc"]["model"]["image"]["d_model"] = json!(1_000_000_000)),
        ("patch_size", |v| v["primary"]["image"]["patch_size"] = json!(0)),
        ("num_heads", |v| v["primary"]["image"]["num_heads"] = json!(0)),
        ("cross_attention_blocks", |v| v["muisc"]["model"]["cross_attention_blocks"] = json!([2])),
        ("vocab_size", |v| v["muisc"]["model"]["vocab_size"] = json!(1)),
        ("dimension", |v| v["embedder"]["dimension"] = json!(0)),
    ];
    for (field, change) in cases {
        let directory = saved();
        edit(&directory, "bundle.json", change);
        let error = error(&directory);
        let BundleError::Config { source, .. } = error else { panic!("{field}: {error:?}") };
        assert!(source.to_string().contains(field), "{source}");
    }
}

#[test]
fn versions_thresholds_and_classes_are_checked() {
    let with = |change: fn(&mut Value)| {
        let directory = saved();
        edit(&directory, "bundle.json", change);
        error(&directory)
    };
    for version in [0, 3] {
        let directory = saved();
        edit(&directory, "bundle.json", |v| v["version"] = json!(version));
        assert!(matches!(error(&directory), BundleError::Version { .. }), "{version}");
    }
    assert!(matches!(with(|v| v["format"] = json!("other")), BundleError::Version { .. }));
    assert!(matches!(with(|v| v["thresholds"]["primary"] = json!(1.5)), BundleError::Threshold(_)));
    assert!(matches!(with(|v| v["surprise"] = json!(1)), BundleError::Json { .. }));
    let directory = saved();
    edit(&directory, "rules.json", |v| v.as_array_mut().unwrap().clear());
    assert!(matches!(error(&directory), BundleError::Classes { expected: 2, actual: 3 }));
}

#[test]
fn a_bundle_of_version_1_is_read_as_what_it_meant() {
    let directory = saved();
    let expected = open(&directory).unwrap().manifest;
    edit(&directory, "bundle.json", |v| {
        v["version"] = json!(1);
        let model = v["muisc"]["model"].as_object_mut().unwrap();
        assert!(model.remove("decoder_norm").is_some() && model.remove("tied_lm_head").is_some());
    });
    assert_eq!(open(&directory).unwrap().manifest, expected);
}

#[test]
fn half_precision_halves_the_files_and_hardly_moves_a_judgement() {
    let device = Device::flex();
    let original = crate::common::bundle(&device);
    let p = |bundle: &Bundle| {
        let judgement = bundle.sequence_classifier(&device).classify(&[sequence("a", 3)]).unwrap().remove(0);
        judgement.class_probabilities.p_qualified().get()
    };
    let size = |d: &TempDir| fs::metadata(d.path().join("muisc.safetensors")).unwrap().len() as f32;
    let full = saved();
    for (dtype, close) in [(DType::F16, 1e-3), (DType::BF16, 8e-3)] {
        let half = TempDir::new().unwrap();
        original.save_as(half.path(), &crate::common::tokenizer(), "# Card", dtype).unwrap();
        // A tiny model is half vectors and header.
        assert!(size(&half) < 0.8 * size(&full), "{dtype}");
        let files = BundleFiles::from_directory(half.path()).unwrap();
        for precision in [Precision::AsStored, Precision::Full] {
            let loaded = Bundle::load(&files, &device, precision).unwrap();
            let words = loaded.muisc.decoder.word_embedding.val().dtype();
            assert_eq!(words == burn::tensor::DType::F32, precision == Precision::Full);
            assert!((p(&loaded) - p(&original)).abs() < close, "{dtype} {precision:?}");
        }
    }
}
