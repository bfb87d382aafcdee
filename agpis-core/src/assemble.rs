//! From the remaining images to the target sequence I^t (end of §3.3).

use std::borrow::Cow;
use std::num::NonZeroUsize;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::{Error, Outcome, ProductId, Selection, Sequence, Stage};

const NAME: &str = "Assemble";

/// "The selected primary image is the first image of I^t. Then, we randomly selected K^t − 1 images
/// from the remaining images" (§3.3.2). The choice depends on the seed and the product id alone:
/// ChaCha8, keyed by both, so it is the same in any batch, on any machine, in any version.
#[derive(Clone, Debug)]
pub struct Assemble {
    length: NonZeroUsize,
    seed: u64,
}

impl Assemble {
    /// Sequences of `length` images, K^t.
    #[must_use]
    pub fn new(length: NonZeroUsize, seed: u64) -> Self {
        Self { length, seed }
    }

    fn assemble(&self, selection: Selection) -> Outcome<Sequence> {
        selection.0.with_at_least(self.length, NAME).map(|shortlist| {
            let rest = shortlist.kept.iter().copied().filter(|&i| i != shortlist.primary).collect();
            let mut rng = generator(self.seed, shortlist.product().id());
            let mut order = vec![shortlist.primary];
            order.extend(draw(rest, self.length.get() - 1, &mut rng));
            Sequence::of(shortlist, &order)
        })
    }
}

impl Stage for Assemble {
    type Input = Selection;
    type Output = Sequence;

    fn name(&self) -> Cow<'static, str> {
        NAME.into()
    }

    fn run(&self, batch: Vec<Selection>) -> Result<Vec<Outcome<Sequence>>, Error> {
        Ok(batch.into_iter().map(|selection| self.assemble(selection)).collect())
    }
}

fn generator(seed: u64, product: &ProductId) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&fnv1a(product.as_str().as_bytes()).to_le_bytes());
    ChaCha8Rng::from_seed(key)
}

fn fnv1a(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The first `count` items of a Fisher–Yates shuffle.
fn draw<T>(mut items: Vec<T>, count: usize, rng: &mut ChaCha8Rng) -> Vec<T> {
    for i in 0..count.min(items.len()) {
        let j = i + below((items.len() - i) as u64, rng) as usize;
        items.swap(i, j);
    }
    items.truncate(count);
    items
}

/// Uniform in `0..n`, by rejection: written out because the algorithms of random-number libraries
/// may change between versions, and with them every sequence ever assembled.
fn below(n: u64, rng: &mut ChaCha8Rng) -> u64 {
    let reject_from = u64::MAX - u64::MAX % n;
    loop {
        let value = rng.next_u64();
        if value < reject_from {
            return value % n;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::Assemble;
    use crate::testing::{check_stage, selection};
    use crate::{Fate, Reason, Sequence, StageExt};

    fn assemble(length: usize, seed: u64) -> Assemble {
        Assemble::new(length.try_into().unwrap(), seed)
    }

    fn ids(sequence: &Sequence) -> Vec<&str> {
        sequence.images().iter().map(|c| c.id.as_str()).collect()
    }

    #[test]
    fn the_choice_is_fixed_for_ever() {
        let pick = |seed, id| {
            let sequence = assemble(3, seed).run_one(selection(id, 7)).unwrap().next().unwrap();
            ids(&sequence).join(" ")
        };
        assert_eq!([pick(0, "sku-1"), pick(3, "sku-1"), pick(0, "sku-2")], GOLDEN);
    }
    const GOLDEN: [&str; 3] = ["0 2 4", "0 2 1", "0 4 5"];

    #[test]
    fn too_few_images_terminate() {
        let termination = assemble(4, 0).run_one(selection("sku", 3)).unwrap().terminated().unwrap();
        assert_eq!(termination.reason, Reason::TooFewImages { kept: 3, needed: 4 });
    }

    #[test]
    fn keeps_the_contract() {
        check_stage(&assemble(3, 9), || vec![selection("a", 5), selection("b", 2), selection("c", 3)]);
    }

    proptest! {
        #[test]
        fn primary_first_then_distinct_images(kept in 1u8..9, length in 1usize..9, seed: u64, id in "[a-z0-9]{1,8}") {
            let selection = selection(&id, kept);
            let primary = selection.primary().id.clone();
            match assemble(length, seed).run_one(selection).unwrap().next() {
                None => prop_assert!(usize::from(kept) < length),
                Some(sequence) => {
                    prop_assert_eq!(&sequence.images()[0].id, &primary);
                    prop_assert_eq!(sequence.images().len(), length);
                    prop_assert_eq!(ids(&sequence).iter().collect::<BTreeSet<_>>().len(), length);
                    for (position, image) in sequence.images().iter().enumerate() {
                        let verdict = sequence.verdicts().get(&image.id).unwrap();
                        prop_assert_eq!(&verdict.fate, &Fate::Chosen { position });
                    }
                }
            }
        }
    }

    /// Every pair of the six others is drawn equally often over many products.
    #[test]
    fn the_choice_is_uniform() {
        let mut counts = std::collections::BTreeMap::new();
        for product in 0..6000 {
            let sequence =
                assemble(2, 3).run_one(selection(&format!("sku-{product}"), 7)).unwrap().next().unwrap();
            *counts.entry(ids(&sequence)[1].to_owned()).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 6);
        // Expected 1000 each, standard deviation 29.
        assert!(counts.values().all(|&n: &i32| (850..1150).contains(&n)), "{counts:?}");
    }
}
