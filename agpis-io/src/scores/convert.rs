//! From a sequence and its judgement to a row.

use agpis_core::{Class, ClassProbabilities, Judgement, RuleSet};
use serde_json::{Map, Value};

use super::{SCHEMA, ScoreRow, ScoreStatus};
use crate::rows::rounded;
use crate::{CatalogError, ErrorRow, SequenceItem, UnreadableImage};

impl ScoreRow {
    /// The row of a sequence that was judged. `rules` are those of its classifier.
    #[must_use]
    pub fn scored(item: &SequenceItem, judgement: &Judgement, rules: &RuleSet) -> Self {
        let probabilities = &judgement.class_probabilities;
        Self {
            p_qualified: Some(rounded(probabilities.p_qualified().get())),
            class_probabilities: by_class(probabilities, rules),
            feedback: judgement.feedback.clone(),
            ..Self::empty(item, ScoreStatus::Scored)
        }
    }

    /// The row of a sequence that could not be judged, because of images that could not be read.
    #[must_use]
    pub fn unreadable(item: &SequenceItem, images: Vec<UnreadableImage>) -> Self {
        let described: Vec<String> = images.iter().map(|i| format!("{}: {}", i.image, i.message)).collect();
        let message = format!("expected images that can be read, got {}", described.join("; "));
        let error = error(item, "unreadable_image", message);
        Self { unreadable: images, error: Some(error), ..Self::empty(item, ScoreStatus::Unreadable) }
    }

    /// The row of a sequence that the input got wrong.
    #[must_use]
    pub fn invalid(item: &SequenceItem, wrong: &CatalogError) -> Self {
        let error = error(item, wrong.code(), wrong.to_string());
        Self { error: Some(error), ..Self::empty(item, ScoreStatus::Invalid) }
    }

    fn empty(item: &SequenceItem, status: ScoreStatus) -> Self {
        Self {
            schema: SCHEMA,
            id: item.id.clone(),
            title: item.title.clone(),
            status,
            images: item.images.clone(),
            p_qualified: None,
            class_probabilities: Map::new(),
            p_nlg: None,
            feedback: None,
            unreadable: Vec::new(),
            error: None,
            extra: Map::new(),
            passed: Map::new(),
        }
    }
}

fn error(item: &SequenceItem, code: &str, message: String) -> ErrorRow {
    ErrorRow { code: code.to_owned(), message, place: item.place.to_string() }
}

fn by_class(probabilities: &ClassProbabilities, rules: &RuleSet) -> Map<String, Value> {
    // The classifier may know more classes than the rule set.
    let id =
        |class| rules.class(class).map_or_else(|| format!("class_{class}"), |c: Class| c.id().to_owned());
    let numbers = probabilities.as_slice().iter().enumerate();
    numbers.map(|(class, p)| (id(class), rounded(p.get()).into())).collect()
}
