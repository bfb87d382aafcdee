//! Stage 2 (§3.4): the probability that a sequence is qualified.

use std::borrow::Cow;

use crate::{Classifier, Error, Outcome, Probability, ProductId, Sequence, Stage, Verdicts};

/// Probabilities of the K^g classes: 0 is "qualified", the others are rules and "other", as in a
/// [`RuleSet`](crate::RuleSet).
#[derive(Clone, Debug, PartialEq)]
pub struct ClassProbabilities(Vec<Probability>);

/// The numbers are no distribution over classes.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ClassProbabilitiesError {
    /// "Qualified" and at least one way of being rejected.
    #[error("expected at least 2 classes, got {actual}")]
    TooFewClasses {
        /// Number of classes given.
        actual: usize,
    },
    /// They must add up to one.
    #[error("expected probabilities that add up to 1, got {actual}")]
    Sum {
        /// Their sum.
        actual: f32,
    },
    /// One of them is none.
    #[error(transparent)]
    Value(#[from] crate::InvalidProbability),
}

impl ClassProbabilities {
    /// From the output of a softmax; its sum may be off by 0.001.
    ///
    /// # Errors
    /// If there are fewer than two, if one is no probability, or if they do not add up to 1.
    pub fn new(values: &[f32]) -> Result<Self, ClassProbabilitiesError> {
        if values.len() < 2 {
            return Err(ClassProbabilitiesError::TooFewClasses { actual: values.len() });
        }
        let sum: f32 = values.iter().sum();
        if sum.is_nan() || (sum - 1.0).abs() > 1e-3 {
            return Err(ClassProbabilitiesError::Sum { actual: sum });
        }
        // Rounding may take the largest of them a little above 1.
        let rounded = values.iter().map(|&v| if (1.0..1.001).contains(&v) { 1.0 } else { v });
        Ok(Self(rounded.map(Probability::new).collect::<Result<_, _>>()?))
    }

    /// One probability a class, class 0 first.
    #[must_use]
    pub fn as_slice(&self) -> &[Probability] {
        &self.0
    }

    /// p_1^mcc, the probability of being qualified (§3.4.3).
    #[must_use]
    pub fn p_qualified(&self) -> Probability {
        self.0[0]
    }

    /// The classes other than "qualified" from the likeliest on; of equals the lower index first.
    #[must_use]
    pub fn likeliest_rejections(&self) -> Vec<(usize, Probability)> {
        let mut classes: Vec<_> = self.0.iter().copied().enumerate().skip(1).collect();
        classes.sort_by_key(|&(_, p)| std::cmp::Reverse(p));
        classes
    }
}

/// What a sequence classifier says.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Probabilities of all classes.
    pub class_probabilities: ClassProbabilities,
    /// The reviewer's feedback as the model would write it, if it was asked to.
    pub feedback: Option<String>,
}

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
        let assess = |(sequence, judgement)| Outcome::Next(Assessment { sequence, judgement });
        Ok(batch.into_iter().zip(judgements).map(assess).collect())
    }
}

/// The output of the framework: I^t and p^t (§3.2).
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    sequence: Sequence,
    judgement: Judgement,
}

impl Assessment {
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

#[cfg(test)]
mod tests {
    use super::{Assess, ClassProbabilities, ClassProbabilitiesError};
    use crate::testing::{FirstRed, check_stage, probability, sequence};
    use crate::{ErrorKind, StageExt};

    #[test]
    fn class_probabilities_are_a_distribution() {
        assert!(ClassProbabilities::new(&[0.7, 0.3]).is_ok());
        assert!(ClassProbabilities::new(&[1.0000005, 0.0]).is_ok(), "rounding of a softmax");
        assert!(matches!(
            ClassProbabilities::new(&[1.0]),
            Err(ClassProbabilitiesError::TooFewClasses { actual: 1 })
        ));
        assert!(matches!(ClassProbabilities::new(&[0.7, 0.7]), Err(ClassProbabilitiesError::Sum { .. })));
        assert!(ClassProbabilities::new(&[f32::NAN, 1.0]).is_err());
        assert!(ClassProbabilities::new(&[1.5, -0.5]).is_err());
    }

    #[test]
    fn rejections_come_from_the_likeliest_on() {
        let p = ClassProbabilities::new(&[0.4, 0.1, 0.4, 0.1]).unwrap();
        let order: Vec<usize> = p.likeliest_rejections().into_iter().map(|(class, _)| class).collect();
        assert_eq!(order, [2, 1, 3]);
    }

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
    fn keeps_the_contract() {
        check_stage(&Assess::new(FirstRed { extra: 0 }), || {
            vec![sequence("a", &[1, 2]), sequence("b", &[50])]
        });
    }
}
