//! Single-image recognition (§3.3.1): drop non-compliant images, select the primary image.

use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::ops::Deref;

use crate::shortlist::PAPER_LENGTH;
use crate::{
    Classifier, DropReason, Error, Fate, Image, Outcome, Probability, Product, Reason, Shortlist, Stage,
};

const NAME: &str = "SingleImage";

/// Drops images whose p^nc is larger than a threshold (§3.3.1).
#[derive(Clone, Debug)]
pub struct ComplianceFilter<C> {
    classifier: C,
    threshold: Probability,
}

impl<C: Classifier<Input = Image, Output = Probability>> ComplianceFilter<C> {
    /// Images with p^nc larger than `threshold` are dropped; [`Probability::ONE`] drops none.
    pub fn new(classifier: C, threshold: Probability) -> Self {
        Self { classifier, threshold }
    }
}

/// What to do when the image with the largest p^primary is itself non-compliant. The paper leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PrimaryPolicy {
    /// Choose the primary image among the compliant ones.
    #[default]
    AmongCompliant,
    /// Choose among all, and terminate if the chosen one is non-compliant.
    Terminate,
}

/// The stage of §3.3.1: scores every candidate twice, drops the non-compliant ones, selects the
/// primary image. Terminates when too few images or no primary image remain.
#[derive(Clone, Debug)]
pub struct SingleImage<P, C> {
    primary: P,
    primary_threshold: Probability,
    primary_policy: PrimaryPolicy,
    compliance: ComplianceFilter<C>,
    length: NonZeroUsize,
}

impl<P, C> SingleImage<P, C>
where
    P: Classifier<Input = Image, Output = Probability>,
    C: Classifier<Input = Image, Output = Probability>,
{
    /// With the paper's length of 3, the default policy, and a primary threshold of 0: any p^primary
    /// above 0 will do.
    pub fn new(primary: P, compliance: ComplianceFilter<C>) -> Self {
        Self {
            primary,
            primary_threshold: Probability::ZERO,
            primary_policy: PrimaryPolicy::default(),
            compliance,
            length: PAPER_LENGTH,
        }
    }

    /// p^primary of the primary image must be larger than this.
    #[must_use]
    pub fn with_primary_threshold(self, primary_threshold: Probability) -> Self {
        Self { primary_threshold, ..self }
    }

    /// What happens when the best image is non-compliant.
    #[must_use]
    pub fn with_primary_policy(self, primary_policy: PrimaryPolicy) -> Self {
        Self { primary_policy, ..self }
    }

    /// K^t: fewer images than this terminate the product.
    #[must_use]
    pub fn with_length(self, length: NonZeroUsize) -> Self {
        Self { length, ..self }
    }

    fn screen(&self, mut product: Product, scores: &[Scores]) -> Outcome<Screened> {
        let threshold = self.compliance.threshold;
        note_scores(&mut product, scores, threshold);
        let compliant: Vec<usize> = (0..scores.len()).filter(|&i| scores[i].p_nc <= threshold).collect();
        let eligible = match self.primary_policy {
            PrimaryPolicy::AmongCompliant => compliant.clone(),
            PrimaryPolicy::Terminate => (0..scores.len()).collect(),
        };
        let best = first_maximum(eligible, |&i| scores[i].p_primary);
        match self.objection(best.map(|i| &scores[i]), compliant.len()) {
            Some(reason) => Outcome::Terminated(product.terminate(NAME, reason)),
            None => {
                let primary = best.unwrap_or_default();
                Outcome::Next(Screened(Shortlist { product, primary, kept: compliant }))
            }
        }
    }

    fn objection(&self, best: Option<&Scores>, kept: usize) -> Option<Reason> {
        let needed = self.length.get();
        let Some(best) = best.filter(|_| kept >= needed) else {
            return Some(Reason::TooFewImages { kept, needed });
        };
        if best.p_primary <= self.primary_threshold {
            return Some(Reason::NoPrimary { best: best.p_primary, threshold: self.primary_threshold });
        }
        let threshold = self.compliance.threshold;
        (best.p_nc > threshold).then_some(Reason::PrimaryNonCompliant { p_nc: best.p_nc, threshold })
    }
}

struct Scores {
    p_primary: Probability,
    p_nc: Probability,
}

fn note_scores(product: &mut Product, scores: &[Scores], threshold: Probability) {
    let ids: Vec<_> = product.candidates().iter().map(|c| c.id.clone()).collect();
    for (id, score) in ids.iter().zip(scores) {
        product.verdicts_mut().update(id, |verdict| {
            verdict.p_primary = Some(score.p_primary);
            verdict.p_nc = Some(score.p_nc);
            if score.p_nc > threshold {
                verdict.fate = Fate::Dropped(DropReason::NonCompliant { threshold });
            }
        });
    }
}

/// The item with the largest key; of several, the first in the given order.
fn first_maximum<T, K: Ord>(items: Vec<T>, key: impl Fn(&T) -> K) -> Option<T> {
    items.into_iter().rev().max_by_key(key)
}

impl<P, C> Stage for SingleImage<P, C>
where
    P: Classifier<Input = Image, Output = Probability>,
    C: Classifier<Input = Image, Output = Probability>,
{
    type Input = Product;
    type Output = Screened;

    fn name(&self) -> Cow<'static, str> {
        NAME.into()
    }

    fn run(&self, batch: Vec<Product>) -> Result<Vec<Outcome<Screened>>, Error> {
        let images: Vec<Image> =
            batch.iter().flat_map(Product::candidates).map(|c| c.image.clone()).collect();
        let p_primary = self.primary.classify(&images)?;
        Error::check_count("primary classifier", images.len(), p_primary.len())?;
        let p_nc = self.compliance.classifier.classify(&images)?;
        Error::check_count("compliance classifier", images.len(), p_nc.len())?;
        let mut scores = p_primary.into_iter().zip(p_nc).map(|(p_primary, p_nc)| Scores { p_primary, p_nc });
        Ok(batch
            .into_iter()
            .map(|product| {
                let own: Vec<Scores> = scores.by_ref().take(product.candidates().len()).collect();
                self.screen(product, &own)
            })
            .collect())
    }
}

/// A product after single-image recognition: compliant images, one of them the primary.
#[derive(Clone, Debug, PartialEq)]
pub struct Screened(pub(crate) Shortlist);

impl Deref for Screened {
    type Target = Shortlist;

    fn deref(&self) -> &Shortlist {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ComplianceFilter, PrimaryPolicy, SingleImage};
    use crate::testing::{Levels, check_stage, probability, product};
    use crate::{DropReason, ErrorKind, Fate, Outcome, Probability, Product, Reason, Stage, StageExt};

    /// p^primary is the red level, p^nc the green level, in percent.
    fn stage() -> SingleImage<Levels, Levels> {
        SingleImage::new(Levels::red(), ComplianceFilter::new(Levels::green(), probability(0.5)))
            .with_primary_threshold(probability(0.2))
    }

    fn reason(stage: &SingleImage<Levels, Levels>, product: Product) -> Reason {
        stage.run_one(product).unwrap().terminated().unwrap().reason
    }

    #[test]
    fn drops_what_exceeds_the_threshold_and_selects_the_largest_p_primary() {
        let outcome = stage().run_one(product(&[(30, 50), (90, 51), (80, 0), (80, 10)])).unwrap();
        let Outcome::Next(screened) = outcome else { panic!("{outcome:?}") };
        assert_eq!(screened.primary().id.as_str(), "2", "the first of equals, and 1 is non-compliant");
        assert_eq!(screened.kept().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["0", "2", "3"]);
        let verdict = &screened.verdicts().iter().nth(1).unwrap();
        assert_eq!(verdict.p_nc, Some(probability(0.51)));
        assert!(matches!(verdict.fate, Fate::Dropped(DropReason::NonCompliant { .. })));
    }

    #[test]
    fn too_few_compliant_images_terminate() {
        let few = product(&[(90, 0), (90, 0), (90, 60)]);
        assert_eq!(reason(&stage(), few), Reason::TooFewImages { kept: 2, needed: 3 });
        let none = product(&[(90, 60)]);
        assert_eq!(reason(&stage(), none), Reason::TooFewImages { kept: 0, needed: 3 });
    }

    #[test]
    fn p_primary_must_be_larger_than_the_threshold() {
        let expected = Reason::NoPrimary { best: probability(0.2), threshold: probability(0.2) };
        assert_eq!(reason(&stage(), product(&[(20, 0), (10, 0), (0, 0)])), expected);
    }

    #[test]
    fn the_strict_policy_terminates_on_a_non_compliant_primary() {
        let strict = stage().with_primary_policy(PrimaryPolicy::Terminate);
        let images = [(90, 60), (80, 0), (70, 0), (60, 0)];
        let expected = Reason::PrimaryNonCompliant { p_nc: probability(0.6), threshold: probability(0.5) };
        assert_eq!(reason(&strict, product(&images)), expected);
        assert!(stage().run_one(product(&images)).unwrap().next().is_some());
    }

    #[test]
    fn a_classifier_that_miscounts_is_a_contract_error() {
        let stage =
            SingleImage::new(Levels::losing_one(), ComplianceFilter::new(Levels::green(), Probability::ONE));
        let error = stage.run_one(product(&[(1, 1)])).unwrap_err();
        assert_eq!((error.kind(), error.stage()), (ErrorKind::Contract, Some("SingleImage")));
    }

    #[test]
    fn one_model_call_serves_all_products() {
        let primary = Levels::red();
        let stage = SingleImage::new(&primary, ComplianceFilter::new(Levels::green(), Probability::ONE));
        let _ = stage.run(vec![product(&[(1, 1)]), product(&[(2, 2), (3, 3)])]).unwrap();
        assert_eq!(primary.calls(), 1);
    }

    #[test]
    fn keeps_the_contract() {
        check_stage(&stage(), || {
            vec![product(&[(90, 0); 4]), product(&[(1, 1)]), product(&[(90, 0), (80, 60), (30, 0), (30, 0)])]
        });
    }

    proptest! {
        /// Whatever the scores: the rules of §3.3.1 hold for what goes on, and each reason for what does not.
        #[test]
        fn the_rules_hold_for_any_scores(
            levels in prop::collection::vec((0u8..=100, 0u8..=100), 1..9),
            length in 1usize..5,
            terminate: bool,
        ) {
            let policy = if terminate { PrimaryPolicy::Terminate } else { PrimaryPolicy::AmongCompliant };
            let stage = stage().with_length(length.try_into().unwrap()).with_primary_policy(policy);
            let compliant: Vec<usize> = (0..levels.len()).filter(|&i| levels[i].1 <= 50).collect();
            let red = |i: &usize| levels[*i].0;
            match stage.run_one(product(&levels)).unwrap() {
                Outcome::Next(screened) => {
                    let kept: Vec<usize> = screened.kept().map(|c| c.id.as_str().parse().unwrap()).collect();
                    prop_assert_eq!(&kept, &compliant);
                    prop_assert!(kept.len() >= length);
                    let primary = screened.primary().id.as_str().parse().unwrap();
                    prop_assert!(kept.contains(&primary) && red(&primary) > 20);
                    prop_assert!(kept.iter().all(|i| red(i) <= red(&primary)));
                }
                Outcome::Terminated(end) => match end.reason {
                    Reason::TooFewImages { kept, needed } => {
                        prop_assert!(kept == compliant.len() && kept < needed && needed == length);
                    }
                    Reason::NoPrimary { best, .. } => prop_assert!(best <= probability(0.2)),
                    Reason::PrimaryNonCompliant { p_nc, .. } => {
                        prop_assert!(terminate && p_nc > probability(0.5));
                    }
                    other => prop_assert!(false, "{other:?}"),
                },
            }
        }
    }
}
