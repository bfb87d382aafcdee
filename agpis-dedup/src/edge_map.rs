//! Thin edges of a picture: the input of [`EdgeBoxes`](crate::EdgeBoxes).

use std::f32::consts::PI;

/// Largest side of an [`EdgeMap`] in pixels; beyond it the size normalisation of the paper is not tabulated.
pub const MAX_SIDE: usize = 9_999;

/// How strong an edge passes through every pixel, and in which direction its normal points.
///
/// Rows from top to bottom, as in an image: `strength[y * width + x]`.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgeMap {
    width: usize,
    height: usize,
    strength: Vec<f32>,
    orientation: Vec<f32>,
}

/// The values do not make an edge map.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EdgeMapError {
    /// A side is longer than [`MAX_SIDE`].
    #[error("expected sides of at most {MAX_SIDE} pixels, got {width}x{height}")]
    TooLarge {
        /// Given width in pixels.
        width: usize,
        /// Given height in pixels.
        height: usize,
    },
    /// A map does not hold one value a pixel.
    #[error("expected {expected} values, one a pixel, in the {map} map, got {actual}")]
    WrongLength {
        /// Which of the two maps.
        map: &'static str,
        /// `width * height`.
        expected: usize,
        /// Number of values given.
        actual: usize,
    },
    /// A strength is outside `0.0..=1.0`, or an orientation is not finite.
    #[error("expected {expected} in the {map} map, got {actual} at ({x}, {y})")]
    Value {
        /// Which of the two maps.
        map: &'static str,
        /// The values allowed.
        expected: &'static str,
        /// The first other value.
        actual: f32,
        /// Its column.
        x: usize,
        /// Its row.
        y: usize,
    },
}

impl EdgeMap {
    /// From `width * height` strengths in `0.0..=1.0` and as many angles of the edge normal in radians, y
    /// pointing down; an angle counts modulo π. A side may be 0.
    ///
    /// # Errors
    /// If a side exceeds [`MAX_SIDE`], a map has another length, a strength is outside `0.0..=1.0`, or a
    /// value is not finite.
    pub fn new(
        width: usize,
        height: usize,
        strength: Vec<f32>,
        mut orientation: Vec<f32>,
    ) -> Result<Self, EdgeMapError> {
        if width.max(height) > MAX_SIDE {
            return Err(EdgeMapError::TooLarge { width, height });
        }
        check_values("strength", &strength, (width, height), "0..=1", |v| (0.0..=1.0).contains(&v))?;
        check_values("orientation", &orientation, (width, height), "finite angles", f32::is_finite)?;
        orientation.iter_mut().for_each(|angle| *angle = angle.rem_euclid(PI));
        Ok(Self { width, height, strength, orientation })
    }

    /// Width in pixels.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// Edge strengths in `0.0..=1.0`, row by row.
    #[must_use]
    pub fn strength(&self) -> &[f32] {
        &self.strength
    }

    /// Angles of the edge normals in radians, in `0.0..=π`, row by row.
    #[must_use]
    pub fn orientation(&self) -> &[f32] {
        &self.orientation
    }
}

fn check_values(
    map: &'static str,
    values: &[f32],
    (width, height): (usize, usize),
    expected: &'static str,
    allowed: impl Fn(f32) -> bool,
) -> Result<(), EdgeMapError> {
    let pixels = width * height;
    if values.len() != pixels {
        return Err(EdgeMapError::WrongLength { map, expected: pixels, actual: values.len() });
    }
    match values.iter().position(|&v| !allowed(v)) {
        None => Ok(()),
        Some(i) => Err(EdgeMapError::Value { map, expected, actual: values[i], x: i % width, y: i / width }),
    }
}

#[cfg(test)]
mod tests {
    use super::{EdgeMap, EdgeMapError, MAX_SIDE};

    #[test]
    fn only_finite_strengths_up_to_one() {
        for bad in [f32::NAN, f32::INFINITY, -0.1, 1.1] {
            let error = EdgeMap::new(2, 1, vec![0.0, bad], vec![0.0; 2]).unwrap_err();
            assert!(matches!(error, EdgeMapError::Value { map: "strength", x: 1, y: 0, .. }), "{error}");
        }
        let error = EdgeMap::new(1, 2, vec![0.0; 2], vec![0.0, f32::NAN]).unwrap_err();
        assert!(matches!(error, EdgeMapError::Value { map: "orientation", x: 0, y: 1, .. }), "{error}");
    }

    #[test]
    fn one_value_a_pixel() {
        let error = EdgeMap::new(2, 2, vec![0.0; 4], vec![0.0; 3]).unwrap_err();
        assert_eq!(error, EdgeMapError::WrongLength { map: "orientation", expected: 4, actual: 3 });
        let error = EdgeMap::new(MAX_SIDE + 1, usize::MAX, vec![], vec![]).unwrap_err();
        assert!(matches!(error, EdgeMapError::TooLarge { .. }), "no overflow");
        assert!(EdgeMap::new(0, 7, vec![], vec![]).is_ok());
    }

    #[test]
    fn angles_count_modulo_pi() {
        let map = EdgeMap::new(2, 1, vec![1.0; 2], vec![-1.0, 7.0]).unwrap();
        assert!(map.orientation().iter().all(|a| (0.0..=std::f32::consts::PI).contains(a)));
    }
}
