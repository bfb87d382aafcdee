//! Where a sequence classifier looked: its attention over the patches of one image.

use crate::{Image, Region};

/// The share of the separator's cross-attention that went to every patch of one image, row by row from
/// the top left; the patches are a grid over the whole picture. At least one patch; every share is
/// finite and not negative. The shares of all images of a sequence and their class tokens add up to 1,
/// so those of one image to at most 1.
///
/// The class is read off at the separator (§3.4.3), and through cross-attention it sees the images
/// (§3.4.2).
#[derive(Clone, Debug, PartialEq)]
pub struct AttentionMap {
    rows: usize,
    columns: usize,
    weights: Vec<f32>,
}

/// The weights do not make a map.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AttentionMapError {
    /// A picture has at least one patch.
    #[error("expected at least 1x1 patches, got {rows}x{columns}")]
    Empty {
        /// Given number of rows.
        rows: usize,
        /// Given number of columns.
        columns: usize,
    },
    /// There must be one weight for every patch.
    #[error("expected one weight for each of {rows}x{columns} patches, got {actual}")]
    WrongLength {
        /// Given number of rows.
        rows: usize,
        /// Given number of columns.
        columns: usize,
        /// Number of weights given.
        actual: usize,
    },
    /// A share is finite and not negative.
    #[error("expected finite weights of at least 0, got {actual} for patch {index}")]
    Weight {
        /// Index of the patch.
        index: usize,
        /// Its weight.
        actual: f32,
    },
}

impl AttentionMap {
    /// From one weight for every patch: `weights[row * columns + column]`.
    ///
    /// # Errors
    /// If a side is zero, if there are not `rows * columns` weights, or if one of them is negative or
    /// not finite.
    pub fn new(rows: usize, columns: usize, weights: Vec<f32>) -> Result<Self, AttentionMapError> {
        if rows == 0 || columns == 0 {
            return Err(AttentionMapError::Empty { rows, columns });
        }
        if rows.checked_mul(columns) != Some(weights.len()) {
            return Err(AttentionMapError::WrongLength { rows, columns, actual: weights.len() });
        }
        match weights.iter().position(|w| !w.is_finite() || *w < 0.0) {
            Some(index) => Err(AttentionMapError::Weight { index, actual: weights[index] }),
            None => Ok(Self { rows, columns, weights }),
        }
    }

    /// Rows of patches, at least 1.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Columns of patches, at least 1.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// One share for every patch: `weights[row * columns + column]`.
    #[must_use]
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// The share of the whole image, its class token apart.
    #[must_use]
    pub fn total(&self) -> f32 {
        self.weights.iter().sum()
    }

    /// The largest share of a patch.
    #[must_use]
    pub fn max(&self) -> f32 {
        self.weights[self.strongest()]
    }

    /// The patch with the largest share, of several the first, in the pixels of `image`, which is the
    /// picture that the map is of. Grown to whole pixels.
    #[must_use]
    pub fn peak(&self, image: &Image) -> Region {
        let (row, column) = (self.strongest() / self.columns, self.strongest() % self.columns);
        let (x, width) = span(column, self.columns, image.width());
        let (y, height) = span(row, self.rows, image.height());
        Region { x, y, width, height }
    }

    fn strongest(&self) -> usize {
        let larger = |best, i| if self.weights[i] > self.weights[best] { i } else { best };
        (1..self.weights.len()).fold(0, larger)
    }
}

/// Start and length of the pixels that part `i` of `parts` equal ones touches.
fn span(i: usize, parts: usize, pixels: u32) -> (u32, u32) {
    // Wide enough for any product of the two; the results are at most `pixels`.
    let (i, parts, pixels) = (i as u128, parts as u128, u128::from(pixels));
    let (start, end) = (i * pixels / parts, ((i + 1) * pixels).div_ceil(parts));
    (start as u32, (end - start) as u32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{AttentionMap, AttentionMapError, span};
    use crate::{Image, Region};

    #[test]
    fn there_is_one_share_for_every_patch() {
        let cases = [
            (0, 2, vec![], "expected at least 1x1 patches, got 0x2"),
            (2, 2, vec![0.1; 3], "expected one weight for each of 2x2 patches, got 3"),
            (usize::MAX, 2, vec![0.1; 3], "got 3"),
            (1, 2, vec![0.1, -0.1], "expected finite weights of at least 0, got -0.1 for patch 1"),
            (1, 1, vec![f32::NAN], "got NaN for patch 0"),
            (1, 1, vec![f32::INFINITY], "got inf for patch 0"),
        ];
        for (rows, columns, weights, message) in cases {
            let error = AttentionMap::new(rows, columns, weights).unwrap_err().to_string();
            assert!(error.ends_with(message), "{error}");
        }
        assert!(matches!(AttentionMap::new(1, 0, vec![]), Err(AttentionMapError::Empty { .. })));
    }

    #[test]
    fn the_peak_is_the_first_strongest_patch_in_pixels() {
        let map = AttentionMap::new(2, 3, vec![0.1, 0.0, 0.0, 0.1, 0.2, 0.2]).unwrap();
        assert_eq!((map.max(), map.total()), (0.2, 0.6));
        for (width, height, peak) in
            [(300, 200, (100, 100, 100, 100)), (10, 5, (3, 2, 4, 3)), (1, 1, (0, 0, 1, 1))]
        {
            let image = Image::from_rgb8(width, height, vec![0; (width * height * 3) as usize]).unwrap();
            let (x, y, width, height) = peak;
            assert_eq!(map.peak(&image), Region { x, y, width, height });
        }
    }

    proptest! {
        #[test]
        fn a_patch_lies_in_the_picture_and_has_pixels(i in 0usize..40, more in 1usize..40, pixels in 1u32..=u32::MAX) {
            let (start, length) = span(i, i + more, pixels);
            prop_assert!(length >= 1);
            prop_assert!(u64::from(start) + u64::from(length) <= u64::from(pixels));
        }
    }
}
