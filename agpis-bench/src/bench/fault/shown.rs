//! Any fault on demand, to be looked at.

use agpis_core::Image;

use super::super::session::Session;
use super::super::view::View;
use super::super::{Bench, Split};
use super::{can_spoil, spoil};
use crate::product::Product;
use crate::shot::{ImageMeta, draw};

impl Bench {
    /// A picture with one fault of the given strength, for contact sheets: the product and the view depend on
    /// split and index alone.
    #[doc(hidden)]
    #[must_use]
    pub fn spoiled(
        &self,
        split: Split,
        index: u64,
        rule: &str,
        strength: f32,
        novelty: bool,
    ) -> (Image, ImageMeta) {
        let (product, mut meta, mut stream) = self.clean(split, index);
        if !can_spoil(&meta, rule) {
            let session = Session::new(&product, self.key(split, "spoiled", index));
            meta = product.settle(session.take(View::Front));
        }
        spoil(&mut meta, rule, strength, novelty, &mut stream);
        (draw(&product, &meta, self.config().image_size), meta)
    }

    /// A clean picture, and the stream that may spoil it.
    pub(super) fn clean(&self, split: Split, index: u64) -> (Product, ImageMeta, crate::stream::Stream) {
        const VIEWS: [View; 6] =
            [View::Front, View::Hero, View::Front, View::Back, View::Setting(0), View::Detail(0)];
        let key = self.key(split, "spoiled", index);
        let mut stream = key.stream();
        let product = Product::new(self.sku(split, stream.bits()));
        let session = Session::new(&product, key);
        let meta = product.settle(session.take(stream.pick(&VIEWS)));
        (product, meta, stream)
    }
}
