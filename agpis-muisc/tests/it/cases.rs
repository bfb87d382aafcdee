//! Reference cases of the authors' published PyTorch code, as their files have them.

use std::fmt::Debug;
use std::path::{Path, PathBuf};

use agpis_muisc::MuiscConfig;
use agpis_vision::VitConfig;
use agpis_weights::TensorFile;
use burn::tensor::{Bool, Device, Int, Tensor, TensorData};
use safetensors::SafeTensors;
use serde_json::Value;

/// f32 against f64 of the same model, with room.
pub(crate) const TOLERANCE: f32 = 2e-5;

/// The folder `name` below the one that `AGPIS_FIXTURES` names, else below the committed cases.
pub(crate) fn folder(name: &str) -> PathBuf {
    let all = std::env::var_os("AGPIS_FIXTURES").map_or_else(|| crate::FIXTURES.into(), PathBuf::from);
    all.join(name)
}

/// Names of the files in `folder` that end so, without the ending; at least one.
pub(crate) fn cases(folder: &Path, ending: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let names = entries.map(|e| e.expect("an entry").file_name().into_string().expect("a UTF-8 name"));
    let mut cases: Vec<String> = names.filter_map(|n| n.strip_suffix(ending).map(str::to_owned)).collect();
    cases.sort();
    assert!(!cases.is_empty(), "{} holds no *{ending}", folder.display());
    cases
}

/// Inputs and expected outputs of a case.
pub(crate) struct Io {
    pub(crate) name: String,
    pub(crate) file: TensorFile,
    bytes: Vec<u8>,
}

impl Io {
    pub(crate) fn read(folder: &Path, name: &str) -> Self {
        Self::read_as(folder, name, "io")
    }

    /// Of the file `name.kind.safetensors`.
    pub(crate) fn read_as(folder: &Path, name: &str, kind: &str) -> Self {
        let bytes = std::fs::read(folder.join(format!("{name}.{kind}.safetensors"))).expect("the case");
        let file = TensorFile::from_safetensors(bytes.clone()).expect("a safetensors file");
        Self { name: name.to_owned(), file, bytes }
    }

    /// A JSON value among what the file says about itself.
    pub(crate) fn metadata(&self, key: &str) -> Value {
        serde_json::from_str(&self.file.metadata()[key]).expect("JSON")
    }

    pub(crate) fn values(&self, name: &str) -> Vec<f32> {
        let tensor = self.file.get(name).unwrap_or_else(|| panic!("{}: no tensor {name}", self.name));
        tensor.read().expect("values").into_f32()
    }

    pub(crate) fn float<const D: usize>(&self, name: &str, device: &Device) -> Tensor<D> {
        let shape = self.file.get(name).expect("a tensor").shape().to_vec();
        Tensor::from_data(TensorData::new(self.values(name), shape), device)
    }

    pub(crate) fn integers(&self, name: &str) -> Vec<i64> {
        let file = SafeTensors::deserialize(&self.bytes).expect("a safetensors file");
        let tensor = file.tensor(name).unwrap_or_else(|e| panic!("{}: {name}: {e}", self.name));
        tensor.data().as_chunks::<8>().0.iter().map(|&bytes| i64::from_le_bytes(bytes)).collect()
    }

    pub(crate) fn int<const D: usize>(&self, name: &str, device: &Device) -> Tensor<D, Int> {
        let file = SafeTensors::deserialize(&self.bytes).expect("a safetensors file");
        let shape = file.tensor(name).expect("a tensor").shape().to_vec();
        Tensor::from_data(TensorData::new(self.integers(name), shape), device)
    }

    pub(crate) fn is_text(&self, device: &Device) -> Tensor<2, Bool> {
        self.int::<2>("attention_mask", device).equal_elem(1)
    }

    /// What the authors call the labels, as targets: the token after each position, and whether it
    /// counts. Labels stand at their own position there; -100 does not count.
    pub(crate) fn targets(
        &self,
        name: &str,
        vocab_size: usize,
        device: &Device,
    ) -> (Tensor<2, Int>, Tensor<2, Bool>) {
        let labels: Tensor<2, Int> = self.int(name, device);
        let [batch, length] = labels.dims();
        let next = labels.slice([0..batch, 1..length]);
        (next.clone().clamp(0, vocab_size as i64 - 1), next.greater_equal_elem(0))
    }

    /// Our configuration of the case.
    pub(crate) fn config(&self) -> MuiscConfig {
        let json = self.metadata("config");
        let size = |key: &str| json[key].as_u64().unwrap_or_else(|| panic!("no size {key}")) as usize;
        let cross = json["cross_ids"].as_array().expect("a list of blocks");
        let d_model = size("dim");
        MuiscConfig {
            image: VitConfig {
                image_size: size("image_size"),
                patch_size: size("patch_size"),
                d_model,
                num_encoder_blocks: size("vit_layers"),
                num_heads: size("vit_heads"),
                d_ff: size("vit_inter"),
                norm_epsilon: json["vit_eps"].as_f64().expect("an epsilon"),
                ..VitConfig::default()
            },
            sequence_length: size("k"),
            sequence_norm_epsilon: json["seq_eps"].as_f64().expect("an epsilon"),
            num_sequence_heads: size("seq_heads"),
            sequence_d_ff: size("seq_inter"),
            num_decoder_blocks: size("dec_layers"),
            cross_attention_blocks: cross.iter().map(|i| i.as_u64().expect("a block") as usize).collect(),
            num_decoder_heads: size("dec_heads"),
            decoder_d_ff: json["dec_inter"].as_u64().map_or(4 * d_model, |n| n as usize),
            decoder_norm_epsilon: json["dec_eps"].as_f64().expect("an epsilon"),
            vocab_size: size("vocab"),
            num_text_positions: size("n_positions"),
            num_classes: size("classes"),
            // The reference was made without dropout.
            dropout: 0.0,
            ..MuiscConfig::default()
        }
    }
}

/// Fails where `actual` is not `expected` within `tolerance(expected)`.
pub(crate) fn compare(
    what: impl Debug,
    actual: &[f32],
    expected: &[f32],
    tolerance: impl Fn(usize, f32) -> f32,
) {
    assert_eq!(actual.len(), expected.len(), "{what:?}: number of values");
    for (i, (&a, &e)) in actual.iter().zip(expected).enumerate() {
        let allowed = tolerance(i, e);
        assert!((a - e).abs() <= allowed, "{what:?}: value {i}: expected {e} ± {allowed}, got {a}");
    }
}

/// The values of a tensor.
pub(crate) fn read<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    agpis_vision::read(tensor).expect("flex does not fail")
}
