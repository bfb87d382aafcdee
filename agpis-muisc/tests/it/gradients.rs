//! Gradients and optimiser steps against the authors' model.

use std::collections::BTreeMap;

use agpis_muisc::pretrained::authors;
use agpis_muisc::{LossWeights, Losses, Muisc, MuiscConfig, mcc_loss, nlg_loss};
use agpis_vision::weights::shapes;
use agpis_weights::{KeyTable, Precision};
use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::{AdamWConfig, GradientsParams};
use burn::tensor::{Device, Gradients, Tensor};

use crate::cases::{Io, compare, read};
use crate::parity::stored_cases;

/// Below this a gradient is rounding noise around 0, which AdamW blows up to full steps.
const NOISE: f32 = 1e-6;

/// The authors' key table for files that name the tied embedding by its first use.
pub(crate) fn table_of_first_use(config: &MuiscConfig) -> KeyTable {
    let mut table = authors::key_table(config);
    table.copy("decoder.word_embedding", "lang_model.transformer.wte.weight");
    table
}

/// Both losses of a case as the authors sum them: their NLG loss counts every label, padding included.
pub(crate) fn losses(model: &Muisc, io: &Io, device: &Device) -> Losses {
    losses_of(model, io, io.float("pixel_values", device), device)
}

pub(crate) fn losses_of(model: &Muisc, io: &Io, pixels: Tensor<5>, device: &Device) -> Losses {
    let memory = model.encoder.forward(pixels);
    let hidden = model.decoder.forward(io.int("input_ids", device), Some(io.is_text(device)), &memory);
    let logits = model.lm_logits(hidden.clone());
    let [batch, length, vocab_size] = logits.dims();
    let (targets, counted) = io.targets("labels", vocab_size, device);
    Losses {
        nlg: nlg_loss(logits.slice([0..batch, 0..length - 1]), targets, counted),
        mcc: mcc_loss(
            model.class_logits(hidden, io.int("mc_token_ids", device)),
            io.int("mc_labels", device),
        ),
    }
}

/// Values or gradients of all parameters by name.
pub(crate) struct Collected<'a> {
    gradients: Option<&'a Gradients>,
    path: Vec<String>,
    pub(crate) values: BTreeMap<String, Vec<f32>>,
}

impl<'a> Collected<'a> {
    pub(crate) fn of(model: &Muisc, gradients: Option<&'a Gradients>) -> BTreeMap<String, Vec<f32>> {
        let mut collected = Self { gradients, path: vec![], values: BTreeMap::new() };
        model.visit(&mut collected);
        collected.values
    }
}

impl ModuleVisitor for Collected<'_> {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let name = self.path.join(".");
        let values = match self.gradients {
            Some(gradients) => {
                read(param.val().grad(gradients).unwrap_or_else(|| panic!("{name}: no gradient")))
            }
            None => read(param.val()),
        };
        self.values.insert(name, values);
    }
}

/// What the case expects of every parameter, in our layout.
fn expected(io: &Io, model: &Muisc, prefix: &str) -> BTreeMap<String, Vec<f32>> {
    let table = table_of_first_use(&io.config());
    let found = table.resolve(&shapes(model), &io.file.below(prefix), Precision::Full);
    let found = found.unwrap_or_else(|lines| panic!("{}: {}", io.name, lines.join("\n")));
    found.into_iter().map(|(name, tensor)| (name, tensor.read().expect("values").into_f32())).collect()
}

#[test]
fn every_gradient_agrees() {
    let device = Device::flex().autodiff();
    for (io, model) in stored_cases(&device) {
        let losses = losses(&model, &io, &device);
        let total = losses.total(LossWeights::default());
        compare((&io.name, "total loss"), &read(total.clone()), &io.values("out.total_loss"), |_, _| 2e-5);
        let gradients = total.backward();
        let actual = Collected::of(&model, Some(&gradients));
        let expected = expected(&io, &model, "grad.");
        assert_eq!(actual.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (name, expected) in expected {
            compare((&io.name, &name), &actual[&name], &expected, |_, g| 2e-5 + 1e-4 * g.abs());
        }
    }
}

#[test]
fn three_steps_of_adamw_agree() {
    let device = Device::flex().autodiff();
    for (io, mut model) in stored_cases(&device) {
        let settings = io.metadata("adamw");
        let number = |key: &str| settings[key].as_f64().expect("a number");
        let betas = settings["betas"].as_array().expect("two numbers");
        let mut optimizer = AdamWConfig::new()
            .with_beta_1(betas[0].as_f64().expect("a number") as f32)
            .with_beta_2(betas[1].as_f64().expect("a number") as f32)
            .with_epsilon(number("eps") as f32)
            .with_weight_decay(number("weight_decay") as f32)
            .init();
        let gradients = expected(&io, &model, "grad.");
        let mut totals = Vec::new();
        for _ in 0..number("steps") as usize {
            let total = losses(&model, &io, &device).total(LossWeights::default());
            totals.extend(read(total.clone()));
            let gradients = GradientsParams::from_grads(total.backward(), &model);
            model = optimizer.step(number("lr"), model, gradients);
        }
        totals.extend(read(losses(&model, &io, &device).total(LossWeights::default())));
        compare((&io.name, "losses"), &totals, &io.values("adamw.losses"), |_, _| 2e-5);
        let actual = Collected::of(&model, None);
        for (name, expected) in expected(&io, &model, "adamw3.") {
            let gradient = &gradients[&name];
            let tolerance = |i: usize, _| if gradient[i].abs() > NOISE { 5e-6 } else { 1e-3 };
            compare((&io.name, &name), &actual[&name], &expected, tolerance);
        }
    }
}
