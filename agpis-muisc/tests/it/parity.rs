//! MUIsC against the authors' model: every case of `muisc/` that stores its weights.
//!
//! Compared are the ViT features, F^e, the output of every decoder block, H^d, both heads and both
//! losses, at every position, padding included.

use agpis_muisc::pretrained::authors;
use agpis_muisc::{Muisc, mcc_loss, nlg_loss};
use agpis_vision::weights;
use agpis_weights::TensorFile;
use burn::tensor::activation::softmax;
use burn::tensor::{Device, FloatDType, Tensor};

use crate::cases::{Io, TOLERANCE, cases, compare, folder, read};

const WEIGHTS: &str = ".weights.safetensors";

/// The stored cases with their models on `device`.
pub(crate) fn stored_cases(device: &Device) -> impl Iterator<Item = (Io, Muisc)> {
    let folder = folder("muisc");
    cases(&folder, WEIGHTS).into_iter().map(move |name| {
        let io = Io::read(&folder, &name);
        let file = TensorFile::open(folder.join(name + WEIGHTS)).expect("the weights");
        let model = authors::load(&file, &io.config(), device).expect("the weights fit");
        (io, model)
    })
}

#[test]
fn every_stored_case_agrees() {
    let device = crate::device();
    for (io, model) in stored_cases(&device) {
        check(&io, &model, &device);
    }
}

fn check(io: &Io, model: &Muisc, device: &Device) {
    let agrees = |name: &str, actual: Vec<f32>| {
        compare((&io.name, name), &actual, &io.values(name), |_, _| TOLERANCE);
    };
    let pixels: Tensor<5> = io.float("pixel_values", device);
    let [batch, length, channels, height, width] = pixels.dims();
    let features = model.encoder.vit.forward(pixels.reshape([batch * length, channels, height, width]));
    agrees("out.vit", read(features.clone()));
    let memory = model.encoder.relate(features, length);
    agrees("out.fe", read(memory.clone()));

    let (tokens, is_text) = (io.int("input_ids", device), io.is_text(device));
    let outputs = model.decoder.block_outputs(tokens.clone(), Some(is_text.clone()), &memory);
    for (i, output) in outputs.into_iter().skip(1).enumerate() {
        agrees(&format!("out.block.{i}"), read(output));
    }
    let hidden = model.decoder.forward(tokens, Some(is_text), &memory);
    agrees("out.hd", read(hidden.clone()));
    let lm_logits = model.lm_logits(hidden.clone());
    agrees("out.lm_logits", read(lm_logits.clone()));
    let class_logits = model.class_logits(hidden, io.int("mc_token_ids", device));
    agrees("out.mc_logits", read(class_logits.clone()));
    agrees("out.mc_probs", read(softmax(class_logits.clone(), 1)));

    agrees("out.mc_loss", read(mcc_loss(class_logits, io.int("mc_labels", device))));
    let [_, length, vocab_size] = lm_logits.dims();
    let predictions = lm_logits.slice([0..batch, 0..length - 1]);
    for (labels, loss) in [("labels", "out.lm_loss"), ("labels_feedback_only", "out.lm_loss_feedback_mean")] {
        let (targets, counted) = io.targets(labels, vocab_size, device);
        agrees(loss, read(nlg_loss(predictions.clone(), targets, counted)));
    }
}

/// What inference computes, a title up to its separator and nothing else, is what the authors' whole text
/// with feedback and padding gives at the separator.
#[test]
fn the_short_way_to_the_class_agrees() {
    let device = crate::device();
    for (io, model) in stored_cases(&device) {
        let actual = read(class_logits(&io, &model, FloatDType::F32));
        compare((&io.name, 0), &actual, &io.values("out.mc_logits"), |_, _| TOLERANCE);
    }
}

/// Images in 16 bits are all it takes to compute in 16 bits, and what comes out is nearly the same.
#[test]
fn images_in_sixteen_bits_give_nearly_the_same_classes() {
    let device = crate::device();
    for (io, model) in stored_cases(&device) {
        let exact = read(softmax(class_logits(&io, &model, FloatDType::F32), 1));
        for (precision, tolerance) in [(FloatDType::F16, 0.003), (FloatDType::BF16, 0.02)] {
            if !device.supports_dtype(precision) {
                continue;
            }
            let rounded = read(softmax(class_logits(&io, &model, precision), 1));
            assert_ne!(rounded, exact);
            compare((&io.name, 0), &rounded, &exact, |_, _| tolerance);
        }
    }
}

/// Class logits of a stored case by the short way, text by text.
fn class_logits(io: &Io, model: &Muisc, precision: FloatDType) -> Tensor<2> {
    let device = crate::device();
    let memory = model.encoder.forward(io.float("pixel_values", &device).cast(precision));
    let (tokens, separators) = (io.integers("input_ids"), io.integers("mc_token_ids"));
    let length = tokens.len() / separators.len();
    let logits = separators.iter().enumerate().map(|(row, &separator)| {
        let title = &tokens[row * length..=row * length + separator as usize];
        let title = Tensor::<1, burn::tensor::Int>::from_data(title, &device).unsqueeze();
        let title = model.decoder.read_title(title, memory.dtype());
        let at_separator = model.decoder.at_separator(&title, &memory.clone().slice(row..=row));
        model.classify(at_separator.hidden)
    });
    Tensor::cat(logits.collect(), 0)
}

/// Both pickle formats hold the bits of the safetensors file beside them.
#[test]
fn every_checkpoint_holds_the_same_weights() {
    let (folder, device) = (folder("muisc"), crate::device());
    for ending in [".legacy.ckpt", ".ckpt"] {
        for name in cases(&folder, ending).iter().filter(|name| !name.ends_with(".legacy")) {
            let config = Io::read(&folder, name).config();
            let weights_of = |file: String| {
                let file = TensorFile::open(folder.join(file)).expect("the weights");
                let model = authors::load(&file, &config, &device).expect("the weights fit");
                weights::to_bytes(&model).expect("the weights")
            };
            let checkpoint = weights_of(format!("{name}{ending}"));
            assert!(checkpoint == weights_of(format!("{name}{WEIGHTS}")), "{name}{ending}");
        }
    }
}
