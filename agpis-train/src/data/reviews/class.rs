//! What a row says of its verdict, and the class that follows.

use super::{ClassFrom, RowError};
use crate::data::RuleNames;

/// All that a row says of the verdict.
pub(super) struct Claims {
    pub(super) accepted: Option<bool>,
    /// A class that exists.
    pub(super) label: Option<usize>,
    /// Ids of rules, known or not.
    pub(super) rules: Vec<String>,
    pub(super) feedback: String,
}

impl Claims {
    /// c(I^t), if there is a verdict and nothing contradicts it.
    pub(super) fn class(&self, names: &RuleNames, class_from: ClassFrom) -> Result<usize, RowError> {
        let accepts = self.accepts(names);
        let rejects = self.rejects(names);
        match (accepts, rejects) {
            (Some(accepts), Some(rejects)) => Err(RowError::Contradiction { accepts, rejects }),
            (Some(_), None) => Ok(0),
            (None, Some(_)) => Ok(self.rule(names, class_from)),
            // No more than a text, of which no rule is known.
            (None, None) if !self.feedback.trim().is_empty() => Ok(names.rules().other()),
            (None, None) => Err(RowError::NoVerdict),
        }
    }

    /// What says that the sequence was accepted.
    fn accepts(&self, names: &RuleNames) -> Option<&'static str> {
        let said = [
            ("\"accepted\"", self.accepted == Some(true)),
            ("\"label\"", self.label == Some(0)),
            ("the feedback", names.accepts(&self.feedback)),
        ];
        said.into_iter().find(|said| said.1).map(|said| said.0)
    }

    /// What says that the sequence was rejected.
    fn rejects(&self, names: &RuleNames) -> Option<&'static str> {
        let said = [
            ("\"accepted\"", self.accepted == Some(false)),
            ("\"label\"", self.label.is_some_and(|label| label > 0)),
            ("\"rules\"", !self.rules.is_empty()),
            ("the feedback", names.first_named(&self.feedback).is_some()),
        ];
        said.into_iter().find(|said| said.1).map(|said| said.0)
    }

    /// The class of a rejected sequence.
    fn rule(&self, names: &RuleNames, class_from: ClassFrom) -> usize {
        let given = || {
            let first = self.rules.first();
            let known = |id: &String| names.rules().class_of(id).unwrap_or_else(|| names.rules().other());
            self.label.or_else(|| first.map(known))
        };
        let given = match class_from {
            ClassFrom::Given => given(),
            ClassFrom::Feedback => None,
        };
        given.unwrap_or_else(|| names.class_of(&self.feedback))
    }
}
