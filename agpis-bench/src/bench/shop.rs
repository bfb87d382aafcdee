//! Products as the main site of a shop has them.

use agpis_core::Image;

use super::inject::near_copy;
use super::layout::{Brief, layout};
use super::session::Session;
use super::view::View;
use super::{Bench, Split};
use crate::product::Product;
use crate::rules::{self, Verdict, review};
use crate::shot::{ImageMeta, shared_regions};
use crate::stream::Stream;
use crate::text::{Claims, Title};

/// A product with the pictures a shop has of it, good and bad.
#[derive(Clone, Debug, PartialEq)]
pub struct ShopProduct {
    /// Its id.
    pub sku: String,
    /// Its title, always true.
    pub title: Title,
    /// 5 to 9 candidates: at least what a sequence needs, and among them faulty pictures, near copies, settings and other
    /// colourways.
    pub images: Vec<Image>,
    /// What the candidates show.
    pub metas: Vec<ImageMeta>,
    /// What stage 1 should say of each.
    pub labels: Vec<CandidateLabels>,
    /// Pairs with duplicated content.
    pub duplicates: Vec<DuplicatePair>,
}

/// What stage 1 should say of a candidate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CandidateLabels {
    /// Equation 1: whether reviewers put such a picture first.
    pub is_primary_like: bool,
    /// The single-image rule that its content breaks.
    pub broken_rule: Option<&'static str>,
}

/// Two candidates with duplicated content.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DuplicatePair {
    /// Their indices, ascending.
    pub images: [usize; 2],
    /// The rule: `P01`, `P02`, `P04` or `P05`.
    pub rule: &'static str,
    /// What they share, in each: `[x, y, width, height]` in fractions of the picture's side.
    pub boxes: [[f32; 4]; 2],
}

impl Bench {
    /// The shop product with this index.
    #[must_use]
    pub fn shop_product(&self, split: Split, index: u64) -> ShopProduct {
        let key = self.key(split, "shop", index);
        let stream = &mut key.stream();
        let product = Product::new(self.sku(split, stream.bits()));
        let session = Session::new(&product, key);
        let all = Claims::of(product.sku(), session.take(View::Front).colour);
        let said = f64::from(stream.unit()) >= self.config().colourless_share;
        let claims = Claims { colour: all.colour.filter(|_| said), ..all };
        let title = Title::compose(product.sku(), &claims, stream.pick(&self.config().languages), stream);
        let mut metas = self.core(&session, &title, stream);
        let core = metas.len();
        let count = (5 + stream.below(5)).max(core);
        while metas.len() < count {
            metas.push(self.pollution(split, &session, &metas[..core], stream));
        }
        stream.shuffle(&mut metas);
        let label = |meta: &ImageMeta| CandidateLabels {
            is_primary_like: meta.is_primary_like(),
            broken_rule: rules::content_fault(meta).map(|fault| fault.rule),
        };
        ShopProduct {
            sku: product.sku().id(),
            title,
            images: self.draw_all(&metas),
            labels: metas.iter().map(label).collect(),
            duplicates: duplicates(&product, &metas),
            metas,
        }
    }

    /// The pictures of a sequence that the oracle finds nothing wrong with.
    fn core(&self, session: &Session<'_>, title: &Title, stream: &mut Stream) -> Vec<ImageMeta> {
        const TRIES: usize = 40;
        let brief =
            Brief { rule: None, family: session.product().sku().family, length: self.config().length };
        let mut draw = || -> Vec<ImageMeta> {
            layout(brief, stream).views.into_iter().map(|view| session.take(view)).collect()
        };
        let first = draw();
        let good = |metas: &Vec<ImageMeta>| review(metas, title).is_empty();
        std::iter::once(first.clone()).chain((0..TRIES).map(|_| draw())).find(good).unwrap_or(first)
    }

    /// What the reviewer says of a sequence made of a shop product's candidates; a pure function of the bench, the
    /// product and the choice.
    ///
    /// # Panics
    /// If an index is out of range.
    #[must_use]
    pub fn review_selection(&self, product: &ShopProduct, chosen: &[usize]) -> Verdict {
        let metas: Vec<ImageMeta> = chosen.iter().map(|&i| product.metas[i].clone()).collect();
        let order = chosen.iter().fold(0u64, |number, &i| number * 64 + i as u64 + 1);
        let key = self.key(Split::Test, "selection", order).child(&product.sku, 0);
        let truth = review(&metas, &product.title);
        self.config().reviewer.judge(&truth, &product.title, metas.len(), &mut key.stream())
    }

    /// One picture that a sequence should not have, or at least does not need: of all candidates a third has a fault, a
    /// fifth is a near copy, a quarter stands in a setting and one in twelve is of another colour.
    fn pollution(
        &self,
        split: Split,
        session: &Session<'_>,
        core: &[ImageMeta],
        stream: &mut Stream,
    ) -> ImageMeta {
        let views = [View::Front, View::Hero, View::Other, View::Side, View::Back, View::Detail(2)];
        let mut view = stream.pick(&views);
        if !view.is_of(session.is_flat()) {
            view = View::Back;
        }
        let mut meta = match stream.below(20) {
            0..7 => near_copy(&core[stream.below(core.len())], stream),
            7..10 => session.in_another_colour(stream).take(view),
            10..17 => session.take(View::Setting(stream.below(6))),
            _ => session.take(view),
        };
        if stream.chance(0.6) {
            self.spoil_somehow(split, &mut meta, stream);
        }
        meta
    }
}

fn duplicates(product: &Product, metas: &[ImageMeta]) -> Vec<DuplicatePair> {
    let pairs = (1..metas.len()).flat_map(|j| (0..j).map(move |i| [i, j]));
    pairs
        .filter_map(|images| {
            let [a, b] = images.map(|i| &metas[i]);
            let rule = rules::duplicated(a, b)?;
            Some(DuplicatePair { images, rule, boxes: shared_regions(product, a, b) })
        })
        .collect()
}
