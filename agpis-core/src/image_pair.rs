//! Image-pair recognition (§3.3.2): of two images with duplicated content, one goes.

use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::ops::Deref;

use crate::shortlist::PAPER_LENGTH;
use crate::{
    Classifier, DropReason, Error, ErrorKind, Fate, Image, Outcome, PairScore, Product, RegionPair, Screened,
    Shortlist, Stage,
};

const NAME: &str = "ImagePair";

/// The stage of §3.3.2. Scores the pairs among the remaining images of each product, resolves them
/// with [`resolve_duplicates`], and terminates when fewer than K^t images remain.
#[derive(Clone, Debug)]
pub struct ImagePair<C> {
    classifier: C,
    threshold: f32,
    length: NonZeroUsize,
}

impl<C: Classifier<Input = Vec<Image>, Output = Vec<PairScore>>> ImagePair<C> {
    /// A pair whose score is at least `threshold` is a violation.
    pub fn new(classifier: C, threshold: f32) -> Self {
        Self { classifier, threshold, length: PAPER_LENGTH }
    }

    /// K^t: fewer images than this terminate the product.
    #[must_use]
    pub fn with_length(self, length: NonZeroUsize) -> Self {
        Self { length, ..self }
    }

    fn resolve(&self, screened: Screened, pairs: Vec<PairScore>) -> Outcome<Selection> {
        let mut shortlist = screened.0;
        let kept = &shortlist.kept;
        let violations: Vec<PairScore> = pairs
            .into_iter()
            .filter(|pair| pair.score >= self.threshold)
            .map(|pair| PairScore { a: kept[pair.a], b: kept[pair.b], ..pair })
            .collect();
        for removal in resolve_duplicates(&shortlist.by_preference(), &violations) {
            shortlist.kept.retain(|&i| i != removal.dropped);
            self.note(&mut shortlist.product, removal);
        }
        shortlist.with_at_least(self.length, NAME).map(Selection)
    }

    fn note(&self, product: &mut Product, removal: Removal) {
        let of = product.candidates()[removal.of].id.clone();
        let dropped = product.candidates()[removal.dropped].id.clone();
        let Removal { score, regions, .. } = removal;
        let reason = DropReason::Duplicate { of, score, threshold: self.threshold, regions };
        product.verdicts_mut().update(&dropped, |v| v.fate = Fate::Dropped(reason));
    }
}

/// One image that goes, because of one that stays.
#[derive(Clone, Debug, PartialEq)]
pub struct Removal {
    /// The image that goes.
    pub dropped: usize,
    /// The image that stays; never itself removed.
    pub of: usize,
    /// Score of the pair.
    pub score: f32,
    /// Matched patches, `a` in the dropped image and `b` in the kept one.
    pub regions: Vec<RegionPair>,
}

/// Resolves violating pairs greedily: goes through the images in order of `priority` and keeps each
/// one that does not duplicate an image kept before. So an image is removed only because of one
/// that stays, and of every violating pair at least one image goes (§3.3.2: "the image with smaller
/// p^nc or the selected primary image is kept"). Of several images it duplicates, a removal names
/// the one with the best score.
#[must_use]
pub fn resolve_duplicates(priority: &[usize], violations: &[PairScore]) -> Vec<Removal> {
    let mut kept: Vec<usize> = Vec::with_capacity(priority.len());
    let mut removals = Vec::new();
    for &image in priority {
        let strongest = violations
            .iter()
            .filter(|p| (p.a == image && kept.contains(&p.b)) || (p.b == image && kept.contains(&p.a)))
            .rev()
            .max_by(|p, q| p.score.total_cmp(&q.score));
        match strongest {
            None => kept.push(image),
            Some(pair) => removals.push(removal(image, pair)),
        }
    }
    removals
}

fn removal(dropped: usize, pair: &PairScore) -> Removal {
    let dropped_is_a = pair.a == dropped;
    let oriented = |r: &RegionPair| if dropped_is_a { *r } else { r.swapped() };
    Removal {
        dropped,
        of: if dropped_is_a { pair.b } else { pair.a },
        score: pair.score,
        regions: pair.regions.iter().map(oriented).collect(),
    }
}

impl<C: Classifier<Input = Vec<Image>, Output = Vec<PairScore>>> Stage for ImagePair<C> {
    type Input = Screened;
    type Output = Selection;

    fn name(&self) -> Cow<'static, str> {
        NAME.into()
    }

    fn run(&self, batch: Vec<Screened>) -> Result<Vec<Outcome<Selection>>, Error> {
        let images: Vec<Vec<Image>> =
            batch.iter().map(|s| s.kept().map(|c| c.image.clone()).collect()).collect();
        let pairs = self.classifier.classify(&images)?;
        Error::check_count("pair classifier", batch.len(), pairs.len())?;
        for (set, pairs) in images.iter().zip(&pairs) {
            check_pairs(set.len(), pairs)?;
        }
        Ok(batch.into_iter().zip(pairs).map(|(screened, pairs)| self.resolve(screened, pairs)).collect())
    }
}

fn check_pairs(images: usize, pairs: &[PairScore]) -> Result<(), Error> {
    match pairs.iter().find(|p| p.a >= p.b || p.b >= images || !p.score.is_finite()) {
        None => Ok(()),
        Some(PairScore { a, b, score, .. }) => {
            let message = format!(
                "pair classifier: expected a < b < {images} and a finite score, got a = {a}, b = {b}, score {score}"
            );
            Err(Error::new(ErrorKind::Contract, message))
        }
    }
}

/// A product after stage 1: images fit for a sequence, free of duplicated content.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection(pub(crate) Shortlist);

impl Deref for Selection {
    type Target = Shortlist;

    fn deref(&self) -> &Shortlist {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ImagePair, resolve_duplicates};
    use crate::testing::{Levels, NearLevels, check_stage, pair, screened};
    use crate::{DropReason, ErrorKind, Fate, ImageId, PairScore, Reason, StageExt};

    fn ids(selection: &super::Selection) -> Vec<&str> {
        selection.kept().map(|c| c.id.as_str()).collect()
    }

    /// Images are duplicates when their blue levels, here red, are equal.
    fn stage(length: usize) -> ImagePair<NearLevels> {
        ImagePair::new(NearLevels, 1.0).with_length(length.try_into().unwrap())
    }

    #[test]
    fn the_primary_image_stays_whatever_its_p_nc() {
        // 0 is the primary (largest red); 1 duplicates it with a smaller p^nc.
        let selection = stage(2).run_one(screened(&[(90, 40), (90, 0), (10, 0)], 2)).unwrap().next().unwrap();
        assert_eq!(ids(&selection), ["0", "2"]);
    }

    #[test]
    fn otherwise_the_smaller_p_nc_stays_and_the_verdict_says_of_which() {
        let selection =
            stage(2).run_one(screened(&[(90, 0), (10, 40), (10, 30)], 2)).unwrap().next().unwrap();
        assert_eq!(ids(&selection), ["0", "2"]);
        let fate = &selection.verdicts().get(&ImageId::new("1").unwrap()).unwrap().fate;
        let Fate::Dropped(DropReason::Duplicate { of, score, threshold, .. }) = fate else {
            panic!("{fate:?}")
        };
        assert_eq!((of.as_str(), *score, *threshold), ("2", 1.0, 1.0));
    }

    #[test]
    fn too_few_images_left_terminate() {
        let termination =
            stage(3).run_one(screened(&[(9, 0), (9, 0), (9, 0)], 3)).unwrap().terminated().unwrap();
        assert_eq!(termination.reason, Reason::TooFewImages { kept: 1, needed: 3 });
        assert_eq!(termination.stage, "ImagePair");
    }

    #[test]
    fn pairs_outside_the_batch_are_a_contract_error() {
        for wrong in [pair(0, 7, 1.0), pair(1, 0, 1.0), pair(0, 1, f32::NAN)] {
            let stage = ImagePair::new(Levels::constant_pairs(vec![wrong]), 0.5);
            let error = stage.run_one(screened(&[(1, 0), (2, 0), (3, 0)], 3)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Contract);
        }
    }

    #[test]
    fn keeps_the_contract() {
        check_stage(&stage(2), || {
            vec![
                screened(&[(9, 0), (9, 0), (8, 0)], 2),
                screened(&[(1, 1), (1, 1)], 2),
                screened(&[(3, 0), (4, 0)], 2),
            ]
        });
    }

    proptest! {
        /// The result is a maximal independent set that prefers earlier images.
        #[test]
        fn resolution_is_greedy_and_complete(
            edges in prop::collection::vec((0usize..7, 0usize..7, 0.5f32..1.0), 0..20),
            priority in Just((0..7).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let violations: Vec<PairScore> = edges
                .into_iter()
                .filter(|(a, b, _)| a != b)
                .map(|(a, b, score)| pair(a.min(b), a.max(b), score))
                .collect();
            let removals = resolve_duplicates(&priority, &violations);
            let dropped: Vec<usize> = removals.iter().map(|r| r.dropped).collect();
            let rank = |i: usize| priority.iter().position(|&p| p == i);
            for violation in &violations {
                prop_assert!(dropped.contains(&violation.a) || dropped.contains(&violation.b));
            }
            for removal in &removals {
                prop_assert!(!dropped.contains(&removal.of), "removed because of one that stays");
                prop_assert!(rank(removal.of) < rank(removal.dropped));
                let (a, b) = (removal.of.min(removal.dropped), removal.of.max(removal.dropped));
                prop_assert!(violations.iter().any(|v| v.a == a && v.b == b && v.score == removal.score));
            }
            prop_assert!(!dropped.contains(&priority[0]), "the primary image always stays");
        }
    }
}
