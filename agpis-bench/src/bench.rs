//! Labelled data: sequences, candidates, products as shops have them.

mod balanced;
mod candidate;
mod ceiling;
mod claims;
mod config;
mod fault;
mod faultless;
mod group;
mod inject;
mod layout;
mod quota;
mod sequence;
mod session;
mod shop;
mod tally;
mod view;

pub use self::candidate::LabelledImage;
pub use self::ceiling::Ceiling;
pub use self::config::{BenchConfig, Flavour, Size, Split};
#[cfg(feature = "files")]
pub(crate) use self::fault::{can_spoil, spoil};
pub use self::sequence::{Plan, Sample};
pub use self::shop::{CandidateLabels, DuplicatePair, ShopProduct};
pub use self::tally::Tally;

use agpis_core::Image;

use self::quota::Quota;
use crate::product::{Family, Product, Sku};
use crate::shot::{ImageMeta, draw};
use crate::stream::{Key, Stream};

/// The split that the SKU of a trained family belongs to, from its id alone.
fn home_of(sku: Sku) -> Split {
    match Key::new(0).child(&sku.id(), 0).number() % 10 {
        0 => Split::Validation,
        1 => Split::Test,
        _ => Split::Train,
    }
}

/// Generates everything, from a configuration alone.
#[derive(Clone, Debug)]
pub struct Bench {
    config: BenchConfig,
    root: Key,
    quota: Quota,
    overlay_quota: Quota,
}

impl Bench {
    /// # Panics
    /// If the configuration is not [sound](BenchConfig::is_sound).
    #[must_use]
    pub fn new(config: BenchConfig) -> Self {
        assert!(config.is_sound(), "expected a sound configuration, got {config:?}");
        let (root, quota) = (Key::new(config.seed), Quota::new(&config));
        Self { config, root, quota, overlay_quota: Quota::of_overlays() }
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &BenchConfig {
        &self.config
    }

    /// The SKU with this number; families take turns. Its split is that of a hash of its id: of ten hashes eight are
    /// in the train split and one each in validation and test.
    #[must_use]
    pub fn sku(&self, split: Split, number: u64) -> Sku {
        let number = number % self.num_skus(split);
        let families: Vec<Family> = match split {
            Split::NewFamily => Family::HELD_OUT.to_vec(),
            _ => Family::trained().collect(),
        };
        let family = families[(number % families.len() as u64) as usize];
        let home = if split == Split::NewOverlay { Split::Test } else { split };
        let key = self.key(home, "sku", number);
        let candidates = (0..).map(|salt| Sku { family, seed: key.child("salt", salt).number() });
        let mut fitting = candidates.filter(|sku| split == Split::NewFamily || home_of(*sku) == home);
        fitting.next().expect("hashes fall into every split")
    }

    fn num_skus(&self, split: Split) -> u64 {
        match split {
            Split::Train => self.config.skus[0],
            Split::Validation => self.config.skus[1],
            Split::Test | Split::NewFamily | Split::NewOverlay => self.config.skus[2],
        }
    }

    /// A SKU that suits, for the group of sequences with this number.
    fn any_sku(&self, split: Split, suits: impl Fn(Sku) -> bool, group: u64) -> Sku {
        let stream = &mut self.key(split, "group", group).child("sku", 0).stream();
        // Families take turns, so a suiting one comes soon; if there is none, any will do.
        let tries = 64;
        let drawn = |stream: &mut Stream| self.sku(split, stream.bits());
        let last = drawn(stream);
        (0..tries).map(|_| drawn(stream)).find(|&sku| suits(sku)).unwrap_or(last)
    }

    fn quota(&self, split: Split) -> &Quota {
        if split == Split::NewOverlay { &self.overlay_quota } else { &self.quota }
    }

    fn key(&self, split: Split, purpose: &str, index: u64) -> Key {
        self.root.child(split.name(), 0).child(purpose, index)
    }

    /// Draws pictures of any products, building each product once.
    #[must_use]
    pub fn draw_all(&self, metas: &[ImageMeta]) -> Vec<Image> {
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
