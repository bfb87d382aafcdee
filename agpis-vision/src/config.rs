//! Checks of model configurations, which may come from a file of a stranger.

/// A value of a model configuration that no model can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: expected {expected}, got {actual}")]
pub struct ConfigError {
    /// The field, as written in the configuration.
    pub field: &'static str,
    /// What is possible.
    pub expected: String,
    /// What was given.
    pub actual: String,
}

impl ConfigError {
    /// Checks that `actual` lies in `range`.
    ///
    /// # Errors
    /// If it does not.
    pub fn check_range(
        field: &'static str,
        actual: usize,
        range: std::ops::RangeInclusive<usize>,
    ) -> Result<(), Self> {
        if range.contains(&actual) {
            return Ok(());
        }
        let (least, most) = range.into_inner();
        let expected = if least == most { least.to_string() } else { format!("{least} to {most}") };
        Err(Self { field, expected, actual: actual.to_string() })
    }

    /// Checks that `actual` is a multiple of `of`, which must not be zero.
    ///
    /// # Errors
    /// If it is not.
    pub fn check_multiple(field: &'static str, actual: usize, of: usize) -> Result<(), Self> {
        if actual.is_multiple_of(of) {
            return Ok(());
        }
        Err(Self { field, expected: format!("a multiple of {of}"), actual: actual.to_string() })
    }

    /// Checks that `actual` is at least 0 and less than 1.
    ///
    /// # Errors
    /// If it is not.
    pub fn check_fraction(field: &'static str, actual: f64) -> Result<(), Self> {
        if (0.0..1.0).contains(&actual) {
            return Ok(());
        }
        Err(Self { field, expected: "at least 0 and less than 1".to_owned(), actual: actual.to_string() })
    }
}
