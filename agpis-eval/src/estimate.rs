//! A number and the interval that says how sure one can be of it.

/// From `low` to `high`, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end, not below `low`.
    pub high: f64,
}

/// A number with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number, computed on the data as they are.
    pub value: f64,
    /// Its interval; absent where there is nothing to resample, see [`Bootstrap`](crate::Bootstrap).
    pub interval: Option<Interval>,
}

impl Interval {
    /// Whether `value` is inside.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}
