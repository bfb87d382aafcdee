//! Exact nearest neighbours among patch embeddings (§3.3.2: "patches from two images are matched and compared
//! based on k nearest neighbor algorithm").

mod projection;

use agpis_core::Embedding;
use kiddo::{ImmutableKdTree, SquaredEuclidean};

use self::projection::{DIMENSIONS, Projection};

/// Embeddings that can be asked for those nearest to another one.
///
/// A k-d tree pays in few dimensions only. So it holds the embeddings in the space of their first principal
/// components: distances only shrink by an orthonormal projection, hence everything within a radius is found
/// there, and true distances decide. Results are those of comparing with every embedding.
pub struct PatchIndex {
    embeddings: Vec<Embedding>,
    projection: Projection,
    tree: ImmutableKdTree<f32, DIMENSIONS>,
}

/// An embedding near the one asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Its index.
    pub index: usize,
    /// Squared Euclidean distance.
    pub squared_distance: f32,
}

/// The embeddings cannot be indexed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// All embeddings have one length.
    #[error("expected embeddings of {expected} values, embedding {index} has {actual}")]
    Dimension {
        /// Length of the first one.
        expected: usize,
        /// Length of this one.
        actual: usize,
        /// Which one.
        index: usize,
    },
    /// A value is NaN or infinite.
    #[error("expected finite embeddings, embedding {index} is not")]
    NotFinite {
        /// The first such embedding.
        index: usize,
    },
    /// The k-d tree cannot be built.
    #[error("expected embeddings that fit a k-d tree")]
    Tree(#[source] kiddo::kd_tree::ConstructionError),
}

impl PatchIndex {
    /// An index over `embeddings`, possibly none.
    ///
    /// # Errors
    /// If they differ in length or a value is not finite.
    pub fn new(embeddings: Vec<Embedding>) -> Result<Self, IndexError> {
        check(&embeddings)?;
        let projection = Projection::principal(&embeddings);
        let points: Vec<_> = embeddings.iter().map(|e| projection.project(e)).collect();
        let tree = ImmutableKdTree::new_from_slice(&points).map_err(IndexError::Tree)?;
        Ok(Self { embeddings, projection, tree })
    }

    /// The embeddings in the order given.
    #[must_use]
    pub fn embeddings(&self) -> &[Embedding] {
        &self.embeddings
    }

    /// The `k` embeddings nearest to `query` among those at most `radius` away, nearest first, of equally
    /// near ones the lower index first. None if `query` has another length or is not finite.
    #[must_use]
    pub fn nearest(&self, query: &[f32], k: usize, radius: f32) -> Vec<Neighbour> {
        let fits = self.embeddings.first().is_some_and(|e| e.len() == query.len());
        if !fits || !query.iter().all(|v| v.is_finite()) {
            return Vec::new();
        }
        let squared_radius = radius.max(0.0).powi(2);
        let mut found: Vec<Neighbour> = self
            .tree
            .query(&self.projection.project(query))
            .within::<SquaredEuclidean<f32>>(projection::widened(squared_radius))
            .execute()
            .into_iter()
            .map(|candidate| self.neighbour(candidate.item as usize, query))
            .filter(|neighbour| neighbour.squared_distance <= squared_radius)
            .collect();
        found.sort_by(|a, b| a.squared_distance.total_cmp(&b.squared_distance).then(a.index.cmp(&b.index)));
        found.truncate(k);
        found
    }

    fn neighbour(&self, index: usize, query: &[f32]) -> Neighbour {
        Neighbour { index, squared_distance: squared_distance(&self.embeddings[index], query) }
    }
}

impl std::fmt::Debug for PatchIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PatchIndex({} embeddings)", self.embeddings.len())
    }
}

fn check(embeddings: &[Embedding]) -> Result<(), IndexError> {
    let expected = embeddings.first().map_or(0, Vec::len);
    for (index, embedding) in embeddings.iter().enumerate() {
        if embedding.len() != expected {
            return Err(IndexError::Dimension { expected, actual: embedding.len(), index });
        }
        if !embedding.iter().all(|v| v.is_finite()) {
            return Err(IndexError::NotFinite { index });
        }
    }
    Ok(())
}

fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{IndexError, Neighbour, PatchIndex, squared_distance};

    /// The oracle: compares with every embedding.
    fn brute_force(embeddings: &[Vec<f32>], query: &[f32], k: usize, radius: f32) -> Vec<Neighbour> {
        let mut all: Vec<Neighbour> = embeddings
            .iter()
            .enumerate()
            .map(|(index, e)| Neighbour { index, squared_distance: squared_distance(e, query) })
            .filter(|n| n.squared_distance <= radius * radius)
            .collect();
        all.sort_by(|a, b| a.squared_distance.partial_cmp(&b.squared_distance).unwrap());
        all.truncate(k);
        all
    }

    proptest! {
        #[test]
        fn agrees_with_comparing_all(
            (embeddings, query) in (1usize..40).prop_flat_map(|dimension| {
                // Few values, so that there are equal embeddings and equal distances.
                let value = prop_oneof![Just(0.0f32), Just(1.0), -1.0f32..1.0];
                let embedding = prop::collection::vec(value, dimension);
                (prop::collection::vec(embedding.clone(), 0..150), embedding)
            }),
            k in 0usize..20,
            radius in 0.0f32..4.0,
        ) {
            let index = PatchIndex::new(embeddings.clone()).unwrap();
            prop_assert_eq!(index.nearest(&query, k, radius), brute_force(&embeddings, &query, k, radius));
            for (i, embedding) in embeddings.iter().enumerate() {
                let found = index.nearest(embedding, usize::MAX, 0.0);
                prop_assert!(found.iter().any(|n| n.index == i), "every embedding finds itself");
            }
        }
    }

    #[test]
    fn a_thousand_equal_points_are_fine() {
        let index = PatchIndex::new(vec![vec![0.5; 20]; 1000]).unwrap();
        let found = index.nearest(&[0.5; 20], 3, 0.1);
        assert_eq!(found.iter().map(|n| n.index).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn unequal_lengths_and_nan_are_refused() {
        let error = PatchIndex::new(vec![vec![1.0], vec![1.0, 2.0]]).unwrap_err();
        assert_eq!(error, IndexError::Dimension { expected: 1, actual: 2, index: 1 });
        assert_eq!(PatchIndex::new(vec![vec![f32::NAN]]).unwrap_err(), IndexError::NotFinite { index: 0 });
        let index = PatchIndex::new(vec![vec![1.0, 2.0]]).unwrap();
        assert!(index.nearest(&[1.0], 5, 9.0).is_empty());
        assert!(index.nearest(&[1.0, f32::NAN], 5, 9.0).is_empty());
    }
}
