//! What a sequence classifier says of a sequence.

use crate::{AttentionMap, ClassProbabilities};

/// What a sequence classifier says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Judgement {
    /// Probabilities of all classes.
    pub class_probabilities: ClassProbabilities,
    /// The reviewer's feedback as the model would write it, if it was asked to.
    pub feedback: Option<String>,
    /// Where the model looked, one map for every image of the sequence, if it was asked to.
    pub attention: Option<Vec<AttentionMap>>,
}

impl Judgement {
    /// Class probabilities alone.
    #[must_use]
    pub fn new(class_probabilities: ClassProbabilities) -> Self {
        Self { class_probabilities, feedback: None, attention: None }
    }

    /// Adds the feedback, if there is one.
    #[must_use]
    pub fn with_feedback(self, feedback: impl Into<Option<String>>) -> Self {
        Self { feedback: feedback.into(), ..self }
    }

    /// Adds where the model looked, if that is known: one map for every image, in order.
    #[must_use]
    pub fn with_attention(self, attention: impl Into<Option<Vec<AttentionMap>>>) -> Self {
        Self { attention: attention.into(), ..self }
    }
}
