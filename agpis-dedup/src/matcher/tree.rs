//! All points within a small radius, by a k-d tree.

use kiddo::{ImmutableKdTree, SquaredEuclidean};

use super::IndexError;
use super::projection::NEAR;

/// Dimensions of the tree: the first of the projected space. More do not make it faster.
const DIMENSIONS: usize = 8;

/// A k-d tree over points.
pub(super) struct Tree(ImmutableKdTree<f32, DIMENSIONS>);

impl Tree {
    /// With fewer points a scan is faster, whatever the radius.
    pub(super) const FROM: usize = 4096;
    /// With a larger radius, among unit vectors, the tree looks at too many points.
    const MAX_RADIUS: f32 = 0.15;

    /// `None` for few points.
    pub(super) fn new(points: &[[f32; NEAR]]) -> Result<Option<Self>, IndexError> {
        if points.len() < Self::FROM {
            return Ok(None);
        }
        let points: Vec<[f32; DIMENSIONS]> = points.iter().map(first).collect();
        ImmutableKdTree::new_from_slice(&points).map(|tree| Some(Self(tree))).map_err(IndexError::Tree)
    }

    /// Whether it is faster than a scan.
    pub(super) fn pays(&self, radius: f32) -> bool {
        radius <= Self::MAX_RADIUS
    }

    /// The points that may be nearer than a squared distance.
    pub(super) fn within(&self, query: &[f32; NEAR], squared_radius: f32) -> impl Iterator<Item = usize> {
        let query = first(query);
        let found = self.0.query(&query).within::<SquaredEuclidean<f32>>(squared_radius).execute();
        found.into_iter().map(|candidate| candidate.item as usize)
    }
}

fn first(point: &[f32; NEAR]) -> [f32; DIMENSIONS] {
    std::array::from_fn(|i| point[i])
}
