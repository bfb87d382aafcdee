//! Labelled data: sequences, candidates, products as shops have them.

mod candidate;
mod config;
mod fault;
mod inject;
mod layout;
mod sequence;
mod session;
mod shop;

pub use self::candidate::LabelledImage;
pub use self::config::{BenchConfig, Split};
pub use self::sequence::{Plan, Sample};
pub use self::shop::ShopProduct;

use agpis_core::Image;

use crate::product::{Family, Product, Sku};
use crate::shot::{ImageMeta, draw};
use crate::stream::{Key, Stream};

/// Generates everything, from a configuration alone.
#[derive(Clone, Debug)]
pub struct Bench {
    config: BenchConfig,
    root: Key,
}

impl Bench {
    /// # Panics
    /// If the configuration asks for an empty picture, a length outside `2..=6`, or fewer SKUs than
    /// families in a split.
    #[must_use]
    pub fn new(config: BenchConfig) -> Self {
        assert!(config.image_size > 0, "a picture has at least one pixel");
        assert!((2..=6).contains(&config.length), "expected 2 to 6 images, got {}", config.length);
        let families = Family::ALL.len() as u64;
        assert!(config.skus.iter().all(|&n| n >= 2 * families), "expected at least two SKUs of every family");
        let root = Key::new(config.seed);
        Self { config, root }
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &BenchConfig {
        &self.config
    }

    /// The SKU with this number; families take turns. Two bits of the seed tell the split, so no SKU is
    /// in two of them.
    #[must_use]
    pub fn sku(&self, split: Split, number: u64) -> Sku {
        let number = number % self.config.skus[split as usize];
        let family = Family::ALL[(number % Family::ALL.len() as u64) as usize];
        let seed = self.key(split, "sku", number).number();
        Sku { family, seed: seed >> 2 | (split as u64) << 62 }
    }

    fn any_sku(&self, split: Split, stream: &mut Stream) -> Sku {
        self.sku(split, stream.below(self.config.skus[split as usize] as usize) as u64)
    }

    /// Another SKU, of the same family or of another.
    fn other_sku(&self, split: Split, than: Sku, same_family: bool, stream: &mut Stream) -> Sku {
        loop {
            let sku = self.any_sku(split, stream);
            if sku != than && (sku.family == than.family) == same_family {
                return sku;
            }
        }
    }

    fn key(&self, split: Split, purpose: &str, index: u64) -> Key {
        self.root.child(split.name(), 0).child(purpose, index)
    }

    /// Draws pictures of any products, building each product once.
    fn draw_all(&self, metas: &[ImageMeta]) -> Vec<Image> {
        let mut products: Vec<Product> = Vec::new();
        let mut image = |meta: &ImageMeta| {
            let known = products.iter().position(|product| product.sku() == meta.sku);
            let index = known.unwrap_or_else(|| {
                products.push(Product::new(meta.sku));
                products.len() - 1
            });
            draw(&products[index], meta, self.config.image_size)
        };
        metas.iter().map(&mut image).collect()
    }
}
