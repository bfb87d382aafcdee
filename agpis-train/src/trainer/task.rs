//! What is learned.

use std::marker::PhantomData;

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use crate::TrainError;

/// A loss to minimise, over data that are prepared ahead.
pub trait Task: Sync {
    /// What learns.
    type Model: Module + Sync;
    /// The data of one part of a step, in host memory.
    type Batch: Send;

    /// The data of part `part` of step `step`, both counted from 0. A pure function of them; it is called
    /// on other threads, ahead of the step.
    ///
    /// # Errors
    /// If the data cannot be had.
    fn prepare(&self, step: usize, part: usize) -> Result<Self::Batch, TrainError>;

    /// The loss of a part, a mean over its samples. `device` is the model's.
    fn loss(&self, model: &Self::Model, batch: Self::Batch, device: &Device) -> Loss;

    /// Whether the loss draws random numbers from the device, as dropout does. Parts are then computed
    /// one after another, each from a seed of its own, so that every run draws the same. Burn's generator is one
    /// for the process: nothing else may draw from it meanwhile.
    fn is_random(&self) -> bool {
        false
    }
}

/// The loss of one part of a step.
#[derive(Clone, Debug)]
pub struct Loss {
    /// `[1]`: what is minimised.
    pub total: Tensor<1>,
    /// `[1]` each: what it is made of, for the curves.
    pub parts: Vec<(&'static str, Tensor<1>)>,
}

impl From<Tensor<1>> for Loss {
    fn from(total: Tensor<1>) -> Self {
        Self { total, parts: Vec::new() }
    }
}

/// A loss that makes its data itself.
pub(super) struct OfClosure<M, F> {
    loss: F,
    model: PhantomData<fn(&M)>,
}

impl<M: Module + Sync, F: Fn(&M, usize, usize) -> Tensor<1> + Sync> OfClosure<M, F> {
    pub(super) fn new(loss: F) -> Self {
        Self { loss, model: PhantomData }
    }
}

impl<M: Module + Sync, F: Fn(&M, usize, usize) -> Tensor<1> + Sync> Task for OfClosure<M, F> {
    type Model = M;
    type Batch = (usize, usize);

    fn prepare(&self, step: usize, part: usize) -> Result<Self::Batch, TrainError> {
        Ok((step, part))
    }

    fn loss(&self, model: &M, (step, part): Self::Batch, _: &Device) -> Loss {
        (self.loss)(model, step, part).into()
    }
}
