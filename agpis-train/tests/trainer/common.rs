//! A small network, and points for it to learn from.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use agpis_train::data::DataError;
use agpis_train::{Loss, Precision, Task, TrainConfig, TrainError, Trained, Trainer};
use agpis_vision::weights;
use burn::module::{Module, Param};
use burn::nn::{Dropout, DropoutConfig, Initializer, Linear, LinearConfig};
use burn::tensor::activation::tanh;
use burn::tensor::{DType, Device, Tensor};

pub(crate) const TWO: NonZeroUsize = NonZeroUsize::new(2).unwrap();
pub(crate) const FOUR: NonZeroUsize = NonZeroUsize::new(4).unwrap();

/// Inputs of a point.
pub(crate) const INPUTS: usize = 3;

pub(crate) fn device() -> Device {
    Device::flex().autodiff()
}

/// For tests that draw random numbers: Burn has one generator for the whole process.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Numbers between -1 and 1 that look random.
pub(crate) fn numbers(range: Range<usize>) -> Vec<f32> {
    range.map(|i| (i * 7919 % 1009) as f32 / 504.5 - 1.0).collect()
}

/// All parameters, to the last bit.
pub(crate) fn bits<M: Module>(model: &M) -> Vec<u8> {
    weights::to_bytes(model).unwrap()
}

#[derive(Module, Debug)]
pub(crate) struct Net {
    pub(crate) first: Linear,
    pub(crate) second: Linear,
    pub(crate) dropout: Dropout,
}

impl Net {
    pub(crate) fn new(dropout: f64, device: &Device) -> Self {
        Self {
            first: linear([INPUTS, 8], device),
            second: linear([8, 1], device),
            dropout: DropoutConfig::new(dropout).init(),
        }
    }

    pub(crate) fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.second.forward(self.dropout.forward(tanh(self.first.forward(x))))
    }
}

/// Always with the same weights.
pub(crate) fn linear([inputs, outputs]: [usize; 2], device: &Device) -> Linear {
    let mut linear = LinearConfig::new(inputs, outputs).with_initializer(Initializer::Zeros).init(device);
    let values = Tensor::<1>::from_data(numbers(0..inputs * outputs).as_slice(), device);
    linear.weight = Param::from_tensor(values.reshape([inputs, outputs]));
    linear
}

/// Mean squared error on points, of which every part of a step has an equal share.
pub(crate) struct Points {
    pub(crate) points: usize,
    pub(crate) parts: usize,
    pub(crate) precision: Precision,
    pub(crate) dropout: bool,
    /// The step whose data cannot be had.
    pub(crate) fails_at: Option<usize>,
}

impl Points {
    pub(crate) fn of(config: &TrainConfig) -> Self {
        let (parts, precision) = (config.parts().get(), config.precision);
        Self { points: 16, parts, precision, dropout: false, fails_at: None }
    }

    pub(crate) fn with_dropout(self) -> Self {
        Self { dropout: true, ..self }
    }

    pub(crate) fn failing_at(self, step: usize) -> Self {
        Self { fails_at: Some(step), ..self }
    }
}

impl Task for Points {
    type Model = Net;
    type Batch = Vec<f32>;

    fn prepare(&self, step: usize, part: usize) -> Result<Vec<f32>, TrainError> {
        if self.fails_at.is_some_and(|failing| step >= failing) {
            return Err(DataError::Empty { path: PathBuf::from("points") }.into());
        }
        let size = self.points / self.parts * INPUTS;
        let start = step * self.points * INPUTS + part * size;
        Ok(numbers(start..start + size))
    }

    fn loss(&self, model: &Net, batch: Vec<f32>, device: &Device) -> Loss {
        let x = Tensor::<1>::from_data(batch.as_slice(), device).reshape([-1, INPUTS as i32]);
        let y: Tensor<2> = x.clone().powi_scalar(2).sum_dim(1) - 0.5;
        let said = model.forward(x.cast(self.precision.float_type())).cast(DType::F32);
        let error = (said - y).powi_scalar(2).mean();
        Loss { total: error.clone(), parts: vec![("error", error)] }
    }

    fn is_random(&self) -> bool {
        self.dropout
    }
}

/// Trains the usual network.
pub(crate) fn trained(config: &TrainConfig) -> Result<Trained<Net>, TrainError> {
    let device = device();
    Trainer::new(&Points::of(config), config, &device).run(Net::new(0.0, &device), |_| {})
}

/// Trains a network with dropout. Only for who is [`alone`].
pub(crate) fn trained_with_dropout(config: &TrainConfig) -> Trained<Net> {
    let (device, task) = (device(), Points::of(config).with_dropout());
    Trainer::new(&task, config, &device).run(Net::new(0.4, &device), |_| {}).unwrap()
}
