//! The paper's model at full size against the authors', with weights made from names: `*.io.safetensors`
//! of `muisc/` without weights beside them.

use std::collections::BTreeMap;

use agpis_muisc::pretrained::authors;
use agpis_muisc::{LossWeights, Muisc, MuiscConfig, mcc_loss};
use agpis_vision::weights::shapes;
use agpis_weights::testing::Series;
use agpis_weights::{KeyTable, Layout, TensorFile};
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::cases::{Io, cases, compare, folder, read};
use crate::gradients::{Collected, losses_of, table_of_first_use};

/// Wider than for small cases: sums are longer.
const TOLERANCE: f32 = 5e-5;

#[test]
fn the_full_size_model_agrees() {
    let folder = folder("muisc");
    let names = cases(&folder, ".io.safetensors");
    let generated = names.iter().filter(|name| !folder.join(format!("{name}.weights.safetensors")).exists());
    let mut checked = 0;
    for name in generated {
        check(&Io::read(&folder, name));
        checked += 1;
    }
    assert!(checked > 0, "{} holds no case of full size", folder.display());
}

fn check(io: &Io) {
    let (config, device) = (io.config(), Device::flex().autodiff());
    let seed = io.metadata("seed").as_u64().expect("a seed");
    let model = authors::load(&generated(&config, seed), &config, &device).expect("the weights fit");
    let pixels = pixels(io, &config, seed, &device);
    check_outputs(io, &model, pixels.clone(), &device);

    let losses = losses_of(&model, io, pixels, &device);
    let total = losses.total(LossWeights::default());
    for (name, actual) in [("lm_loss", &losses.nlg), ("mc_loss", &losses.mcc), ("total_loss", &total)] {
        let expected = io.values(&format!("out.{name}"));
        compare(name, &read(actual.clone()), &expected, |_, _| TOLERANCE);
    }
    let gradients = total.backward();
    check_gradients(io, &model, &Collected::of(&model, Some(&gradients)));
}

/// A file with the authors' names, and shapes that follow from the model's.
pub(crate) fn generated(config: &MuiscConfig, seed: u64) -> TensorFile {
    let shapes = shapes(&config.init(&Device::flex()));
    let table = authors::key_table(config);
    let used = table.rows().filter(|(parameter, ..)| shapes.contains_key(*parameter));
    let tensors = used.flat_map(|(parameter, layout, from)| {
        let shape = match (layout, shapes[parameter].as_slice()) {
            (Layout::Transposed, [d_in, d_out]) => vec![d_out / from.len(), *d_in],
            (Layout::SideBySide, [d_out]) => vec![d_out / from.len()],
            (_, shape) => shape.to_vec(),
        };
        from.iter().map(move |name| (name.clone(), shape.clone())).collect::<Vec<_>>()
    });
    TensorFile::generated(seed, tensors)
}

fn pixels(io: &Io, config: &MuiscConfig, seed: u64, device: &Device) -> Tensor<5> {
    let batch = io.integers("mc_token_ids").len();
    let shape = [batch, config.sequence_length, 3, config.image.image_size, config.image.image_size];
    let values = Series::new(seed, &format!("{}.pixel_values", io.name)).units(shape.iter().product());
    let head = io.values("pixel_head");
    assert_eq!(values[..head.len()], head, "the pixels are those of the reference");
    Tensor::from_data(TensorData::new(values, shape), device)
}

fn check_outputs(io: &Io, model: &Muisc, pixels: Tensor<5>, device: &Device) {
    let agrees = |name: &str, actual: Vec<f32>| {
        compare(name, &actual, &io.values(name), |_, _| TOLERANCE);
    };
    let mean_abs = |tensor: Tensor<3>| read(tensor.abs().mean());
    let [batch, length, channels, height, width] = pixels.dims();
    let features = model.encoder.vit.forward(pixels.reshape([batch * length, channels, height, width]));
    agrees("out.vit_rows", read(features.clone().select(1, io.int("rows.vit", device))));
    agrees("out.vit_mean_abs", mean_abs(features.clone()));
    let memory = model.encoder.relate(features, length);
    agrees("out.fe_rows", read(memory.clone().select(1, io.int("rows.fe", device))));
    agrees("out.fe_mean_abs", mean_abs(memory.clone()));

    let (tokens, is_text): (Tensor<2, Int>, _) = (io.int("input_ids", device), io.is_text(device));
    let text_length = tokens.dims()[1] as i64;
    let separators: Tensor<1, Int> = io.int("mc_token_ids", device);
    let rows = Tensor::<1, Int>::arange(0..batch as i64, device).mul_scalar(text_length) + separators.clone();
    let at_separator = |x: Tensor<3>| {
        let d = x.dims()[2] as i64;
        read(x.reshape([batch as i64 * text_length, d]).select(0, rows.clone()))
    };
    let outputs = model.decoder.block_outputs(tokens.clone(), Some(is_text.clone()), &memory);
    for (i, output) in outputs.into_iter().skip(1).enumerate() {
        agrees(&format!("out.block.{i}_mc"), at_separator(output));
    }
    let hidden = model.decoder.forward(tokens, Some(is_text), &memory);
    agrees("out.hd_mc", at_separator(hidden.clone()));
    agrees("out.hd_first", read(hidden.clone().slice([0..batch, 0..1])));
    agrees(
        "out.hd_last",
        read(hidden.clone().slice([0..batch, text_length as usize - 1..text_length as usize])),
    );
    agrees("out.hd_mean_abs", mean_abs(hidden.clone()));
    agrees("out.lm_logits_mc", at_separator(model.lm_logits(hidden.clone())));
    let class_logits = model.class_logits(hidden, separators);
    agrees("out.mc_logits", read(class_logits.clone()));
    agrees("out.mc_probs", read(softmax(class_logits.clone(), 1)));
    agrees("out.mc_loss", read(mcc_loss(class_logits, io.int("mc_labels", device))));
}

/// The reference stores each gradient's length and first values, in PyTorch's layout.
fn check_gradients(io: &Io, model: &Muisc, gradients: &BTreeMap<String, Vec<f32>>) {
    let table = table_of_first_use(&io.config());
    let actual = in_stored_layout(&table, &shapes(model), gradients);
    let keys = io.metadata("grad_keys");
    let keys: Vec<&str> =
        keys.as_array().expect("names").iter().map(|key| key.as_str().expect("a name")).collect();
    assert!(keys.len() == actual.len(), "expected gradients of {} tensors, got {}", keys.len(), actual.len());
    let lengths = io.values("grad.l2");
    for (key, &expected) in keys.iter().zip(&lengths) {
        let gradient = &actual[*key];
        let length = gradient.iter().map(|&g| f64::from(g).powi(2)).sum::<f64>().sqrt() as f32;
        compare((key, "length"), &[length], &[expected], |_, g| 2e-5 + 1e-4 * g.abs());
        let first = io.values(&format!("gradhead.{key}"));
        compare(key, &gradient[..first.len()], &first, |_, g| 2e-5 + 1e-4 * g.abs());
    }
}

/// Parameters taken apart and transposed back: what a [`KeyTable`] does, the other way round.
fn in_stored_layout(
    table: &KeyTable,
    shapes: &BTreeMap<String, Vec<usize>>,
    values: &BTreeMap<String, Vec<f32>>,
) -> BTreeMap<String, Vec<f32>> {
    let mut stored = BTreeMap::new();
    for (parameter, layout, from) in table.rows().filter(|(parameter, ..)| shapes.contains_key(*parameter)) {
        let (values, columns) = (&values[parameter], *shapes[parameter].last().expect("a size"));
        let width = columns / from.len();
        for (part, name) in from.iter().enumerate() {
            let column = |c: usize| values.iter().skip(c).step_by(columns).copied();
            let part = match layout {
                Layout::Same => values.clone(),
                Layout::SideBySide => values[part * width..][..width].to_vec(),
                Layout::Transposed => (part * width..(part + 1) * width).flat_map(column).collect(),
            };
            stored.insert(name.clone(), part);
        }
    }
    stored
}
