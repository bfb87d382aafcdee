//! The authors' checkpoint names as ours.
//!
//! | authors | ours |
//! |---|---|
//! | `img_model.image_tower.embeddings.patch_embeddings.projection` | `encoder.vit.patch_embedding`, the convolution as a matrix |
//! | `…image_tower.encoder.layer.N.attention.attention.{query,key,value}` | `encoder.vit.blocks.N.attention.qkv`, side by side |
//! | `…layer.N.{attention.output,intermediate,output}.dense` | `….attention.output`, `….mlp.up`, `….mlp.down` |
//! | `…layer.N.layernorm_before`, `layernorm_after` | `….attention_norm`, `….mlp_norm` |
//! | `img_model.self` (one BERT layer) | `encoder.blocks.0` |
//! | `img_model.wpe` | `encoder.position_embedding` |
//! | `lang_model.transformer.h.N` | `decoder.blocks.N`; GPT-2 stores its matrices as we do |
//! | `lang_model.multiple_choice_head.summary` | `class_head` |

use std::collections::BTreeMap;
use std::path::Path;

use agpis_muisc::MuiscConfig;
use agpis_vision::VitConfig;
use burn::tensor::{Device, Int, Tensor, TensorData};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

/// A shape, and as many values.
type Shaped<T> = (Vec<usize>, Vec<T>);

/// The tensors of a safetensors file.
pub(crate) struct Tensors {
    floats: BTreeMap<String, Shaped<f32>>,
    ints: BTreeMap<String, Shaped<i64>>,
    metadata: BTreeMap<String, String>,
}

impl Tensors {
    pub(crate) fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let file = SafeTensors::deserialize(&bytes).expect("a safetensors file");
        let (_, header) = SafeTensors::read_metadata(&bytes).expect("a header");
        let metadata = header.metadata().iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect();
        let (mut floats, mut ints) = (BTreeMap::new(), BTreeMap::new());
        for (name, view) in file.tensors() {
            let (shape, data) = (view.shape().to_vec(), view.data());
            match view.dtype() {
                Dtype::F32 => drop(floats.insert(name, (shape, le(data, f32::from_le_bytes)))),
                Dtype::I64 => drop(ints.insert(name, (shape, le(data, i64::from_le_bytes)))),
                _ => {}
            }
        }
        Self { floats, ints, metadata }
    }

    pub(crate) fn values(&self, name: &str) -> Vec<f32> {
        self.get(name).1.clone()
    }

    pub(crate) fn float<const D: usize>(&self, name: &str, device: &Device) -> Tensor<D> {
        let (shape, values) = self.get(name);
        Tensor::from_data(TensorData::new(values.clone(), shape.clone()), device)
    }

    pub(crate) fn int<const D: usize>(&self, name: &str, device: &Device) -> Tensor<D, Int> {
        let (shape, values) = self.ints.get(name).unwrap_or_else(|| panic!("no integers {name}"));
        Tensor::from_data(TensorData::new(values.clone(), shape.clone()), device)
    }

    fn get(&self, name: &str) -> &Shaped<f32> {
        self.floats.get(name).unwrap_or_else(|| panic!("no tensor {name}"))
    }
}

fn le<const N: usize, T>(data: &[u8], read: fn([u8; N]) -> T) -> Vec<T> {
    data.as_chunks::<N>().0.iter().map(|&bytes| read(bytes)).collect()
}

/// Our configuration of a case.
pub(crate) fn config(io: &Tensors) -> MuiscConfig {
    let json: serde_json::Value = serde_json::from_str(&io.metadata["config"]).expect("a JSON config");
    let size = |key: &str| json[key].as_u64().unwrap_or_else(|| panic!("no size {key}")) as usize;
    let d_model = size("dim");
    MuiscConfig {
        image: VitConfig {
            image_size: size("image_size"),
            patch_size: size("patch_size"),
            d_model,
            num_encoder_blocks: size("vit_layers"),
            num_heads: size("vit_heads"),
            d_ff: size("vit_inter"),
            ..VitConfig::default()
        },
        sequence_length: size("k"),
        num_sequence_heads: size("seq_heads"),
        sequence_d_ff: size("seq_inter"),
        num_decoder_blocks: size("dec_layers"),
        cross_attention_blocks: json["cross_ids"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|i| i.as_u64().unwrap() as usize)
            .collect(),
        num_decoder_heads: size("dec_heads"),
        decoder_d_ff: json["dec_inter"].as_u64().map_or(4 * d_model, |n| n as usize),
        vocab_size: size("vocab"),
        num_text_positions: size("n_positions"),
        num_classes: size("classes"),
        ..MuiscConfig::default()
    }
}

/// The authors' weights as a safetensors file of our module.
pub(crate) fn module_weights(reference: &Tensors, config: &MuiscConfig) -> Vec<u8> {
    let mut to = Renamed { from: reference, to: BTreeMap::new() };
    let vit = "img_model.image_tower";
    to.linear("encoder.vit.patch_embedding", &[&format!("{vit}.embeddings.patch_embeddings.projection")]);
    to.copy("encoder.vit.class_token", &format!("{vit}.embeddings.cls_token"));
    to.copy("encoder.vit.position_embedding", &format!("{vit}.embeddings.position_embeddings"));
    to.norm("encoder.vit.norm", &format!("{vit}.layernorm"));
    for i in 0..config.image.num_encoder_blocks {
        let layer = format!("{vit}.encoder.layer.{i}");
        let norms = [format!("{layer}.layernorm_before"), format!("{layer}.layernorm_after")];
        to.encoder_block(&format!("encoder.vit.blocks.{i}"), &layer, "attention.attention", &norms);
    }
    let layer = "img_model.self";
    let norms = [format!("{layer}.attention.output.LayerNorm"), format!("{layer}.output.LayerNorm")];
    to.encoder_block("encoder.blocks.0", layer, "attention.self", &norms);
    to.copy("encoder.position_embedding", "img_model.wpe.weight");
    to.decoder(config);
    to.linear("class_head", &["lang_model.multiple_choice_head.summary"]);
    to.into_bytes()
}

struct Renamed<'a> {
    from: &'a Tensors,
    to: BTreeMap<String, Shaped<u8>>,
}

impl Renamed<'_> {
    fn put(&mut self, name: &str, shape: Vec<usize>, values: &[f32]) {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.to.insert(name.to_owned(), (shape, bytes));
    }

    fn copy(&mut self, to: &str, from: &str) {
        let (shape, values) = self.from.get(from).clone();
        self.put(to, shape, &values);
    }

    fn norm(&mut self, to: &str, from: &str) {
        self.copy(&format!("{to}.gamma"), &format!("{from}.weight"));
        self.copy(&format!("{to}.beta"), &format!("{from}.bias"));
    }

    /// PyTorch's `[out, in…]` matrices, transposed and put side by side.
    fn linear(&mut self, to: &str, from: &[&str]) {
        let parts: Vec<&Shaped<f32>> =
            from.iter().map(|name| self.from.get(&format!("{name}.weight"))).collect();
        let (d_in, d_out) = (parts[0].1.len() / parts[0].0[0], parts[0].0[0]);
        let weight: Vec<f32> = (0..d_in)
            .flat_map(|i| parts.iter().flat_map(move |(_, w)| (0..d_out).map(move |o| w[o * d_in + i])))
            .collect();
        let bias: Vec<f32> = from.iter().flat_map(|name| self.from.values(&format!("{name}.bias"))).collect();
        self.put(&format!("{to}.weight"), vec![d_in, bias.len()], &weight);
        self.put(&format!("{to}.bias"), vec![bias.len()], &bias);
    }

    fn encoder_block(&mut self, to: &str, from: &str, attention: &str, norms: &[String; 2]) {
        let qkv = ["query", "key", "value"].map(|part| format!("{from}.{attention}.{part}"));
        self.linear(&format!("{to}.attention.qkv"), &qkv.each_ref().map(String::as_str));
        self.linear(&format!("{to}.attention.output"), &[&format!("{from}.attention.output.dense")]);
        self.linear(&format!("{to}.mlp.up"), &[&format!("{from}.intermediate.dense")]);
        self.linear(&format!("{to}.mlp.down"), &[&format!("{from}.output.dense")]);
        self.norm(&format!("{to}.attention_norm"), &norms[0]);
        self.norm(&format!("{to}.mlp_norm"), &norms[1]);
    }

    /// GPT-2's matrices are `[in, out]`, as ours.
    fn conv1d(&mut self, to: &str, from: &str) {
        self.copy(&format!("{to}.weight"), &format!("{from}.weight"));
        self.copy(&format!("{to}.bias"), &format!("{from}.bias"));
    }

    fn decoder(&mut self, config: &MuiscConfig) {
        let gpt = "lang_model.transformer";
        self.copy("decoder.word_embedding", &format!("{gpt}.wte.weight"));
        self.copy("decoder.position_embedding", &format!("{gpt}.wpe.weight"));
        self.norm("decoder.norm", &format!("{gpt}.ln_f"));
        for i in 0..config.num_decoder_blocks {
            let (to, from) = (format!("decoder.blocks.{i}"), format!("{gpt}.h.{i}"));
            self.norm(&format!("{to}.attention_norm"), &format!("{from}.ln_1"));
            self.conv1d(&format!("{to}.attention.qkv"), &format!("{from}.attn.c_attn"));
            self.conv1d(&format!("{to}.attention.output"), &format!("{from}.attn.c_proj"));
            self.norm(&format!("{to}.mlp_norm"), &format!("{from}.ln_2"));
            self.conv1d(&format!("{to}.mlp.up"), &format!("{from}.mlp.c_fc"));
            self.conv1d(&format!("{to}.mlp.down"), &format!("{from}.mlp.c_proj"));
            if config.cross_attention_blocks.contains(&i) {
                let cross = format!("{from}.crossattention");
                self.norm(&format!("{to}.cross.norm"), &format!("{from}.ln_cross_attn"));
                self.conv1d(&format!("{to}.cross.attention.query"), &format!("{cross}.q_attn"));
                self.conv1d(&format!("{to}.cross.attention.key_value"), &format!("{cross}.c_attn"));
                self.conv1d(&format!("{to}.cross.attention.output"), &format!("{cross}.c_proj"));
            }
        }
    }

    fn into_bytes(self) -> Vec<u8> {
        let view = |(shape, bytes): &Shaped<u8>| -> TensorView<'static> {
            // Leaked: a test reads a few small files.
            let bytes: &'static [u8] = bytes.clone().leak();
            TensorView::new(Dtype::F32, shape.clone(), bytes).expect("bytes fit the shape")
        };
        let views: BTreeMap<String, TensorView<'static>> =
            self.to.iter().map(|(name, tensor)| (name.clone(), view(tensor))).collect();
        safetensors::serialize(views, None).expect("tensors")
    }
}
