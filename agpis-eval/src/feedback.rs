//! How well a model's written feedback agrees with the reviewer's (§3.4.2, §4.1).

mod names;
mod rouge;

pub use self::names::RuleNames;
pub use self::rouge::{MAX_TOKENS, rouge_l, tokens};
use crate::Prediction;

/// Which class's rule a text names, if any.
pub(crate) type Namer<'a> = &'a (dyn Fn(&str) -> Option<usize> + Sync);

/// What reviewer and model wrote of a rejected sequence, if both did.
pub(crate) fn texts(row: &Prediction) -> Option<(&str, &str)> {
    (!row.is_qualified()).then_some((row.feedback.as_deref()?, row.written.as_deref()?))
}

/// Whether the model names the rule that the reviewer names; nothing if the reviewer names none.
pub(crate) fn same_rule(row: &Prediction, namer: Namer<'_>) -> Option<bool> {
    let (reviewer, model) = texts(row)?;
    let named = namer(reviewer)?;
    Some(namer(model) == Some(named))
}
