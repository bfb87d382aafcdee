//! The program `import`: from weights that people have to a bundle that the pipeline uses.

#[path = "../common/process.rs"]
mod process;

use std::fs;
use std::path::{Path, PathBuf};

use agpis::core::{Candidate, Classifier, Image, ImageId};
use agpis::muisc::MuiscConfig;
use agpis::vision::VitConfig;
use agpis::{Bundle, Device, ProductId, Sequence};
use process::{Run, example};
use serde_json::json;
use tempfile::TempDir;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/agpis-muisc/tests/fixtures");
const VIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/agpis-vision/tests/fixtures/hf/vit_tiny");
const WORDS: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nred\nmug\n##s\n";

/// A folder with a tokenizer and, if need be, sizes of a model.
fn folder(config: &MuiscConfig) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("vocab.txt"), WORDS).unwrap();
    fs::write(folder.path().join("config.json"), serde_json::to_vec(config).unwrap()).unwrap();
    folder
}

/// Sizes of the checkpoint `padded.ckpt`.
fn checkpoint_config() -> MuiscConfig {
    MuiscConfig {
        image: VitConfig {
            image_size: 16,
            patch_size: 8,
            d_model: 16,
            num_encoder_blocks: 2,
            num_heads: 2,
            d_ff: 64,
            ..VitConfig::default()
        },
        num_sequence_heads: 2,
        sequence_d_ff: 64,
        num_decoder_heads: 2,
        decoder_d_ff: 64,
        vocab_size: 97,
        num_text_positions: 24,
        ..MuiscConfig::default()
    }
}

fn import(arguments: &[(&str, &Path)]) -> (Run, PathBuf) {
    let output = tempfile::tempdir().unwrap();
    let bundle = output.path().join("bundle");
    let mut command = example("import");
    for (option, value) in arguments {
        command.arg(option).arg(value);
    }
    command.arg("--output").arg(&bundle);
    (Run::of(command, output), bundle)
}

/// That the bundle is whole and judges a sequence.
fn judge(bundle: &Path) -> f32 {
    let device = Device::flex();
    let bundle = Bundle::open(bundle, &device).unwrap();
    let image = |i: u8| Candidate {
        id: ImageId::new(i.to_string()).unwrap(),
        image: Image::from_rgb8(
            20,
            10,
            (0..=199).map(|v: u8| v.wrapping_mul(i + 3)).cycle().take(600).collect::<Vec<u8>>(),
        )
        .unwrap(),
    };
    let images = (0..3).map(image).collect();
    let sequence = Sequence::new(ProductId::new("sku").unwrap(), "red mugs", images).unwrap();
    let judgement = bundle.sequence_classifier(&device).classify(&[sequence]).unwrap().remove(0);
    judgement.class_probabilities.p_qualified().get()
}

#[test]
fn a_checkpoint_of_either_pickle_format_becomes_a_bundle() {
    let folder = folder(&checkpoint_config());
    let config = folder.path().join("config.json");
    let p = ["padded.ckpt", "padded.legacy.ckpt"].map(|file| {
        let checkpoint = Path::new(FIXTURES).join("muisc").join(file);
        let arguments =
            [("--checkpoint", &*checkpoint), ("--tokenizer", folder.path()), ("--config", &config)];
        let (run, bundle) = import(&arguments);
        let run = run.expect(0);
        let card = run.file("bundle/README.md").expect("a card");
        assert!(card.contains(file), "{card}");
        judge(&bundle)
    });
    assert_eq!(p[0], p[1]);
}

#[test]
fn published_vit_and_gpt2_become_a_bundle_in_16_bits() {
    let gpt2 = tempfile::tempdir().unwrap();
    for file in ["config.json", "pytorch_model.bin"] {
        fs::copy(Path::new(FIXTURES).join("hf/gpt2_wordpiece_tiny").join(file), gpt2.path().join(file))
            .unwrap();
    }
    fs::write(gpt2.path().join("vocab.txt"), WORDS).unwrap();
    let sizes = MuiscConfig {
        image: VitConfig { d_model: 32, num_heads: 4, ..checkpoint_config().image },
        num_sequence_heads: 4,
        num_decoder_blocks: 2,
        num_decoder_heads: 4,
        cross_attention_blocks: vec![1],
        ..checkpoint_config()
    };
    let folder = folder(&sizes);
    let config = folder.path().join("config.json");
    let arguments = [
        ("--vit", Path::new(VIT)),
        ("--gpt2", gpt2.path()),
        ("--config", &config),
        ("--dtype", Path::new("bf16")),
    ];
    let (run, bundle) = import(&arguments);
    // The folder is there as long as the run.
    let run = run.expect(0);
    assert!((0.0..=1.0).contains(&judge(&bundle)));
    assert!(run.file("bundle/README.md").expect("a card").contains("has to be trained"));
}

#[test]
fn what_does_not_fit_is_listed() {
    let wider = MuiscConfig { decoder_d_ff: 80, ..checkpoint_config() };
    let folder = folder(&wider);
    let (config, checkpoint) =
        (folder.path().join("config.json"), Path::new(FIXTURES).join("muisc/padded.ckpt"));
    let (run, bundle) =
        import(&[("--checkpoint", &checkpoint), ("--tokenizer", folder.path()), ("--config", &config)]);
    run.expect_error(&["h.0.mlp.c_fc.weight", "expected [16, 80], got f32 [16, 64]"]);
    assert!(!bundle.exists());

    let (run, _) = import(&[("--checkpoint", &config), ("--tokenizer", folder.path())]);
    run.expect_error(&["expected a safetensors file or a PyTorch checkpoint"]);
    fs::write(&config, json!({ "surprise": 1 }).to_string()).unwrap();
    let (run, _) =
        import(&[("--checkpoint", &checkpoint), ("--tokenizer", folder.path()), ("--config", &config)]);
    run.expect_error(&["surprise"]);
}
