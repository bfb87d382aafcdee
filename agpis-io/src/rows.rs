//! What the rows of all output files have in common.

use serde_json::{Map, Value};

/// Rounds to six decimals, finer than any model is exact.
pub(crate) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e6).round() / 1e6
}

/// Rounds to six digits, for products of probabilities, which may be tiny.
pub(crate) fn to_six_digits(value: f32) -> f64 {
    // Exact in decimal, as it will be written.
    format!("{value:.5e}").parse().unwrap_or_default()
}

/// Passes fields of the input on: under their own names into `passed`, or into `extra` if a row has a
/// field of that name.
pub(crate) fn pass_on(
    fields: Map<String, Value>,
    reserved: &[&str],
    extra: &mut Map<String, Value>,
    passed: &mut Map<String, Value>,
) {
    for (name, value) in fields {
        let taken = reserved.contains(&name.as_str());
        let target = if taken { &mut *extra } else { &mut *passed };
        target.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::{rounded, to_six_digits};

    #[test]
    fn digits_are_kept_where_decimals_would_be_lost() {
        for (value, decimals, digits) in [
            (0.0, 0.0, 0.0),
            (1.0, 1.0, 1.0),
            (0.123_456_78, 0.123_457, 0.123_457),
            (1.234_567_8e-9, 0.0, 1.23457e-9),
        ] {
            assert_eq!((rounded(value), to_six_digits(value)), (decimals, digits));
        }
    }
}
