//! What can be tuned in duplicate detection.

use crate::EdgeBoxesParams;

/// Configuration of a [`DuplicateDetector`](crate::DuplicateDetector). The defaults were set by
/// judgement and checked, not tuned, on 612 labelled pairs of product photos with the built-in descriptor.
#[derive(Clone, Debug, PartialEq)]
pub struct DuplicateConfig {
    /// Images are brought to this longest side in pixels before patches are proposed; at least 16.
    /// Default 320.
    pub working_side: u32,
    /// Parameters of the proposals. Default: the fast preset with α = 0.5, β = 0.6 and at most 100 boxes,
    /// because near-equal patches add cost and no evidence.
    pub edge_boxes: EdgeBoxesParams,
    /// Patches whose shorter side is less than this share of the working side are left out. Default 0.1.
    pub min_patch_side: f32,
    /// Neighbours looked for, for every patch, in the other image. Default 3.
    pub neighbours: usize,
    /// Patches farther apart than this are not matched, in `0.0..=2.0` for embeddings of unit length.
    /// Default 0.9.
    pub max_distance: f32,
    /// Placements of one image on the other that are adjusted and looked at closely. Default 4.
    pub placements: usize,
    /// Whether content may be mirrored in the other image. Default true; false halves the work of the embedder.
    pub mirrored: bool,
    /// Most matched regions reported for a pair. Default 8.
    pub max_regions: usize,
}

impl Default for DuplicateConfig {
    fn default() -> Self {
        Self {
            working_side: 320,
            edge_boxes: EdgeBoxesParams { alpha: 0.5, beta: 0.6, max_boxes: 100, ..EdgeBoxesParams::fast() },
            min_patch_side: 0.1,
            neighbours: 3,
            max_distance: 0.9,
            placements: 4,
            mirrored: true,
            max_regions: 8,
        }
    }
}
