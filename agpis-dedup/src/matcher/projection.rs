//! Principal components.

use nalgebra::{DMatrix, SymmetricEigen};

use super::sums::dot;

/// Dimensions in which every point is compared.
pub(super) const NEAR: usize = 24;
/// Further dimensions, for the points that are near in the first ones.
pub(super) const FAR: usize = 32;
const DIMENSIONS: usize = NEAR + FAR;
/// Up to this length of embeddings their covariance is cheap to decompose.
const MAX_COVARIANCE: usize = 256;
/// More embeddings than that, evenly spread over all, do not make a better basis, but a slower one.
const MAX_SAMPLES: usize = 2048;
/// The same where embeddings are long, and the scalar products of samples are decomposed instead.
const MAX_LONG_SAMPLES: usize = 256;
/// Directions in which the embeddings hardly differ are rounding errors.
const MIN_LENGTH: f64 = 1e-6;
/// A bound on the rounding errors of a projection, relative to the lengths of what is projected.
const ROUNDING: f32 = 1e-5;

/// An orthonormal projection.
pub(super) struct Projection {
    mean: Vec<f32>,
    /// One after the other; null where the embeddings have no further direction.
    axes: Vec<f32>,
}

/// An embedding less the mean.
pub(super) struct Centred(Vec<f32>);

impl Projection {
    /// Onto the first principal components of embeddings of length `dimension`, at least 1.
    pub(super) fn principal(dimension: usize, values: &[f32]) -> Self {
        let most = if dimension <= MAX_COVARIANCE { MAX_SAMPLES } else { MAX_LONG_SAMPLES };
        let step = (values.len() / dimension).div_ceil(most).max(1);
        let samples: Vec<&[f32]> = values.chunks_exact(dimension).step_by(step).collect();
        let mut centred =
            DMatrix::from_fn(dimension, samples.len(), |row, column| f64::from(samples[column][row]));
        let mean = centred.column_sum() / samples.len().max(1) as f64;
        centred.column_iter_mut().for_each(|mut column| column -= &mean);
        let axes = orthonormal(&principal_directions(&centred));
        Self {
            mean: mean.iter().map(|&v| v as f32).collect(),
            axes: axes.iter().map(|&v| v as f32).collect(),
        }
    }

    pub(super) fn centre(&self, embedding: &[f32]) -> Centred {
        Centred(embedding.iter().zip(&self.mean).map(|(v, mean)| v - mean).collect())
    }

    pub(super) fn near(&self, centred: &Centred) -> [f32; NEAR] {
        std::array::from_fn(|axis| self.along(axis, centred))
    }

    pub(super) fn far(&self, centred: &Centred) -> [f32; FAR] {
        std::array::from_fn(|axis| self.along(NEAR + axis, centred))
    }

    fn along(&self, axis: usize, Centred(values): &Centred) -> f32 {
        dot(&self.axes[axis * values.len()..][..values.len()], values)
    }
}

impl Centred {
    pub(super) fn length(&self) -> f32 {
        dot(&self.0, &self.0).sqrt()
    }
}

/// A squared radius that makes up for rounding in the projected space, where no embedding is farther from the
/// mean than `lengths` together.
pub(super) fn widened(squared_radius: f32, lengths: f32) -> f32 {
    (squared_radius.sqrt() * (1.0 + ROUNDING) + ROUNDING * lengths).powi(2)
}

/// The directions of largest variance of the columns: eigenvectors of their covariance matrix, or of the
/// matrix of their scalar products where that is smaller.
fn principal_directions(centred: &DMatrix<f64>) -> DMatrix<f64> {
    let mut directions = DMatrix::zeros(centred.nrows(), DIMENSIONS);
    if centred.is_empty() {
        return directions;
    }
    let few = centred.ncols() < centred.nrows();
    let eigen =
        SymmetricEigen::new(if few { centred.tr_mul(centred) } else { centred * centred.transpose() });
    let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
    for (axis, &i) in order.iter().take(DIMENSIONS).enumerate() {
        let vector = eigen.eigenvectors.column(i);
        if few {
            directions.set_column(axis, &(centred * vector));
        } else {
            directions.set_column(axis, &(vector * eigen.eigenvalues[i].max(0.0).sqrt()));
        }
    }
    directions
}

/// Gram–Schmidt, so that distances cannot grow even if the eigenvectors are inexact.
fn orthonormal(directions: &DMatrix<f64>) -> DMatrix<f64> {
    let mut axes = DMatrix::zeros(directions.nrows(), DIMENSIONS);
    for axis in 0..DIMENSIONS {
        let mut direction = directions.column(axis).into_owned();
        let length = direction.norm();
        for earlier in 0..axis {
            let along = axes.column(earlier).dot(&direction);
            direction -= axes.column(earlier) * along;
        }
        let rest = direction.norm();
        if rest > MIN_LENGTH && rest > 0.5 * length {
            axes.set_column(axis, &(direction / rest));
        }
    }
    axes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Projection, widened};

    proptest! {
        #[test]
        fn distances_only_shrink(
            points in (1usize..70).prop_flat_map(|dimension| {
                prop::collection::vec(prop::collection::vec(-9.0f32..9.0, dimension), 2..120)
            }),
        ) {
            let squared = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
            let projection = Projection::principal(points[0].len(), &points[..points.len() / 2].concat());
            for pair in points.windows(2) {
                let centred = [0, 1].map(|i| projection.centre(&pair[i]));
                let [a, b] = centred.each_ref().map(|c| [&projection.near(c)[..], &projection.far(c)].concat());
                let lengths = centred[0].length() + centred[1].length();
                prop_assert!(squared(&a, &b) <= widened(squared(&pair[0], &pair[1]), lengths));
            }
        }
    }
}
