//! The running statistics of batch normalisation.

use std::num::NonZeroUsize;

use agpis_train::{Precision, TrainConfig, fit};
use burn::module::Module;
use burn::nn::{BatchNorm, BatchNormConfig, Linear};
use burn::tensor::{Device, Tensor};

use crate::common::{FOUR, INPUTS, TWO, bits, device, linear, numbers};

#[derive(Module, Debug)]
struct Normed {
    norm: BatchNorm,
    head: Linear,
}

fn model(device: &Device) -> Normed {
    Normed { norm: BatchNormConfig::new(INPUTS).init(device), head: linear([INPUTS, 1], device) }
}

fn points(step: usize, part: usize, device: &Device) -> Tensor<2> {
    let start = (step * 8 + part) * 4 * INPUTS;
    Tensor::<1>::from_data(numbers(start..start + 4 * INPUTS).as_slice(), device).reshape([4, INPUTS])
}

fn trained(shards: NonZeroUsize, accumulation: NonZeroUsize) -> Normed {
    let device = device();
    let config = TrainConfig { shards, accumulation, ..TrainConfig::new(6, 0.01) };
    let loss = |model: &Normed, step: usize, part: usize| {
        model.head.forward(model.norm.forward(points(step, part, &device))).powi_scalar(2).mean()
    };
    fit(model(&device), &config, &device, loss, |_| {}).unwrap()
}

/// Mean over parts, then a step of the running mean.
fn expected_mean(parts: usize) -> Vec<f32> {
    let mut running = vec![0.0; INPUTS];
    for step in 0..6 {
        for (column, value) in running.iter_mut().enumerate() {
            let all: Vec<f32> = (0..parts)
                .flat_map(|part| agpis_vision::read(points(step, part, &device())).unwrap())
                .collect();
            let own = all.iter().skip(column).step_by(INPUTS);
            let mean = own.sum::<f32>() / (4 * parts) as f32;
            *value = 0.9 * *value + 0.1 * mean;
        }
    }
    running
}

#[test]
fn they_are_the_mean_over_parts() {
    for (shards, accumulation) in [(1, 1), (2, 1), (2, 2), (1, 3)] {
        let model = trained(shards.try_into().unwrap(), accumulation.try_into().unwrap());
        let actual = agpis_vision::read(model.norm.running_mean.value()).unwrap();
        let expected = expected_mean(shards * accumulation);
        let close = actual.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-6);
        assert!(close, "{shards} x {accumulation}: {actual:?} {expected:?}");
    }
}

#[test]
fn threads_and_rounds_do_not_matter() {
    let with = |threads, shards, accumulation| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        bits(&pool.install(|| trained(shards, accumulation)))
    };
    let expected = with(1, FOUR, TWO);
    for (threads, shards, accumulation) in [(2, FOUR, TWO), (4, FOUR, TWO), (3, TWO, FOUR)] {
        assert_eq!(with(threads, shards, accumulation), expected);
    }
}

#[test]
fn a_copy_that_the_caller_keeps_stays_as_it_is() {
    let device = device();
    let kept = model(&device);
    let before = bits(&kept);
    for precision in [Precision::F32, Precision::Bf16] {
        let config = TrainConfig { precision, ..TrainConfig::new(3, 0.01) };
        let loss = |model: &Normed, step: usize, part: usize| {
            let x = points(step, part, &device).cast(precision.float_type());
            model.head.forward(model.norm.forward(x)).powi_scalar(2).mean()
        };
        let trained = fit(kept.clone(), &config, &device, loss, |_| {}).unwrap();
        assert_eq!(bits(&kept), before);
        assert_ne!(bits(&trained.norm), bits(&kept.norm));
    }
}
