//! Exact nearest neighbours among patch embeddings (§3.3.2: "patches from two images are matched and compared
//! based on k nearest neighbor algorithm").

mod nearest;
mod projection;
mod scan;
mod sums;
mod tree;

use std::sync::Arc;

use agpis_core::Embedding;
use rayon::prelude::*;

use self::nearest::Nearest;
use self::projection::Projection;
use self::scan::Scan;
use self::sums::squared_distance;
use self::tree::Tree;

/// Embeddings that can be asked for those nearest to another one.
///
/// In large sets distances are compared in the space of the first principal components before they are
/// computed: they only shrink by an orthonormal projection, hence everything within a radius is found there,
/// and true distances decide. Results are those of comparing with every embedding, to the bit. The projected
/// points are scanned, or, where they are many and the radius is small, found in a k-d tree.
pub struct PatchIndex {
    dimension: usize,
    len: usize,
    /// One after the other; shared, because those of a gallery are many.
    values: Arc<Vec<f32>>,
    projected: Option<Projected>,
}

/// Embeddings in the projected space.
struct Projected {
    projection: Projection,
    /// The largest distance of an embedding from the mean.
    extent: f32,
    scan: Scan,
    tree: Option<Tree>,
}

/// In smaller sets comparing with every embedding takes less than projecting the query.
const PROJECTED_FROM: usize = 256;

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
    pub fn new(embeddings: &[Embedding]) -> Result<Self, IndexError> {
        check(embeddings)?;
        Self::of_values(
            embeddings.first().map_or(0, Vec::len),
            Arc::new(embeddings.concat()),
            embeddings.len(),
        )
    }

    /// Over `len` finite embeddings of one length, one after the other.
    pub(crate) fn of_values(dimension: usize, values: Arc<Vec<f32>>, len: usize) -> Result<Self, IndexError> {
        debug_assert_eq!(values.len(), dimension * len);
        let many = dimension > 0 && len >= PROJECTED_FROM;
        let projected = many.then(|| Projected::new(dimension, &values)).transpose()?;
        Ok(Self { dimension, len, values, projected })
    }

    /// Number of embeddings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no embedding.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The embedding with this index.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn embedding(&self, index: usize) -> &[f32] {
        &self.values[index * self.dimension..][..self.dimension]
    }

    /// The `k` embeddings nearest to `query` among those at most `radius` away, nearest first, of equally
    /// near ones the lower index first. None if `query` has another length or is not finite.
    #[must_use]
    pub fn nearest(&self, query: &[f32], k: usize, radius: f32) -> Vec<Neighbour> {
        if self.is_empty() || query.len() != self.dimension || !query.iter().all(|v| v.is_finite()) {
            return Vec::new();
        }
        let mut nearest = Nearest::new(k, radius.max(0.0).powi(2));
        match &self.projected {
            None => (0..self.len).for_each(|i| nearest.offer(self.neighbour(i, query))),
            Some(projected) => projected.visit(query, radius, &mut nearest, |i| self.neighbour(i, query)),
        }
        nearest.into_sorted()
    }

    fn neighbour(&self, index: usize, query: &[f32]) -> Neighbour {
        Neighbour { index, squared_distance: squared_distance(self.embedding(index), query) }
    }
}

impl Projected {
    fn new(dimension: usize, values: &[f32]) -> Result<Self, IndexError> {
        let projection = Projection::principal(dimension, values);
        let project = |embedding: &[f32]| {
            let centred = projection.centre(embedding);
            (centred.length(), (projection.near(&centred), projection.far(&centred)))
        };
        let (lengths, (near, far)): (Vec<f32>, (Vec<_>, Vec<_>)) =
            values.par_chunks_exact(dimension).map(project).unzip();
        let extent = lengths.into_iter().fold(0.0, f32::max);
        let tree = Tree::new(&near)?;
        Ok(Self { projection, extent, scan: Scan::new(&near, &far), tree })
    }

    /// Offers all embeddings that can be among the nearest.
    fn visit(
        &self,
        query: &[f32],
        radius: f32,
        nearest: &mut Nearest,
        neighbour: impl Fn(usize) -> Neighbour,
    ) {
        let centred = self.projection.centre(query);
        let lengths = self.extent + centred.length();
        let near = self.projection.near(&centred);
        let reach = |nearest: &Nearest| projection::widened(nearest.reach(), lengths);
        match self.tree.as_ref().filter(|tree| tree.pays(radius)) {
            Some(tree) => tree.within(&near, reach(nearest)).for_each(|i| nearest.offer(neighbour(i))),
            None => {
                let far = self.projection.far(&centred);
                let limit = reach(nearest);
                self.scan.within(&near, &far, limit, |i| {
                    nearest.offer(neighbour(i));
                    reach(nearest)
                });
            }
        }
    }
}

impl std::fmt::Debug for PatchIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PatchIndex({} embeddings)", self.len())
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{IndexError, Neighbour, PatchIndex, Tree, squared_distance};

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

    fn check(embeddings: &[Vec<f32>], query: &[f32], k: usize, radius: f32) -> Result<(), TestCaseError> {
        let index = PatchIndex::new(embeddings).unwrap();
        prop_assert_eq!(index.nearest(query, k, radius), brute_force(embeddings, query, k, radius));
        Ok(())
    }

    proptest! {
        #[test]
        fn agrees_with_comparing_all(
            (embeddings, query) in (1usize..40).prop_flat_map(|dimension| {
                // Few values, so that there are equal embeddings and equal distances.
                let value = prop_oneof![Just(0.0f32), Just(1.0), -1.0f32..1.0];
                let embedding = prop::collection::vec(value, dimension);
                (prop::collection::vec(embedding.clone(), 0..400), embedding)
            }),
            k in 0usize..20,
            radius in 0.0f32..4.0,
        ) {
            check(&embeddings, &query, k, radius)?;
            let index = PatchIndex::new(&embeddings).unwrap();
            for (i, embedding) in embeddings.iter().enumerate() {
                prop_assert_eq!(index.embedding(i), &embedding[..]);
                let found = index.nearest(embedding, usize::MAX, 0.0);
                prop_assert!(found.iter().any(|n| n.index == i), "every embedding finds itself");
            }
        }

        #[test]
        fn agrees_on_clusters(
            centres in prop::collection::vec(prop::collection::vec(-1.0f32..1.0, 24), 1..6),
            members in prop::collection::vec((0usize..6, prop::collection::vec(-0.05f32..0.05, 24)), 1..600),
            k in 1usize..12,
            radius in 0.0f32..0.6,
        ) {
            let around = |(centre, offset): &(usize, Vec<f32>)| {
                let centre = &centres[centre % centres.len()];
                centre.iter().zip(offset).map(|(c, o)| c + o).collect::<Vec<f32>>()
            };
            let embeddings: Vec<Vec<f32>> = members.iter().map(around).collect();
            check(&embeddings, &embeddings[members.len() / 2], k, radius)?;
            check(&embeddings, &centres[0], k, radius)?;
        }
    }

    proptest! {
        // Enough embeddings for the tree.
        #![proptest_config(ProptestConfig::with_cases(8))]
        #[test]
        fn agrees_in_large_sets(seed: u64, k in 1usize..12, radius in 0.0f32..1.0) {
            let mut state = seed;
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 40) as f32 / (1u32 << 24) as f32
            };
            let embeddings: Vec<Vec<f32>> = (0..2 * Tree::FROM).map(|_| (0..20).map(|_| next()).collect()).collect();
            for tight in [radius, radius / 5.0] {
                check(&embeddings, &embeddings[7], k, tight)?;
            }
        }
    }

    #[test]
    fn a_thousand_equal_points_are_fine() {
        let index = PatchIndex::new(&vec![vec![0.5; 20]; 1000]).unwrap();
        let found = index.nearest(&[0.5; 20], 3, 0.1);
        assert_eq!(found.iter().map(|n| n.index).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn unequal_lengths_and_nan_are_refused() {
        let error = PatchIndex::new(&[vec![1.0], vec![1.0, 2.0]]).unwrap_err();
        assert_eq!(error, IndexError::Dimension { expected: 1, actual: 2, index: 1 });
        assert_eq!(PatchIndex::new(&[vec![f32::NAN]]).unwrap_err(), IndexError::NotFinite { index: 0 });
        let index = PatchIndex::new(&[vec![1.0, 2.0]]).unwrap();
        assert!(index.nearest(&[1.0], 5, 9.0).is_empty());
        assert!(index.nearest(&[1.0, f32::NAN], 5, 9.0).is_empty());
    }
}
