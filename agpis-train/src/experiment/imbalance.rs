//! What is done about rare classes, and how it is taken back.

use serde::{Deserialize, Serialize};

use crate::data::{Example, Examples, balanced_weights, root_balanced_weights};
use crate::qualified_share::with_qualified_share;
use crate::{SequenceModel, TrainError};

/// What is done about rare classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Imbalance {
    /// Nothing, as in the paper.
    #[default]
    None,
    /// Every class counts the same in the loss, however rare.
    Balanced,
    /// Half-way: by the square root.
    SquareRoot,
}

impl Imbalance {
    /// How much each class of a model counts in the loss. A model of two classes takes all rules as one.
    pub(super) fn weights(
        self,
        examples: &dyn Examples,
        num_classes: usize,
    ) -> Result<Option<Vec<f32>>, TrainError> {
        let of = match self {
            Self::None => return Ok(None),
            Self::Balanced => balanced_weights,
            Self::SquareRoot => root_balanced_weights,
        };
        let class = |example: &Example| example.class.min(num_classes - 1);
        let classes: Vec<usize> = examples.examples().iter().map(class).collect();
        Ok(Some(of(&classes, num_classes)?))
    }
}

/// The model with the probabilities of the share of qualified examples that there is, if it was trained on another.
pub(super) fn with_natural_share(
    model: SequenceModel,
    trained: Option<f64>,
    examples: &dyn Examples,
) -> SequenceModel {
    let examples = examples.examples();
    let qualified = examples.iter().filter(|example| example.class == 0).count();
    let natural = qualified as f64 / examples.len().max(1) as f64;
    match trained {
        // Where one side is missing, the share was not changed.
        Some(trained) if 0.0 < natural && natural < 1.0 => with_qualified_share(model, trained, natural),
        _ => model,
    }
}
