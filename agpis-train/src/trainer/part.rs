//! One part of a step, and the sum over all of them.

use agpis_vision::ConfigError;
use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};

use super::statistics::Statistics;
use super::{Loss, gradients};
use crate::TrainError;

/// What comes out of one part.
pub(super) struct Part {
    gradients: GradientsParams,
    /// The total first.
    losses: Vec<(&'static str, f32)>,
    statistics: Statistics,
}

impl Part {
    /// The part's share of everything. `model` is the part's own.
    pub(super) fn compute<M: Module>(model: &M, loss: Loss, share: f64) -> Result<Self, TrainError> {
        let Loss { total, parts } = loss;
        if !total.is_tracked() {
            return Err(TrainError::Config(ConfigError {
                field: "group",
                expected: "a loss that depends on something that learns".to_owned(),
                actual: "one that depends on frozen parameters only".to_owned(),
            }));
        }
        let value = |tensor: Tensor<1>| Ok::<_, TrainError>(agpis_vision::read(tensor)?[0] * share as f32);
        let mut losses = vec![("loss", value(total.clone().detach())?)];
        for (name, tensor) in parts {
            losses.push((name, value(tensor.detach())?));
        }
        let gradients = GradientsParams::from_grads(total.mul_scalar(share).backward(), model);
        Ok(Self { gradients, losses, statistics: Statistics::of(model, share) })
    }
}

/// A sum over the parts of a step, in the order in which they are added.
pub(super) struct Summed {
    gradients: GradientsParams,
    losses: Vec<(&'static str, f32)>,
    statistics: Option<Statistics>,
    device: Device,
}

impl Summed {
    /// On `device`.
    pub(super) fn new(device: &Device) -> Self {
        let device = device.clone().inner();
        Self { gradients: GradientsParams::new(), losses: Vec::new(), statistics: None, device }
    }

    pub(super) fn add<M: Module>(&mut self, model: &M, part: Part) {
        gradients::add(model, &mut self.gradients, part.gradients, &self.device);
        if self.losses.is_empty() {
            self.losses = part.losses;
        } else {
            self.losses.iter_mut().zip(part.losses).for_each(|((_, sum), (_, value))| *sum += value);
        }
        let statistics = part.statistics.on(&self.device);
        self.statistics = Some(match self.statistics.take() {
            Some(sum) => sum.plus(statistics),
            None => statistics,
        });
    }

    /// The gradients, the losses with the total first, and the statistics.
    pub(super) fn finish(self) -> (GradientsParams, Vec<(&'static str, f32)>, Option<Statistics>) {
        (self.gradients, self.losses, self.statistics)
    }
}
