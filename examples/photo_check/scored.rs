//! What a model says of something untouched or violated.

use std::collections::BTreeMap;

use agpis::{Image, RuleSet};
use agpis_eval::Prediction;

use crate::kind::Kind;

/// All that one model says.
#[derive(Default)]
pub(crate) struct Scored {
    pub(crate) predictions: Vec<Prediction>,
    /// Which of them the model lets pass at the bundle's threshold.
    pub(crate) passes: Vec<bool>,
    /// What the reports show, by id.
    pub(crate) pictures: BTreeMap<String, Vec<Image>>,
}

impl Scored {
    /// `p` is that of being qualified.
    pub(crate) fn add(
        &mut self,
        (id, sku, kind): (&str, &str, Option<Kind>),
        p: f32,
        passes: bool,
        pictures: Vec<Image>,
        rules: &RuleSet,
    ) -> &mut Prediction {
        let label = kind.map_or(0, |kind| kind.class(rules));
        self.passes.push(passes);
        self.pictures.insert(id.to_owned(), pictures);
        self.predictions.push(Prediction::new(id, sku, label, f64::from(p.clamp(0.0, 1.0))));
        self.predictions.last_mut().expect("one was just added")
    }
}
