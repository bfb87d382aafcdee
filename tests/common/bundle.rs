//! A tiny bundle with fresh weights and thresholds that let everything pass but copies.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use agpis::core::{Rule, RuleCategory};
use agpis::muisc::{EmbedderConfig, ImageModelConfig, Manifest, MuiscConfig, MuiscSettings, Thresholds};
use agpis::vision::{BinaryModel, EmbedderModel, VitConfig};
use agpis::{Bundle, Device, RuleSet};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The folder of the bundle, made once by every test program.
pub(crate) fn path() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(concat!(env!("CARGO_CRATE_NAME"), "-bundle"));
        let device = Device::flex();
        device.seed(1);
        bundle(&device).save(&path, &tokenizer(), "A bundle for tests.").unwrap();
        path
    })
}

/// A copy whose `bundle.json` is changed.
pub(crate) fn with_manifest(change: impl FnOnce(&mut Value)) -> TempDir {
    let copy = copy();
    let file = copy.path().join("bundle.json");
    let mut manifest = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    change(&mut manifest);
    fs::write(&file, manifest.to_string()).unwrap();
    copy
}

/// A copy to be changed.
pub(crate) fn copy() -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(path()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    copy
}

const WORDS: [&str; 9] = ["[PAD]", "[CLS]", "[MASK]", "[SEP]", "red", "mug", "yes", "blurry", "[UNK]"];

fn tokenizer() -> Vec<u8> {
    let vocab: serde_json::Map<String, Value> =
        WORDS.iter().enumerate().map(|(id, word)| ((*word).to_owned(), id.into())).collect();
    let special = |id: usize| {
        json!({
            "id": id, "content": WORDS[id], "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": true
        })
    };
    let tokenizer = json!({
        "version": "1.0",
        "added_tokens": (0..4).map(special).collect::<Vec<_>>(),
        "pre_tokenizer": { "type": "Whitespace" },
        "model": { "type": "WordLevel", "vocab": vocab, "unk_token": "[UNK]" }
    });
    tokenizer.to_string().into_bytes()
}

fn bundle(device: &Device) -> Bundle {
    let manifest = manifest();
    let rule = Rule { id: "S08".into(), name: "Blurry image".into(), category: RuleCategory::SingleImage };
    Bundle {
        rules: RuleSet::new(vec![rule]).unwrap(),
        primary: BinaryModel::new(&vit(), device),
        compliance: BinaryModel::new(&vit(), device),
        embedder: EmbedderModel::new(&vit(), 8, device),
        muisc: manifest.muisc.model.init(device),
        text: Arc::new(manifest.muisc.text_layout(&tokenizer()).unwrap()),
        manifest,
    }
}

fn manifest() -> Manifest {
    let model = MuiscConfig {
        image: vit(),
        num_sequence_heads: 2,
        sequence_d_ff: 32,
        num_decoder_blocks: 2,
        cross_attention_blocks: vec![1],
        num_decoder_heads: 2,
        decoder_d_ff: 32,
        vocab_size: WORDS.len(),
        num_text_positions: 12,
        num_classes: 3,
        ..MuiscConfig::default()
    };
    Manifest::new(
        ImageModelConfig { image: vit() },
        ImageModelConfig { image: vit() },
        EmbedderConfig { image: vit(), dimension: 8 },
        MuiscSettings::new(model),
        Thresholds { primary: 0.0, non_compliant: 1.0, duplicate: 0.9, submission: 0.3 },
    )
}

fn vit() -> VitConfig {
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
