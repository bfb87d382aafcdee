//! Single candidates, for the image classifiers of stage 1.

use agpis_core::Image;

use super::fault::{can_spoil, spoil};
use super::session::Session;
use super::view::View;
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
const VIEWS: [(View, f32); 9] = [
    (View::Front, 3.0),
    (View::Hero, 2.4),
    (View::Other, 0.6),
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
        let product = Product::new(self.sku(split, stream.bits()));
        let session = Session::new(&product, key);
        let views: Vec<(View, f32)> =
            VIEWS.into_iter().filter(|(view, _)| view.is_of(session.is_flat())).collect();
        let view = views[stream.weighted(views.iter().map(|view| view.1))].0;
        let mut meta = session.take(view);
        if f64::from(stream.unit()) < self.config().non_compliant_share {
            self.spoil_somehow(split, &mut meta, stream);
        }
        LabelledImage {
            image: draw(&product, &meta, self.config().image_size),
            is_primary_like: meta.is_primary_like(),
            non_compliant: rules::content_fault(&meta).is_some(),
            meta,
        }
    }

    /// Breaks one of the single-image rules that this picture can break, at full strength: what a first stage has to
    /// find.
    pub(super) fn spoil_somehow(&self, split: Split, meta: &mut ImageMeta, stream: &mut Stream) {
        let fits = |rule: &str| rule.starts_with('S') && can_spoil(meta, rule);
        if let Some(rule) = self.quota(split).pick(fits, stream) {
            let strength = stream.range(0.35, 1.0);
            spoil(meta, rule, strength, split == Split::NewOverlay, stream);
        }
    }
}
