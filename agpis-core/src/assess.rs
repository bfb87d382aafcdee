//! Stage 2 (§3.4): the probability that a sequence is qualified.

use std::borrow::Cow;

use crate::{
    AttentionMap, ClassProbabilities, Classifier, Error, Judgement, Outcome, Probability, ProductId, Ranked,
    Sequence, Stage, Verdicts,
};

/// The stage that asks MUIsC. It ends no product: whether `p_qualified` is enough is the caller's
/// decision, see [`Assessment::exceeds`].
#[derive(Clone, Debug)]
pub struct Assess<C> {
    classifier: C,
}

impl<C: Classifier<Input = Sequence, Output = Judgement>> Assess<C> {
    /// Asks `classifier`.
    pub fn new(classifier: C) -> Self {
        Self { classifier }
    }
}

impl<C: Classifier<Input = Sequence, Output = Judgement>> Stage for Assess<C> {
    type Input = Sequence;
    type Output = Assessment;

    fn name(&self) -> Cow<'static, str> {
        "Assess".into()
    }

    fn run(&self, batch: Vec<Sequence>) -> Result<Vec<Outcome<Assessment>>, Error> {
        let judgements = self.classifier.classify(&batch)?;
        Error::check_count("sequence classifier", batch.len(), judgements.len())?;
        let assess = |(sequence, judgement)| Ok(Outcome::Next(Assessment::new(sequence, judgement)?));
        batch.into_iter().zip(judgements).map(assess).collect()
    }
}

/// The output of the framework: I^t and p^t (§3.2).
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    sequence: Sequence,
    judgement: Judgement,
    ranking: Vec<Ranked>,
}

impl Assessment {
    /// # Errors
    /// If the judgement does not fit the sequence.
    pub(crate) fn new(sequence: Sequence, judgement: Judgement) -> Result<Self, Error> {
        check_attention(&sequence, &judgement)?;
        Ok(Self { sequence, judgement, ranking: Vec::new() })
    }

    /// # Errors
    /// If the judgement does not fit the sequence.
    pub(crate) fn set_judgement(&mut self, judgement: Judgement) -> Result<(), Error> {
        check_attention(&self.sequence, &judgement)?;
        self.judgement = judgement;
        Ok(())
    }

    pub(crate) fn with_ranking(self, ranking: Vec<Ranked>) -> Self {
        Self { ranking, ..self }
    }

    /// The sequence I^t.
    #[must_use]
    pub fn sequence(&self) -> &Sequence {
        &self.sequence
    }

    /// p^t = p_1^mcc: the probability that a reviewer accepts it.
    #[must_use]
    pub fn p_qualified(&self) -> Probability {
        self.class_probabilities().p_qualified()
    }

    /// Probabilities of all classes.
    #[must_use]
    pub fn class_probabilities(&self) -> &ClassProbabilities {
        &self.judgement.class_probabilities
    }

    /// Generated feedback, if the classifier was asked for it.
    #[must_use]
    pub fn feedback(&self) -> Option<&str> {
        self.judgement.feedback.as_deref()
    }

    /// Where the classifier looked, if it was asked: one map for every image of the sequence, in order.
    #[must_use]
    pub fn attention(&self) -> Option<&[AttentionMap]> {
        self.judgement.attention.as_deref()
    }

    /// The best sequences that a [`Search`](crate::Search) found, best first, as many as it was asked for;
    /// empty after [`Assess`].
    #[must_use]
    pub fn ranking(&self) -> &[Ranked] {
        &self.ranking
    }

    /// Whether p^t > th^t: the sequence would be submitted to a reviewer (§3.2).
    #[must_use]
    pub fn exceeds(&self, threshold: Probability) -> bool {
        self.p_qualified() > threshold
    }

    /// The product and the verdicts on all its candidates.
    #[must_use]
    pub fn into_verdicts(self) -> (ProductId, Verdicts) {
        self.sequence.into_ids_and_verdicts()
    }
}

/// One map for every image, if there are maps.
fn check_attention(sequence: &Sequence, judgement: &Judgement) -> Result<(), Error> {
    match &judgement.attention {
        None => Ok(()),
        Some(maps) => Error::check_count("attention over images", sequence.images().len(), maps.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::Assess;
    use crate::testing::{Explaining, FirstRed, check_stage, probability, sequence};
    use crate::{ErrorKind, StageExt};

    #[test]
    fn p_qualified_is_class_zero_and_the_threshold_must_be_exceeded() {
        let assessment =
            Assess::new(FirstRed { extra: 0 }).run_one(sequence("sku", &[30, 9, 9])).unwrap().next().unwrap();
        assert_eq!(assessment.p_qualified(), probability(0.3));
        assert!(!assessment.exceeds(probability(0.3)) && assessment.exceeds(probability(0.29)));
    }

    #[test]
    fn a_classifier_that_miscounts_is_a_contract_error() {
        let error = Assess::new(FirstRed { extra: 1 }).run_one(sequence("sku", &[1])).unwrap_err();
        assert_eq!((error.kind(), error.stage()), (ErrorKind::Contract, Some("Assess")));
    }

    #[test]
    fn an_explanation_has_a_map_for_every_image() {
        let assess = |lost| Assess::new(Explaining { lost }).run_one(sequence("sku", &[30, 20]));
        let assessment = assess(0).unwrap().next().unwrap();
        assert_eq!(assessment.attention().unwrap().len(), 2);
        assert_eq!(assess(1).unwrap_err().kind(), ErrorKind::Contract);
        let plain = Assess::new(FirstRed { extra: 0 }).run_one(sequence("sku", &[30])).unwrap();
        assert!(plain.next().unwrap().attention().is_none(), "off by default");
    }

    #[test]
    fn keeps_the_contract() {
        check_stage(&Assess::new(FirstRed { extra: 0 }), || {
            vec![sequence("a", &[1, 2]), sequence("b", &[50])]
        });
    }
}
