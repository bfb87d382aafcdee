//! Photographs of products, which the recipe makes labelled composites of.

use agpis_bench::photos::{PhotoBench, PhotoProduct, PhotoSequence};
use agpis_bench::{Language, QUALIFIED, Split, name_only};
use agpis_core::Image;
use sha2::{Digest, Sha256};

use super::{PATCH_SOURCE_SIZE, encoder_config};
use crate::data::Example;

/// Photographs of products, apart by product: of ten products, eight are learned from, and one each is for thresholds
/// and for figures.
#[derive(Clone, Debug)]
pub struct Photographs {
    splits: [PhotoBench; 3],
}

/// K^t.
const LENGTH: usize = 3;

impl Photographs {
    /// Of these products. `None` if one of the three parts has no photograph.
    #[must_use]
    pub fn new(products: Vec<PhotoProduct>, seed: u64) -> Option<Self> {
        let mut parts: [Vec<PhotoProduct>; 3] = Default::default();
        for product in products {
            parts[home_of(&product.sku)].push(product);
        }
        let size = encoder_config().image_size as u32;
        let [train, validation, test] = parts.map(|part| PhotoBench::new(part, seed, size));
        Some(Self { splits: [train?, validation?, test?] })
    }

    /// How many products are learned from, and how many are for thresholds and for figures.
    #[must_use]
    pub fn products(&self) -> [usize; 3] {
        [0, 1, 2].map(|part| self.splits[part].products().len())
    }

    /// The composites of a split, as large as the image models see them.
    pub(super) fn of(&self, split: Split) -> &PhotoBench {
        match split {
            Split::Train => &self.splits[0],
            Split::Validation => &self.splits[1],
            _ => &self.splits[2],
        }
    }

    /// Training pictures to cut patches out of.
    pub(super) fn patch_sources(&self) -> Option<PhotoBench> {
        self.of(Split::Train).with_size(PATCH_SOURCE_SIZE)
    }

    /// The training sequence with this index; none if no product has enough photographs.
    pub(super) fn sequence(&self, index: u64) -> Option<(Example, Vec<Image>)> {
        let sequence = self.of(Split::Train).sequence(index, LENGTH)?;
        Some((example(index, &sequence), sequence.images))
    }
}

fn example(index: u64, sequence: &PhotoSequence) -> Example {
    let language = Language::English;
    let feedback = match &sequence.violation {
        Some(violation) => name_only(violation, language),
        None => QUALIFIED.of(language).to_owned(),
    };
    Example {
        id: format!("photographs-{index}"),
        sku: sequence.sku.clone(),
        class: sequence.class(),
        true_class: Some(sequence.class()),
        title: sequence.title.clone(),
        feedback,
    }
}

/// By the name alone, so that a product stays where it is when others come.
fn home_of(sku: &str) -> usize {
    match Sha256::digest(sku)[0] % 10 {
        8 => 1,
        9 => 2,
        _ => 0,
    }
}
