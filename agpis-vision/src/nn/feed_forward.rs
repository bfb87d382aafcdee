//! The position-wise feed-forward network (PFFN) of a transformer block.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig, Linear};
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::{BlockConfig, gelu, gelu_tanh, linear, project};

/// The non-linearity between the two layers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// GELU with the error function, as in ViT and BERT.
    #[default]
    Gelu,
    /// GELU with tanh, as in GPT-2 (`gelu_new`).
    GeluTanh,
}

/// Two linear layers with a GELU between, at every position by itself.
#[derive(Module, Debug)]
pub struct FeedForward {
    /// `[d_model, d_ff]`.
    pub up: Linear,
    /// `[d_ff, d_model]`.
    pub down: Linear,
    dropout: Dropout,
    #[module(skip)]
    activation: Activation,
}

impl FeedForward {
    /// Fresh weights.
    #[must_use]
    pub fn new(config: &BlockConfig, device: &Device) -> Self {
        Self {
            up: linear(config.d_model, config.d_ff, device),
            down: linear(config.d_ff, config.d_model, device),
            dropout: DropoutConfig::new(config.dropout).init(),
            activation: config.activation,
        }
    }

    /// # Shapes
    /// - `x` and output: `[batch, tokens, d_model]`
    #[must_use]
    pub fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let hidden = project(&self.up, x);
        let hidden = match self.activation {
            Activation::Gelu => gelu(hidden),
            Activation::GeluTanh => gelu_tanh(hidden),
        };
        self.dropout.forward(project(&self.down, hidden))
    }
}
