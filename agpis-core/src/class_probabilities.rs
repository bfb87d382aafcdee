//! What a sequence classifier says of every class (§3.4.3).

use crate::Probability;

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

    /// The likeliest class; of equals the lower index.
    #[must_use]
    pub fn most_likely(&self) -> usize {
        let best = self.0.iter().enumerate().rev().max_by_key(|&(_, p)| p);
        best.map_or(0, |(class, _)| class)
    }

    /// The classes other than "qualified" from the likeliest on; of equals the lower index first.
    #[must_use]
    pub fn likeliest_rejections(&self) -> Vec<(usize, Probability)> {
        let mut classes: Vec<_> = self.0.iter().copied().enumerate().skip(1).collect();
        classes.sort_by_key(|&(_, p)| std::cmp::Reverse(p));
        classes
    }
}

#[cfg(test)]
mod tests {
    use super::{ClassProbabilities, ClassProbabilitiesError};

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
}
