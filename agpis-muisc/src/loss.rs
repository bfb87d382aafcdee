//! The two losses and their sum (equations 3 and 4).

use agpis_vision::nn::log_softmax;
use burn::tensor::{Bool, DType, Int, Tensor};

/// λ^nlg and λ^mcc of equation 4.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LossWeights {
    /// Weight of the feedback loss.
    pub nlg_weight: f64,
    /// Weight of the class loss.
    pub mcc_weight: f64,
}

impl Default for LossWeights {
    /// §4.2.
    fn default() -> Self {
        Self { nlg_weight: 0.1, mcc_weight: 1.0 }
    }
}

/// Both losses of a batch.
#[derive(Clone, Debug)]
pub struct Losses {
    /// [`nlg_loss`].
    pub nlg: Tensor<1>,
    /// [`mcc_loss`].
    pub mcc: Tensor<1>,
}

impl Losses {
    /// Equation 4.
    #[must_use]
    pub fn total(&self, weights: LossWeights) -> Tensor<1> {
        self.nlg.clone().mul_scalar(weights.nlg_weight) + self.mcc.clone().mul_scalar(weights.mcc_weight)
    }
}

/// Equation 3: mean negative log-likelihood of the feedback tokens. The paper writes a sum, the
/// authors' code takes the mean, and so does this.
///
/// # Shapes
/// - `logits`: `[batch, K^d, vocab_size]`
/// - `targets`: `[batch, K^d]`, the token after each position
/// - `counted`: `[batch, K^d]`, where that token is one of the feedback; at least one is
#[must_use]
pub fn nlg_loss(logits: Tensor<3>, targets: Tensor<2, Int>, counted: Tensor<2, Bool>) -> Tensor<1> {
    let [batch, length, vocab] = logits.dims();
    let log_p = log_softmax(logits.cast(DType::F32)).reshape([batch * length, vocab]);
    let of_target = log_p.gather(1, targets.reshape([batch * length, 1]));
    let counted = counted.float().cast(DType::F32).reshape([batch * length, 1]);
    -((of_target * counted.clone()).sum() / counted.sum())
}

/// Mean cross-entropy of the classes (§3.4.3).
///
/// # Shapes
/// - `logits`: `[batch, K^g]`
/// - `classes`: `[batch]`
#[must_use]
pub fn mcc_loss(logits: Tensor<2>, classes: Tensor<1, Int>) -> Tensor<1> {
    let batch = classes.dims()[0];
    -log_softmax(logits.cast(DType::F32)).gather(1, classes.reshape([batch, 1])).mean()
}
