//! The parameters of a module: names and shapes, without making up values for fresh ones.

use std::collections::BTreeMap;

use burn::module::{Module, ModuleVisitor, Param};
use burn::store::ModuleSnapshot;
use burn::store::burn_pack::Tensor as PackTensor;
use burn::tensor::{Bool, Int, Tensor};

/// All parameters, their values to be read when asked for.
pub fn parameters<M: Module>(module: &M) -> Vec<PackTensor> {
    module.collect(None, None, true)
}

/// Names and shapes of all parameters. Fresh parameters stay without values, so that a large model need
/// not be drawn at random before it is loaded.
pub fn shapes<M: Module>(module: &M) -> BTreeMap<String, Vec<usize>> {
    let mut visitor = Shapes::default();
    module.visit(&mut visitor);
    visitor.shapes
}

#[derive(Default)]
struct Shapes {
    path: Vec<String>,
    shapes: BTreeMap<String, Vec<usize>>,
}

impl Shapes {
    fn note(&mut self, shape: Vec<usize>) {
        self.shapes.insert(self.path.join("."), shape);
    }
}

/// Burn's name for a level of the path that is a variant of an enum; names in files go without.
fn is_variant(container_type: &str) -> bool {
    container_type.starts_with("Enum:")
}

impl ModuleVisitor for Shapes {
    fn enter_module(&mut self, name: &str, container_type: &str) {
        if !is_variant(container_type) {
            self.path.push(name.to_owned());
        }
    }

    fn exit_module(&mut self, _name: &str, container_type: &str) {
        if !is_variant(container_type) {
            self.path.pop();
        }
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.note(param.lazy_shape().to_vec());
    }

    fn visit_int<const D: usize>(&mut self, param: &Param<Tensor<D, Int>>) {
        self.note(param.lazy_shape().to_vec());
    }

    fn visit_bool<const D: usize>(&mut self, param: &Param<Tensor<D, Bool>>) {
        self.note(param.lazy_shape().to_vec());
    }
}
