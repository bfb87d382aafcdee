//! Parameters that are trained in different ways.

use std::collections::{BTreeMap, BTreeSet};

use agpis_vision::ConfigError;
use burn::module::{self, Module, ModuleVisitor, Param, ParamGroup, ParamId};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;

use super::{Lora, ParameterGroup, TrainConfig, gradients};

/// The groups of a configuration.
pub(super) struct Groups {
    groups: Vec<ParameterGroup>,
    lora: Option<Lora>,
}

impl Groups {
    pub(super) fn new(config: &TrainConfig) -> Self {
        Self { groups: config.groups.clone(), lora: config.lora.clone() }
    }

    /// Freezes what is frozen, and attaches what is to be attached.
    ///
    /// # Errors
    /// If a path leads to no parameter, or nothing is left to learn.
    pub(super) fn prepare<M: Module>(&self, mut model: M) -> Result<M, ConfigError> {
        if let Some(Lora { rank, alpha, path }) = &self.lora {
            let wanted = below(&model, path);
            if !wanted.values().any(|rank| *rank == 2) {
                return Err(no_parameter("lora.path", "the beginning of the path of a matrix", path));
            }
            let wanted = ParamGroup::from_ids(wanted.into_keys().collect());
            model = model.apply_lora(module::Lora::new(rank.get(), *alpha).set_param_group(wanted));
        }
        let mut frozen_ids = BTreeSet::new();
        for ParameterGroup { path, frozen, .. } in &self.groups {
            let mut own: BTreeSet<ParamId> = below(&model, path).into_keys().collect();
            if own.is_empty() {
                return Err(no_parameter("group.path", "the beginning of the path of a parameter", path));
            }
            // The last group that matches counts.
            match frozen {
                true => frozen_ids.append(&mut own),
                false => frozen_ids.retain(|id| !own.contains(id)),
            }
        }
        if !frozen_ids.is_empty() {
            let frozen = ParamGroup::from_ids(frozen_ids.into_iter().collect());
            model = model.set_require_grad_group(frozen, false);
        }
        if !learns(&model) {
            return Err(no_parameter("group", "a parameter that learns", "frozen ones only"));
        }
        Ok(model)
    }

    /// The trained model, with its additions added, and nothing frozen.
    pub(super) fn undone<M: Module>(&self, model: M) -> M {
        if self.lora.is_none() && !self.groups.iter().any(|group| group.frozen) {
            return model;
        }
        model.materialize().set_require_grad(true)
    }

    /// Gradients that share a learning rate, with their share of it.
    pub(super) fn split<M: Module>(
        &self,
        model: &M,
        mut gradients: GradientsParams,
    ) -> Vec<(GradientsParams, f64)> {
        let mut split = Vec::new();
        // From the last: it counts where several match.
        for group in self.groups.iter().rev() {
            let own = below(model, &group.path);
            let taken = gradients::take(model, &mut gradients, &|id| own.contains_key(&id));
            if !group.frozen && !taken.is_empty() {
                split.push((taken, group.learning_rate));
            }
        }
        if !gradients.is_empty() {
            split.push((gradients, 1.0));
        }
        split
    }
}

fn no_parameter(field: &'static str, expected: &str, actual: &str) -> ConfigError {
    ConfigError { field, expected: expected.to_owned(), actual: actual.to_owned() }
}

/// The parameters whose paths begin with `path`, at the boundary of a name, and their ranks. Paths are those of files: a
/// variant of an enum has no name in them.
fn below<M: Module>(model: &M, path: &str) -> BTreeMap<ParamId, usize> {
    struct Below<'a> {
        wanted: &'a str,
        path: Vec<String>,
        found: BTreeMap<ParamId, usize>,
    }
    impl ModuleVisitor for Below<'_> {
        fn enter_module(&mut self, name: &str, container: &str) {
            if !container.starts_with("Enum:") {
                self.path.push(name.to_owned());
            }
        }
        fn exit_module(&mut self, _: &str, container: &str) {
            if !container.starts_with("Enum:") {
                self.path.pop();
            }
        }
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            let path = self.path.join(".");
            let rest = path.strip_prefix(self.wanted);
            if rest.is_some_and(|rest| self.wanted.is_empty() || rest.is_empty() || rest.starts_with('.')) {
                self.found.insert(param.id, D);
            }
        }
    }
    let mut below = Below { wanted: path, path: Vec::new(), found: BTreeMap::new() };
    model.visit(&mut below);
    below.found
}

fn learns<M: Module>(model: &M) -> bool {
    struct Learns(bool);
    impl ModuleVisitor for Learns {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            self.0 |= param.is_require_grad();
        }
    }
    let mut learns = Learns(false);
    model.visit(&mut learns);
    learns.0
}
