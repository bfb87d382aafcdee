//! The running statistics of batch normalisation: what a forward pass changes in a model.
//!
//! Burn shares them between all copies of a model, and mixes what several threads write in the order in which they
//! come. Here every part has statistics of its own, and their mean in a fixed order becomes the model's.

use std::collections::VecDeque;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{DType, Device, Tensor};

/// A copy that shares no statistics, on the same device, and learns what `model` learns.
pub(super) fn unshared<M: Module>(model: &M) -> M {
    model.valid().train()
}

/// The statistics of a model, in its order, each flat.
pub(super) struct Statistics(VecDeque<Tensor<1>>);

impl Statistics {
    /// Those of `model`, times `share`.
    pub(super) fn of<M: Module>(model: &M, share: f64) -> Self {
        let mut read = Read { place: Place::default(), share, found: VecDeque::new() };
        // This also brings in what the last forward pass has left to do.
        model.valid().visit(&mut read);
        Self(read.found)
    }

    pub(super) fn on(self, device: &Device) -> Self {
        Self(self.0.into_iter().map(|values| values.to_device(device)).collect())
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self(self.0.into_iter().zip(other.0).map(|(a, b)| a + b).collect())
    }

    /// Makes them those of `model`.
    pub(super) fn put_into<M: Module>(self, model: M) -> M {
        if self.0.is_empty() {
            return model;
        }
        model.map(&mut Write { place: Place::default(), values: self.0 })
    }
}

/// Whether one is at the statistics of a batch normalisation.
#[derive(Default)]
struct Place(Vec<bool>);

impl Place {
    fn enter(&mut self, name: &str, container: &str) {
        self.0.push(container == "Struct:BatchNorm" && name.starts_with("running_"));
    }

    fn exit(&mut self) {
        self.0.pop();
    }

    fn is_statistic(&self) -> bool {
        self.0.last() == Some(&true)
    }
}

struct Read {
    place: Place,
    share: f64,
    found: VecDeque<Tensor<1>>,
}

impl ModuleVisitor for Read {
    fn enter_module(&mut self, name: &str, container: &str) {
        self.place.enter(name, container);
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.place.exit();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if self.place.is_statistic() {
            let values: Tensor<1> = param.val().flatten(0, D - 1);
            self.found.push_back(values.cast(DType::F32).mul_scalar(self.share));
        }
    }
}

struct Write {
    place: Place,
    values: VecDeque<Tensor<1>>,
}

impl ModuleMapper for Write {
    fn enter_module(&mut self, name: &str, container: &str) {
        self.place.enter(name, container);
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.place.exit();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        if !self.place.is_statistic() {
            return param;
        }
        match self.values.pop_front() {
            Some(values) => param.map(|old| Tensor::from_inner(values.reshape(old.shape()))),
            None => param,
        }
    }
}
