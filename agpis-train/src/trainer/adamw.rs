//! AdamW as PyTorch computes it (Loshchilov and Hutter, 2019).
//!
//! Burn's own has its scalars in 32 bits: 1 - β₂ᵗ then has an error of some 1e-5 at the first steps.

use burn::optim::{AdaptiveMomentumState, LearningRate, ModuleOptimizer, Optimizer};
use burn::tensor::{Device, Tensor};

use super::TrainConfig;

#[derive(Clone)]
struct AdamW {
    betas: [f64; 2],
    epsilon: f64,
    weight_decay: f64,
}

/// The optimiser of a configuration.
pub(super) fn optimizer(config: &TrainConfig) -> ModuleOptimizer {
    ModuleOptimizer::from(AdamW {
        betas: config.betas.map(f64::from),
        epsilon: f64::from(config.epsilon),
        weight_decay: f64::from(config.weight_decay),
    })
}

impl Optimizer for AdamW {
    type State<const D: usize> = AdaptiveMomentumState<D>;

    fn step<const D: usize>(
        &self,
        rate: LearningRate,
        weights: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<Self::State<D>>,
    ) -> (Tensor<D>, Option<Self::State<D>>) {
        let [beta_1, beta_2] = self.betas;
        let (first, second) = (gradient.clone() * (1.0 - beta_1), gradient.square() * (1.0 - beta_2));
        let state = match state {
            Some(AdaptiveMomentumState { time, moment_1, moment_2, .. }) => {
                AdaptiveMomentumState::new(time + 1, moment_1 * beta_1 + first, moment_2 * beta_2 + second)
            }
            None => AdaptiveMomentumState::new(1, first, second),
        };
        let time = state.time as f64;
        let correction = |beta: f64| 1.0 - beta.powf(time);
        let root = state.moment_2.clone().sqrt() / correction(beta_2).sqrt();
        let step = state.moment_1.clone() / (root + self.epsilon);
        let decayed = match rate * self.weight_decay {
            0.0 => weights,
            decay => weights * (1.0 - decay),
        };
        (decayed - step * (rate / correction(beta_1)), Some(state))
    }

    fn to_device<const D: usize>(state: Self::State<D>, device: &Device) -> Self::State<D> {
        state.to_device(device)
    }
}
