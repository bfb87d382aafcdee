//! A classification head with one hidden layer.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use super::{linear, project};

/// Two linear layers with a ReLU between: the "MLP classifier" of the baselines (§4.3).
#[derive(Module, Debug)]
pub struct MlpHead {
    /// `[d_input, d_hidden]`.
    pub hidden: Linear,
    /// `[d_hidden, num_classes]`.
    pub output: Linear,
}

impl MlpHead {
    /// Fresh weights.
    #[must_use]
    pub fn new(d_input: usize, d_hidden: usize, num_classes: usize, device: &Device) -> Self {
        Self { hidden: linear(d_input, d_hidden, device), output: linear(d_hidden, num_classes, device) }
    }

    /// # Shapes
    /// - `features`: `[batch, d_input]`
    /// - output: `[batch, num_classes]`, logits
    #[must_use]
    pub fn forward(&self, features: Tensor<2>) -> Tensor<2> {
        project(&self.output, relu(project(&self.hidden, features)))
    }
}
