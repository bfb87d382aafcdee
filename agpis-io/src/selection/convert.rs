//! From the pipeline's outcome to a row.

use agpis_core::{Assessment, Class, Outcome, Probability, Reason, RuleSet, Termination, Verdicts};
use serde_json::{Map, Value, json};

use super::{
    CandidateRow, ErrorRow, ExplanationRow, LikelyRule, RankedRow, SCHEMA, SelectionRow, Status,
    TerminationRow, Timings, rounded,
};
use crate::{CatalogError, CatalogItem};

/// As many as fit into a glance.
const MAX_LIKELY_RULES: usize = 3;

impl SelectionRow {
    /// The row of a product that went through the pipeline. `rules` are those of its classifier.
    #[must_use]
    pub fn new(outcome: &Outcome<Assessment>, rules: &RuleSet, title: &str) -> Self {
        match outcome {
            Outcome::Next(assessment) => Self::selected(assessment, rules, title),
            Outcome::Terminated(termination) => Self::terminated(termination, title),
        }
    }

    /// The row of a product that the catalogue got wrong.
    #[must_use]
    pub fn invalid(item: &CatalogItem, error: &CatalogError) -> Self {
        let (code, message) = (error.code().to_owned(), error.to_string());
        let error = ErrorRow { code, message, place: item.place.to_string() };
        Self { error: Some(error), ..Self::empty(item.sku.clone(), &item.title, Status::Invalid) }
    }

    fn selected(assessment: &Assessment, rules: &RuleSet, title: &str) -> Self {
        let sequence = assessment.sequence();
        let likely = assessment.class_probabilities().likeliest_rejections().into_iter();
        Self {
            images: sequence.images().iter().map(|image| image.id.to_string()).collect(),
            p_qualified: Some(rounded(assessment.p_qualified().get())),
            rules: likely.take(MAX_LIKELY_RULES).map(|(class, p)| LikelyRule::new(rules, class, p)).collect(),
            feedback: assessment.feedback().map(str::to_owned),
            explanation: ExplanationRow::new(assessment, rules),
            ranking: assessment.ranking().iter().map(RankedRow::from).collect(),
            candidates: candidates(sequence.verdicts()),
            ..Self::empty(Some(sequence.product().to_string()), title, Status::Selected)
        }
    }

    fn terminated(termination: &Termination, title: &str) -> Self {
        Self {
            candidates: candidates(&termination.verdicts),
            termination: Some(TerminationRow {
                stage: termination.stage.to_string(),
                reason: termination.reason.code().to_owned(),
                message: termination.reason.to_string(),
                numbers: numbers(&termination.reason),
            }),
            ..Self::empty(Some(termination.product.to_string()), title, Status::Terminated)
        }
    }

    fn empty(sku: Option<String>, title: &str, status: Status) -> Self {
        Self {
            schema: SCHEMA,
            sku,
            title: title.to_owned(),
            status,
            images: Vec::new(),
            p_qualified: None,
            rules: Vec::new(),
            feedback: None,
            explanation: None,
            ranking: Vec::new(),
            candidates: Vec::new(),
            termination: None,
            error: None,
            extra: Map::new(),
            timings_ms: Timings::default(),
            passed: Map::new(),
        }
    }
}

impl LikelyRule {
    pub(super) fn new(rules: &RuleSet, class: usize, p: Probability) -> Self {
        let (id, name) = match rules.class(class) {
            Some(Class::Rule(rule)) => (rule.id.clone(), rule.name.clone()),
            Some(class) => (class.id().to_owned(), "another reason".to_owned()),
            // The classifier knows more classes than the rule set.
            None => (format!("class_{class}"), "a class without a rule".to_owned()),
        };
        Self { id, name, p: rounded(p.get()) }
    }
}

fn candidates(verdicts: &Verdicts) -> Vec<CandidateRow> {
    verdicts.iter().map(CandidateRow::from).collect()
}

fn numbers(reason: &Reason) -> Map<String, Value> {
    let p = |p: &Probability| rounded(p.get());
    let numbers = match reason {
        Reason::NoReadableImage { candidates } => json!({ "candidates": candidates }),
        Reason::TooFewImages { kept, needed } => json!({ "kept": kept, "needed": needed }),
        Reason::NoPrimary { best, threshold } => json!({ "best": p(best), "threshold": p(threshold) }),
        Reason::PrimaryNonCompliant { p_nc, threshold } => {
            json!({ "p_nc": p(p_nc), "threshold": p(threshold) })
        }
        _ => json!({}),
    };
    match numbers {
        Value::Object(numbers) => numbers,
        _ => Map::new(),
    }
}
