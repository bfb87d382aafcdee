//! Single candidates, for the image classifiers of stage 1.

use agpis_core::{Image, RuleCategory};

use super::fault::spoil;
use super::session::{Session, View};
use super::{Bench, Split};
use crate::product::Product;
use crate::rules;
use crate::shot::{ImageMeta, draw};
use crate::stream::Stream;

/// One candidate from the main site of a shop.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledImage {
    /// The picture.
    pub image: Image,
    /// Equation 1: whether reviewers put such a picture first.
    pub is_primary_like: bool,
    /// Whether its content breaks a single-image rule.
    pub non_compliant: bool,
    /// What it shows.
    pub meta: ImageMeta,
}

/// Half of the candidates show the whole from the front, so that the two labels of stage 1 are balanced.
const VIEWS: [(View, f32); 8] = [
    (View::Front, 3.0),
    (View::Hero, 3.0),
    (View::Side, 0.8),
    (View::Back, 0.8),
    (View::Top, 0.5),
    (View::Detail(0), 0.8),
    (View::Detail(1), 0.5),
    (View::Setting(0), 1.2),
];

impl Bench {
    /// The candidate with this index.
    #[must_use]
    pub fn candidate(&self, split: Split, index: u64) -> LabelledImage {
        let key = self.key(split, "candidate", index);
        let stream = &mut key.stream();
        let product = Product::new(self.any_sku(split, stream));
        let session = Session::new(&product, key);
        let view = VIEWS[stream.weighted(VIEWS.iter().map(|view| view.1))].0;
        let mut meta = session.take(view.of_thing(session.is_flat()));
        if f64::from(stream.unit()) < self.config().non_compliant_share {
            spoil_somehow(&mut meta, stream);
        }
        LabelledImage {
            image: draw(&product, &meta, self.config().image_size),
            is_primary_like: meta.is_primary_like(),
            non_compliant: rules::content_fault(&meta).is_some(),
            meta,
        }
    }
}

/// Breaks one of the single-image rules that this picture can break.
pub(super) fn spoil_somehow(meta: &mut ImageMeta, stream: &mut Stream) {
    let small = meta.shows_whole() && meta.ground.is_plain();
    let rules = rules::table::generated(RuleCategory::SingleImage).filter(|(id, _)| *id != "S15" || small);
    let index = stream.weighted(rules.clone().map(|(_, weight)| weight as f32));
    if let Some((rule, _)) = rules.clone().nth(index) {
        spoil(meta, rule, stream);
    }
}
