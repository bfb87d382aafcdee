//! GPT-2 directories against `transformers`: hidden states, logits, and greedy generation.

use std::path::{Path, PathBuf};

use agpis_muisc::pretrained::gpt2;
use agpis_muisc::{Generation, Muisc, MuiscConfig};
use agpis_vision::VitConfig;
use burn::tensor::{Device, Int, Tensor};

use crate::cases::{Io, TOLERANCE, cases, compare, folder, read};

/// A model around the decoder of a directory that looks at nothing.
fn model(directory: &Path, device: &Device) -> Muisc {
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(directory.join("config.json")).expect("a file")).expect("JSON");
    let size = |key: &str| json[key].as_u64().expect("a size") as usize;
    let image = VitConfig {
        image_size: 8,
        patch_size: 8,
        d_model: size("n_embd"),
        num_heads: 1,
        num_encoder_blocks: 0,
        d_ff: 1,
        ..VitConfig::default()
    };
    let config = MuiscConfig {
        image,
        num_sequence_heads: 1,
        num_sequence_blocks: 0,
        num_decoder_blocks: size("n_layer"),
        cross_attention_blocks: vec![],
        vocab_size: 2,
        dropout: 0.0,
        ..MuiscConfig::default()
    };
    let (config, decoder) = gpt2::from_directory(directory, &config, device).expect("the directory loads");
    let mut model = config.init(device);
    model.decoder = decoder;
    model
}

/// The directories beside `*.expected.safetensors` that hold a GPT-2.
fn directories() -> Vec<(PathBuf, Io)> {
    let folder = folder("hf");
    let names = cases(&folder, ".expected.safetensors").into_iter().filter(|name| name.starts_with("gpt2"));
    let all: Vec<_> =
        names.map(|name| (folder.join(&name), Io::read_as(&folder, &name, "expected"))).collect();
    assert!(!all.is_empty(), "{} holds no GPT-2", folder.display());
    all
}

#[test]
fn a_directory_computes_what_transformers_does() {
    let device = Device::flex();
    for (directory, io) in directories() {
        let model = model(&directory, &device);
        let tokens: Tensor<2, Int> = io.int("input_ids", &device);
        let batch = tokens.dims()[0];
        let no_images = Tensor::zeros([batch, 1, model.class_head.weight.dims()[0]], &device);
        let is_text = io.is_text(&device);
        let agrees = |name: &str, actual: Vec<f32>| {
            compare((&io.name, name), &actual, &io.values(name), |_, _| TOLERANCE);
        };
        let outputs = model.decoder.block_outputs(tokens.clone(), Some(is_text.clone()), &no_images);
        let last = outputs.len() - 1;
        for (i, output) in outputs.into_iter().enumerate().take(last) {
            agrees(&format!("out.hidden.{i}"), read(output));
        }
        let hidden = model.decoder.forward(tokens, Some(is_text), &no_images);
        agrees(&format!("out.hidden.{last}"), read(hidden.clone()));
        agrees("out.logits", read(model.lm_logits(hidden)));
    }
}

#[test]
fn greedy_generation_writes_what_transformers_does() {
    let device = Device::flex();
    for (directory, io) in directories() {
        let model = model(&directory, &device);
        let expected = io.integers("out.greedy_ids");
        // The reference continues the text of the first row; what it starts with tells where.
        let tokens = io.integers("input_ids");
        let prompt: Vec<i64> =
            expected.iter().zip(&tokens).take_while(|(e, t)| e == t).map(|(&e, _)| e).collect();
        assert!(!prompt.is_empty() && prompt.len() < expected.len(), "{}: a prompt", io.name);
        let prompts = Tensor::<1, Int>::from_data(prompt.as_slice(), &device).unsqueeze();
        let no_images = Tensor::zeros([1, 1, model.class_head.weight.dims()[0]], &device);
        let how = Generation { max_tokens: expected.len() - prompt.len(), ..Generation::default() };
        let written =
            model.generate(prompts, &no_images, u32::MAX, &how).expect("flex does not fail").remove(0);
        let expected: Vec<u32> = expected[prompt.len()..].iter().map(|&token| token as u32).collect();
        assert_eq!(written.tokens, expected, "{}", io.name);
    }
}

#[test]
fn the_pickle_holds_the_same_decoder() {
    let device = Device::flex();
    let mut compared = 0;
    for (directory, io) in directories().iter().filter(|(d, _)| d.join("pytorch_model.bin").exists()) {
        let only_pickle = tempfile::TempDir::new().expect("a folder");
        for file in ["config.json", "pytorch_model.bin"] {
            std::fs::copy(directory.join(file), only_pickle.path().join(file)).expect("a copy");
        }
        let weights = |directory: &Path| {
            agpis_vision::weights::to_bytes(&model(directory, &device).decoder).expect("the weights")
        };
        assert!(weights(only_pickle.path()) == weights(directory), "{}", io.name);
        compared += 1;
    }
    assert!(compared > 0, "no directory holds a pickle");
}
