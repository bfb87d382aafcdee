//! A tiny bundle with fresh weights, for tests of everything but quality.

use std::sync::Arc;

use agpis_core::{Candidate, Image, ImageId, ProductId, Rule, RuleCategory, RuleSet, Sequence};
use agpis_muisc::{
    Bundle, EmbedderConfig, ImageModelConfig, Manifest, MuiscClassifier, MuiscConfig, MuiscSettings,
    Thresholds,
};
use agpis_vision::{BinaryModel, EmbedderModel, VitConfig};
use burn::tensor::Device;

/// Words with the ids 4, 5, …; everything else is `[UNK]`.
pub(crate) fn tokenizer() -> Vec<u8> {
    let words = ["[PAD]", "[CLS]", "[MASK]", "[SEP]", "red", "mug", "yes", "blurry", "[UNK]"];
    let vocab: serde_json::Map<String, serde_json::Value> =
        words.iter().enumerate().map(|(id, word)| ((*word).to_owned(), id.into())).collect();
    let special = |id: usize| {
        serde_json::json!({
            "id": id, "content": words[id], "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": true
        })
    };
    let json = serde_json::json!({
        "version": "1.0",
        "added_tokens": (0..4).map(special).collect::<Vec<_>>(),
        "pre_tokenizer": { "type": "Whitespace" },
        "model": { "type": "WordLevel", "vocab": vocab, "unk_token": "[UNK]" }
    });
    json.to_string().into_bytes()
}

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

pub(crate) fn manifest() -> Manifest {
    let model = MuiscConfig {
        image: vit(),
        num_sequence_heads: 2,
        sequence_d_ff: 32,
        num_decoder_blocks: 2,
        cross_attention_blocks: vec![1],
        num_decoder_heads: 2,
        decoder_d_ff: 32,
        vocab_size: 9,
        num_text_positions: 12,
        num_classes: 3,
        ..MuiscConfig::default()
    };
    Manifest::new(
        ImageModelConfig { image: vit() },
        ImageModelConfig { image: vit() },
        EmbedderConfig { image: vit(), dimension: 8 },
        MuiscSettings::new(model),
        Thresholds { primary: 0.25, non_compliant: 0.5, duplicate: 0.75, submission: 0.3 },
    )
}

pub(crate) fn rules() -> RuleSet {
    let rule = Rule { id: "S08".into(), name: "Blurry image".into(), category: RuleCategory::SingleImage };
    RuleSet::new(vec![rule]).unwrap()
}

pub(crate) fn bundle(device: &Device) -> Bundle {
    let manifest = manifest();
    Bundle {
        rules: rules(),
        primary: BinaryModel::new(&vit(), device),
        compliance: BinaryModel::new(&vit(), device),
        embedder: EmbedderModel::new(&vit(), 8, device),
        muisc: manifest.muisc.model.init(device),
        text: Arc::new(manifest.muisc.text_layout(&tokenizer()).unwrap()),
        manifest,
    }
}

/// A classifier with fresh weights, the same ones every time.
pub(crate) fn classifier(config: &MuiscConfig, device: &Device) -> MuiscClassifier {
    device.seed(3);
    let text = MuiscSettings::new(config.clone()).text_layout(&tokenizer()).unwrap();
    MuiscClassifier::new(config.init(device), config.clone(), Arc::new(text), device.clone())
}

/// A sequence of `images` pictures whose title ends with its id.
pub(crate) fn sequence(id: &str, images: u8) -> Sequence {
    let image = |i: u8| Candidate {
        id: ImageId::new(i.to_string()).unwrap(),
        image: Image::from_rgb8(9, 7, (0..189).map(|v| v * (i + 1)).collect::<Vec<u8>>()).unwrap(),
    };
    Sequence::new(ProductId::new(id).unwrap(), format!("red mug {id}"), (0..images).map(image).collect())
        .unwrap()
}
