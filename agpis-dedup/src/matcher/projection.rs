//! Principal components.

use agpis_core::Embedding;
use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// Dimensions of the projected space. A k-d tree beats comparing with every point up to about 8 to 16.
pub(super) const DIMENSIONS: usize = 8;
/// More embeddings than that do not make a better basis, but a slower one.
const MAX_SAMPLES: usize = 128;
/// Directions in which the embeddings hardly differ are rounding errors.
const MIN_LENGTH: f64 = 1e-6;

/// An orthonormal projection.
pub(super) struct Projection {
    mean: DVector<f64>,
    /// One column for each axis; a null column where the embeddings have no further direction.
    axes: DMatrix<f64>,
}

impl Projection {
    /// Onto the first principal components of `embeddings`.
    pub(super) fn principal(embeddings: &[Embedding]) -> Self {
        let dimension = embeddings.first().map_or(0, Vec::len);
        let samples = &embeddings[..embeddings.len().min(MAX_SAMPLES)];
        let mut centred =
            DMatrix::from_fn(dimension, samples.len(), |row, column| f64::from(samples[column][row]));
        let mean = centred.column_sum() / samples.len().max(1) as f64;
        centred.column_iter_mut().for_each(|mut column| column -= &mean);
        let axes = orthonormal(&principal_directions(&centred));
        Self { mean, axes }
    }

    pub(super) fn project(&self, embedding: &[f32]) -> [f32; DIMENSIONS] {
        let centred: Vec<f64> =
            embedding.iter().zip(&self.mean).map(|(&v, mean)| f64::from(v) - mean).collect();
        std::array::from_fn(|axis| {
            let column = self.axes.column(axis);
            column.iter().zip(&centred).map(|(a, v)| a * v).sum::<f64>() as f32
        })
    }
}

/// A squared radius that makes up for rounding in the projected space.
pub(super) fn widened(squared_radius: f32) -> f32 {
    squared_radius * 1.0001 + 1e-6
}

/// The directions of largest variance of the columns: eigenvectors of the covariance matrix, by way of the
/// smaller Gram matrix.
fn principal_directions(centred: &DMatrix<f64>) -> DMatrix<f64> {
    let mut directions = DMatrix::zeros(centred.nrows(), DIMENSIONS);
    if centred.is_empty() {
        return directions;
    }
    let eigen = SymmetricEigen::new(centred.transpose() * centred);
    let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
    for (axis, &i) in order.iter().take(DIMENSIONS).enumerate() {
        directions.set_column(axis, &(centred * eigen.eigenvectors.column(i)));
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

    use super::Projection;

    proptest! {
        #[test]
        fn distances_only_shrink(
            points in (1usize..30).prop_flat_map(|dimension| {
                prop::collection::vec(prop::collection::vec(-1.0f32..1.0, dimension), 2..60)
            }),
        ) {
            let squared = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
            let projection = Projection::principal(&points[..points.len() / 2]);
            for pair in points.windows(2) {
                let projected = [0, 1].map(|i| projection.project(&pair[i]));
                prop_assert!(squared(&projected[0], &projected[1]) <= squared(&pair[0], &pair[1]) * 1.0001 + 1e-6);
            }
        }
    }
}
