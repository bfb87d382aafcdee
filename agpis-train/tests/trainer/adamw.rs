//! `torch.optim.AdamW`, to a millionth.
//!
//! The expected numbers are those of PyTorch 2.15 in 64 bits:
//!
//! ```python
//! model = torch.nn.Linear(3, 2, dtype=torch.float64)             # with the weights below
//! optimizer = torch.optim.AdamW(model.parameters(), lr=0.05, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)
//! for step in range(10):
//!     optimizer.zero_grad()
//!     loss = ((model(x[step]) - y[step]) ** 2).mean()            # with the points below
//!     loss.backward()
//!     torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)    # or not
//!     optimizer.step()
//! ```

use agpis_train::{Schedule, TrainConfig, fit};
use burn::module::Param;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};

use crate::common::{alone, device};

const STEPS: usize = 10;

/// Two outputs of three inputs. In PyTorch: `[[0.5, -0.3, 0.8], [-0.2, 0.7, 0.1]]`.
const WEIGHTS: [f32; 6] = [0.5, -0.2, -0.3, 0.7, 0.8, 0.1];
const BIAS: [f32; 2] = [0.05, -0.1];

fn number(i: usize) -> f32 {
    ((i * 37 + 11) % 23) as f32 / 11.5 - 1.0
}

/// Four points: inputs are numbers from `12 step` on, targets three times those from `8 step + 500` on.
fn points(step: usize, device: &Device) -> (Tensor<2>, Tensor<2>) {
    let x: Vec<f32> = (12 * step..12 * step + 12).map(number).collect();
    let y: Vec<f32> = (8 * step + 500..8 * step + 508).map(|i| 3.0 * number(i)).collect();
    let tensor = |values: &[f32], width| Tensor::<1>::from_data(values, device).reshape([4, width]);
    (tensor(&x, 3), tensor(&y, 2))
}

#[track_caller]
fn expect(clip_norm: Option<f64>, weights: [f64; 6], bias: [f64; 2], losses: [f64; STEPS]) {
    let _alone = alone();
    let device = device();
    let mut model: Linear = LinearConfig::new(3, 2).init(&device);
    model.weight = Param::from_tensor(Tensor::<1>::from_data(WEIGHTS.as_slice(), &device).reshape([3, 2]));
    model.bias = Some(Param::from_tensor(Tensor::<1>::from_data(BIAS.as_slice(), &device)));
    let config = TrainConfig {
        steps: STEPS,
        learning_rate: 0.05,
        schedule: Schedule::Constant,
        weight_decay: 0.01,
        betas: [0.9, 0.999],
        epsilon: 1e-8,
        clip_norm,
        ..TrainConfig::default()
    };
    let mut seen = Vec::new();
    let loss = |model: &Linear, step: usize, _: usize| {
        let (x, y) = points(step, &device);
        (model.forward(x) - y).powi_scalar(2).mean()
    };
    let model = fit(model, &config, &device, loss, |progress| seen.push(f64::from(progress.loss))).unwrap();
    let close = |actual: &[f32], expected: &[f64]| {
        for (actual, expected) in actual.iter().zip(expected) {
            assert!((f64::from(*actual) - expected).abs() < 1e-6, "expected {expected}, got {actual}");
        }
    };
    close(&agpis_vision::read(model.weight.val()).unwrap(), &weights);
    close(&agpis_vision::read(model.bias.unwrap().val()).unwrap(), &bias);
    for (actual, expected) in seen.iter().zip(losses) {
        assert!((actual / expected - 1.0).abs() < 1e-6, "expected {expected}, got {actual}");
    }
}

#[test]
fn ten_steps_agree() {
    let weights = [0.469845073, -0.309397000, -0.215632729, 0.634973737, 0.604842129, 0.464641426];
    let bias = [-0.102732052, 0.000288539];
    let losses = [
        2.083594032,
        2.805402739,
        5.093914661,
        3.894816353,
        4.259459206,
        1.697627645,
        1.990558636,
        3.143594968,
        4.245124268,
        4.292487470,
    ];
    expect(None, weights, bias, losses);
}

/// The norms are 1.407, 1.326, 2.521, 2.033, 1.942, 1.229, 1.365, 0.847, 2.239 and 2.180: all but one are clipped.
#[test]
fn ten_clipped_steps_agree() {
    let weights = [0.526453561, -0.381192564, -0.268334105, 0.662070536, 0.601836338, 0.489856402];
    let bias = [-0.099537741, 0.022296440];
    let losses = [
        2.083594032,
        2.805402742,
        5.090999135,
        3.926634765,
        4.307519747,
        1.664727644,
        1.911973174,
        3.165033178,
        4.285609213,
        4.465613461,
    ];
    expect(Some(1.0), weights, bias, losses);
}
