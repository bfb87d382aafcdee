//! What a model said of reviewed sequences, next to what the reviewer said.

mod lines;
mod set;

use serde::{Deserialize, Serialize};

pub use self::lines::{MAX_LINE_BYTES, MAX_ROWS, ReadError};
pub use self::set::{Predictions, PredictionsError};

/// One reviewed sequence and what a model predicts of it. In a file it is one JSON object a line; optional fields
/// may be absent or null, others than these are refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prediction {
    /// Which sequence; unique among [`Predictions`], not empty.
    pub id: String,
    /// Which product it shows; not empty. Sequences of one SKU are resampled together.
    pub sku: String,
    /// The class that the reviewer gave it: 0 is qualified, then the rules, then other (§4.1).
    pub label: usize,
    /// The class that it truly has, where that is known, as on a generated benchmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_true: Option<usize>,
    /// The predicted probability of being qualified, p^t, in 0..=1.
    pub p: f64,
    /// The most probable class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicted: Option<usize>,
    /// What the reviewer wrote, W^f.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<String>,
    /// What the model wrote in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
}

/// One prediction is wrong by itself.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PredictionError {
    /// No name.
    #[error("expected an id, got an empty one")]
    EmptyId,
    /// No product.
    #[error("expected a sku, got an empty one")]
    EmptySku,
    /// No probability.
    #[error("expected p in 0..=1, got {got}")]
    Probability {
        /// What is there.
        got: f64,
    },
}

impl Prediction {
    /// A prediction without any of the optional parts.
    #[must_use]
    pub fn new(id: impl Into<String>, sku: impl Into<String>, label: usize, p: f64) -> Self {
        let (id, sku) = (id.into(), sku.into());
        Self { id, sku, label, label_true: None, p, predicted: None, feedback: None, written: None }
    }

    /// # Errors
    /// If the id or the SKU is empty, or p is no probability.
    pub fn check(&self) -> Result<(), PredictionError> {
        if self.id.is_empty() {
            return Err(PredictionError::EmptyId);
        }
        if self.sku.is_empty() {
            return Err(PredictionError::EmptySku);
        }
        // Not the other way round: NaN is in no range.
        if !(0.0..=1.0).contains(&self.p) {
            return Err(PredictionError::Probability { got: self.p });
        }
        Ok(())
    }

    /// Whether the reviewer accepted it.
    #[must_use]
    pub fn is_qualified(&self) -> bool {
        self.label == 0
    }
}
