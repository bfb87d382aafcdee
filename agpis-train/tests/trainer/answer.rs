//! Training gets somewhere, and says when it does not.

use agpis_train::{TrainConfig, TrainError, fit};
use burn::nn::{Initializer, Linear, LinearConfig};
use burn::tensor::{Device, Tensor};

use crate::common::{TWO, bits, device};

/// Starts at zero, so that every run is the same.
fn model(device: &Device) -> Linear {
    LinearConfig::new(2, 1).with_initializer(Initializer::Zeros).init(device)
}

/// Squared error of `y = 3 a - 2 b + 1` on the points of one part.
fn loss(model: &Linear, step: usize, part: usize, device: &Device) -> Tensor<1> {
    let points: Vec<f32> = (0..16).map(|i| ((i * 7 + step * 3 + part * 5) % 11) as f32 / 5.0 - 1.0).collect();
    let x = Tensor::<1>::from_data(points.as_slice(), device).reshape([8, 2]);
    let weights = Tensor::<1>::from_data([3.0, -2.0].as_slice(), device).reshape([2, 1]);
    let y = x.clone().matmul(weights).add_scalar(1.0);
    (model.forward(x) - y).powi_scalar(2).mean()
}

fn trained(steps: usize) -> Linear {
    let device = device();
    let config = TrainConfig { shards: TWO, ..TrainConfig::new(steps, 0.1) };
    fit(model(&device), &config, &device, |m, step, part| loss(m, step, part, &device), |_| {}).unwrap()
}

#[test]
fn it_finds_the_answer() {
    let model = trained(300);
    let weights = agpis_vision::read(model.weight.val()).unwrap();
    let bias = agpis_vision::read(model.bias.unwrap().val()).unwrap();
    for (actual, expected) in weights.iter().chain(&bias).zip([3.0, -2.0, 1.0]) {
        assert!((actual - expected).abs() < 0.05, "{weights:?} {bias:?}");
    }
}

#[test]
fn the_weights_do_not_depend_on_the_number_of_threads() {
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        bits(&pool.install(|| trained(20)))
    };
    assert_eq!(with(1), with(4));
}

#[test]
fn a_loss_that_is_not_finite_ends_the_training() {
    let device = device();
    let config = TrainConfig { shards: TWO, ..TrainConfig::new(5, 0.1) };
    let nan = |m: &Linear, step: usize, part: usize| {
        loss(m, step, part, &device).mul_scalar(if step == 2 { f32::NAN } else { 1.0 })
    };
    let result = fit(model(&device), &config, &device, nan, |_| {});
    assert!(matches!(result, Err(TrainError::Diverged { step: 3, .. })), "{result:?}");
}
