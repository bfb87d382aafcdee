//! Gradients of all parameters together.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param, ParamId};
use burn::optim::GradientsParams;
use burn::tensor::{DType, Device, Tensor};

use crate::TrainError;

/// Adds the gradients of a part to a sum on `device`.
pub(super) fn add<M: Module>(model: &M, sum: &mut GradientsParams, part: GradientsParams, device: &Device) {
    model.visit(&mut Add { sum, part, device });
}

struct Add<'a> {
    sum: &'a mut GradientsParams,
    part: GradientsParams,
    device: &'a Device,
}

impl ModuleVisitor for Add<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let Some(part) = self.part.remove::<D>(param.id) else { return };
        // The optimiser's precision and place.
        let part = part.to_device(self.device).cast(DType::F32);
        let sum = match self.sum.remove::<D>(param.id) {
            Some(sum) => sum + part,
            None => part,
        };
        self.sum.register(param.id, sum);
    }
}

/// Scales all gradients so that their norm is at most `max_norm` (`torch.nn.utils.clip_grad_norm_`).
pub(super) fn clip<M: Module>(
    model: &M,
    gradients: GradientsParams,
    max_norm: Option<f64>,
) -> Result<GradientsParams, TrainError> {
    /// As PyTorch has it.
    const EPSILON: f64 = 1e-6;
    let Some(max_norm) = max_norm else { return Ok(gradients) };
    let mut squares = Squares { gradients: &gradients, sums: Vec::new() };
    model.visit(&mut squares);
    if squares.sums.is_empty() {
        return Ok(gradients);
    }
    let sums = agpis_vision::read(Tensor::cat(squares.sums, 0))?;
    let norm = sums.into_iter().map(f64::from).sum::<f64>().sqrt();
    let scale = max_norm / (norm + EPSILON);
    if scale >= 1.0 {
        return Ok(gradients);
    }
    let mut scaled = Scaled { from: gradients, to: GradientsParams::new(), scale };
    model.visit(&mut scaled);
    Ok(scaled.to)
}

struct Squares<'a> {
    gradients: &'a GradientsParams,
    sums: Vec<Tensor<1>>,
}

impl ModuleVisitor for Squares<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.sums.extend(self.gradients.get::<D>(param.id).map(|gradient| gradient.square().sum()));
    }
}

struct Scaled {
    from: GradientsParams,
    to: GradientsParams,
    scale: f64,
}

impl ModuleVisitor for Scaled {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.from.remove::<D>(param.id) {
            self.to.register(param.id, gradient.mul_scalar(self.scale));
        }
    }
}

/// Moves the gradients of the parameters that `is_wanted` into a set of their own.
pub(super) fn take<M: Module>(
    model: &M,
    from: &mut GradientsParams,
    is_wanted: &dyn Fn(ParamId) -> bool,
) -> GradientsParams {
    let mut taken = Taken { from, to: GradientsParams::new(), is_wanted };
    model.visit(&mut taken);
    taken.to
}

struct Taken<'a> {
    from: &'a mut GradientsParams,
    to: GradientsParams,
    is_wanted: &'a dyn Fn(ParamId) -> bool,
}

impl ModuleVisitor for Taken<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if (self.is_wanted)(param.id)
            && let Some(gradient) = self.from.remove::<D>(param.id)
        {
            self.to.register(param.id, gradient);
        }
    }
}

/// Draws fresh weights now, in the order of the model. They are drawn when they are first asked for, and
/// which of several threads asks first is chance.
pub(super) fn settle<M: Module>(model: &M) {
    struct Settle;
    impl ModuleVisitor for Settle {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            let _ = param.val();
        }
    }
    model.visit(&mut Settle);
}

/// The same model with weights of 16 bits, whose gradients are those of the parameters with the same ids.
pub(super) fn in_bf16<M: Module>(model: M) -> M {
    struct Cast;
    impl ModuleMapper for Cast {
        fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
            let learns = param.is_require_grad();
            // A leaf of its own: detached weights still ask for gradients.
            let cast = param.map(|weights| weights.detach().set_require_grad(false).cast(DType::BF16));
            cast.set_require_grad(learns)
        }
    }
    model.map(&mut Cast)
}
