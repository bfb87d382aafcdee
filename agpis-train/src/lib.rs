//! Training and evaluation of the AGPIS models: the loop, the losses' data, the calibration of
//! thresholds. The only crate that uses automatic differentiation.

mod trainer;

pub use crate::trainer::{Progress, TrainConfig, TrainError, fit};
