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
            parts[part_of(Self::split_of(&product.sku))].push(product);
        }
        let size = encoder_config().image_size as u32;
        let [train, validation, test] = parts.map(|part| PhotoBench::new(part, seed, size));
        Some(Self { splits: [train?, validation?, test?] })
    }

    /// Where a product goes: by its name alone, so that it stays there when others come.
    #[must_use]
    pub fn split_of(sku: &str) -> Split {
        match Sha256::digest(sku)[0] % 10 {
            8 => Split::Validation,
            9 => Split::Test,
            _ => Split::Train,
        }
    }

    /// How many products are learned from, and how many are for thresholds and for figures.
    #[must_use]
    pub fn products(&self) -> [usize; 3] {
        [0, 1, 2].map(|part| self.splits[part].products().len())
    }

    /// The composites of a split, as large as the image models see them.
    pub(super) fn of(&self, split: Split) -> &PhotoBench {
        &self.splits[part_of(split)]
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

fn part_of(split: Split) -> usize {
    match split {
        Split::Train => 0,
        Split::Validation => 1,
        _ => 2,
    }
}
