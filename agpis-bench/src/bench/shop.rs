//! Products as the main site of a shop has them.

use agpis_core::Image;

use super::candidate::spoil_somehow;
use super::inject::near_copy;
use super::session::{Session, View};
use super::{Bench, Split};
use crate::product::Product;
use crate::shot::ImageMeta;
use crate::stream::Stream;
use crate::text::Title;

/// A product with the pictures a shop has of it, good and bad.
#[derive(Clone, Debug, PartialEq)]
pub struct ShopProduct {
    /// Its id.
    pub sku: String,
    /// Its title, always true.
    pub title: String,
    /// 5 to 9 candidates: at least a leading view and as many others as a sequence needs, and among them
    /// faulty pictures, near copies, settings and other colourways.
    pub images: Vec<Image>,
    /// What the candidates show.
    pub metas: Vec<ImageMeta>,
}

impl Bench {
    /// The shop product with this index.
    #[must_use]
    pub fn shop_product(&self, split: Split, index: u64) -> ShopProduct {
        let key = self.key(split, "shop", index);
        let stream = &mut key.stream();
        let product = Product::new(self.any_sku(split, stream));
        let session = Session::new(&product, key);
        let mut views =
            vec![View::Side, View::Back, View::Top, View::Detail(0), View::Detail(1), View::Setting(0)];
        views.retain(|view| view.of_thing(session.is_flat()) == *view);
        stream.shuffle(&mut views);
        let lead = if stream.chance(0.5) { View::Front } else { View::Hero };
        let core = self.config().length;
        let mut metas: Vec<ImageMeta> =
            std::iter::once(lead).chain(views).take(core).map(|view| session.take(view)).collect();
        let colour = metas[0].colour;
        let count = (5 + stream.below(5)).max(core);
        while metas.len() < count {
            metas.push(pollution(&session, &product, &metas[..core], stream));
        }
        stream.shuffle(&mut metas);
        let said = (f64::from(stream.unit()) >= self.config().colourless_share).then_some(colour);
        let title = Title::compose(product.sku(), said, stream);
        ShopProduct { sku: product.sku().id(), title: title.text, images: self.draw_all(&metas), metas }
    }
}

/// One picture that a sequence should not have, or at least does not need.
fn pollution(session: &Session, product: &Product, core: &[ImageMeta], stream: &mut Stream) -> ImageMeta {
    let views = [View::Front, View::Hero, View::Side, View::Back, View::Detail(2)];
    let view = stream.pick(&views).of_thing(session.is_flat());
    match stream.below(20) {
        0..11 => {
            let mut meta = session.take(view);
            spoil_somehow(&mut meta, stream);
            meta
        }
        11..16 => {
            let original = core[stream.below(core.len())].clone();
            near_copy(original, stream)
        }
        16..18 => {
            let colourways = product.style().colours().len();
            let other = (session.colourway() + 1 + stream.below(colourways - 1)) % colourways;
            session.in_colourway(other).take(view)
        }
        _ => session.take(View::Setting(1 + stream.below(3))),
    }
}
