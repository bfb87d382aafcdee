//! A number between 0 and 1.

use std::fmt;

/// A probability: finite and in `0.0..=1.0`. Also used for thresholds on probabilities.
#[derive(Clone, Copy, Debug)]
pub struct Probability(f32);

/// The value was not a probability.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("expected a probability in 0..=1, got {actual}")]
pub struct InvalidProbability {
    /// What was given instead.
    pub actual: f32,
}

impl Probability {
    /// Impossible.
    pub const ZERO: Self = Self(0.0);
    /// Certain.
    pub const ONE: Self = Self(1.0);

    /// # Errors
    /// If `value` is NaN, infinite, or outside `0.0..=1.0`.
    pub fn new(value: f32) -> Result<Self, InvalidProbability> {
        if (0.0..=1.0).contains(&value) {
            // `+ 0.0` turns a negative zero into zero, so that equal values are equal in order too.
            Ok(Self(value + 0.0))
        } else {
            Err(InvalidProbability { actual: value })
        }
    }

    /// The nearest probability to `value`; NaN becomes 0. For scores that are probabilities up to
    /// rounding, such as a softmax.
    #[must_use]
    pub fn saturating(value: f32) -> Self {
        Self(if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) + 0.0 })
    }

    /// The value, in `0.0..=1.0`.
    #[must_use]
    pub fn get(self) -> f32 {
        self.0
    }
}

// Finite by construction, so the order is total.
impl Eq for Probability {}

impl PartialEq for Probability {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl PartialOrd for Probability {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Probability {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl TryFrom<f32> for Probability {
    type Error = InvalidProbability;

    fn try_from(value: f32) -> Result<Self, Self::Error> {
        Self::new(value)
    }
}

impl fmt::Display for Probability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::Probability;

    #[test]
    fn accepts_the_closed_unit_interval_only() {
        for good in [0.0, 0.5, 1.0] {
            assert_eq!(Probability::new(good).unwrap().get(), good);
        }
        for bad in [-0.1, 1.1, f32::NAN, f32::INFINITY] {
            assert!(Probability::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn saturating_never_leaves_the_interval() {
        for (given, expected) in [(-1.0, 0.0), (2.0, 1.0), (f32::NAN, 0.0), (0.25, 0.25)] {
            assert_eq!(Probability::saturating(given).get(), expected);
        }
    }
}
