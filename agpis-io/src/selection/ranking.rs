//! The best sequences that a search found, on disk.

use agpis_core::Ranked;
use serde::{Deserialize, Serialize};

use super::rounded;

/// A sequence that was scored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RankedRow {
    /// Ids of its images in order, the primary first.
    pub images: Vec<String>,
    /// Probability that a reviewer accepts it.
    pub p_qualified: f64,
}

impl From<&Ranked> for RankedRow {
    fn from(ranked: &Ranked) -> Self {
        Self {
            images: ranked.images.iter().map(ToString::to_string).collect(),
            p_qualified: rounded(ranked.p_qualified.get()),
        }
    }
}
