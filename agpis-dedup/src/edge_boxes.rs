//! EdgeBoxes: object proposals from edges.
//!
//! C. L. Zitnick and P. Dollár, *Edge Boxes: Locating Object Proposals from Edges*, ECCV 2014. The number of
//! contours wholly inside a box tells how likely it holds an object. Edge pixels are grouped into straight
//! segments; segments that straddle the border of a box, and those connected to them by affinity, do not
//! count. Boxes slide over position, scale and aspect ratio, are refined, and thinned out by overlap.
//!
//! All arithmetic is f32 in a fixed order, column by column, because sums, numbering and ties depend on it:
//! boxes and scores agree with OpenCV's `ximgproc`, apart from the order of equal scores, which is the
//! order of the sliding windows here and unspecified there.

mod affinity;
mod groups;
mod nms;
mod params;
mod refine;
mod runs;
mod score;
mod sums;
mod windows;

use agpis_core::Region;

use self::groups::EdgeGroups;
pub use self::params::{EdgeBoxesParams, ParameterError};
use self::score::Scorer;
use crate::EdgeMap;

/// The algorithm with checked parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EdgeBoxes {
    params: EdgeBoxesParams,
}

/// A box that probably holds an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proposal {
    /// Leftmost column, from 0.
    pub x: u32,
    /// Topmost row, from 0.
    pub y: u32,
    /// Rightmost column minus leftmost column.
    pub w: u32,
    /// Bottom row minus top row.
    pub h: u32,
    /// How much contour the box encloses for its size; positive, comparable within one image.
    pub score: f32,
}

impl Proposal {
    /// The pixels covered: both corners belong to the box.
    #[must_use]
    pub fn region(self) -> Region {
        Region { x: self.x, y: self.y, width: self.w + 1, height: self.h + 1 }
    }
}

impl EdgeBoxes {
    /// With these parameters.
    ///
    /// # Errors
    /// If one of them is outside its range.
    pub fn new(params: EdgeBoxesParams) -> Result<Self, ParameterError> {
        params.check()?;
        Ok(Self { params })
    }

    /// The parameters.
    #[must_use]
    pub fn params(&self) -> &EdgeBoxesParams {
        &self.params
    }

    /// Boxes from the highest score down, at most `max_boxes`; of equal scores the one whose window was
    /// generated first. No edges, no boxes; none either if both sides are below about `√min_box_area`.
    ///
    /// Uses the current rayon thread pool; the result does not depend on its size.
    #[must_use]
    pub fn detect(&self, edges: &EdgeMap) -> Vec<Proposal> {
        let groups = EdgeGroups::new(edges, &self.params);
        let scorer = Scorer::new(&groups, &self.params);
        let candidates = windows::scored(&scorer, &self.params);
        nms::suppress(candidates, &self.params).into_iter().map(Proposal::from).collect()
    }
}

/// A box during the search: may hang over the border until it is scored.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Window {
    x: i32,
    y: i32,
    w: i32,
    h: i32,
    score: f32,
}

impl From<Window> for Proposal {
    fn from(Window { x, y, w, h, score }: Window) -> Self {
        Self { x: x as u32, y: y as u32, w: w as u32, h: h as u32, score }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{EdgeBoxes, EdgeBoxesParams};
    use crate::EdgeMap;

    /// The outline of a rectangle with its normals.
    fn rectangle(side: usize, from: usize, to: usize) -> EdgeMap {
        let (mut strength, mut orientation) = (vec![0.0; side * side], vec![0.0; side * side]);
        for i in from..=to {
            for (x, y, angle) in [(i, from, 1.57), (i, to, 1.57), (from, i, 0.0), (to, i, 0.0)] {
                strength[y * side + x] = 1.0;
                orientation[y * side + x] = angle;
            }
        }
        EdgeMap::new(side, side, strength, orientation).unwrap()
    }

    #[test]
    fn the_best_box_encloses_the_outline() {
        let best = EdgeBoxes::default().detect(&rectangle(120, 30, 90))[0].region();
        let drawn = agpis_core::Region { x: 30, y: 30, width: 61, height: 61 };
        assert!(best.iou(drawn) > 0.7, "{best:?}");
    }

    #[test]
    fn nothing_comes_of_nothing() {
        for (w, h) in [(0, 0), (1, 1), (2, 90), (31, 31), (200, 200)] {
            for level in [0.0, 1.0] {
                let flat = EdgeMap::new(w, h, vec![level; w * h], vec![0.0; w * h]).unwrap();
                let boxes = EdgeBoxes::default().detect(&flat);
                assert!(level > 0.0 && w.max(h) > 31 || boxes.is_empty(), "{w}x{h}: {boxes:?}");
            }
        }
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let map = rectangle(150, 20, 110);
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| EdgeBoxes::default().detect(&map))
        };
        assert_eq!(with(1), with(5));
    }

    fn any_map() -> impl Strategy<Value = EdgeMap> {
        (0usize..70, 0usize..70).prop_flat_map(|(w, h)| {
            let strength = prop_oneof![3 => Just(0.0f32), 1 => 0.0f32..=1.0, 1 => Just(1.0)];
            let pixels = w * h;
            (prop::collection::vec(strength, pixels), prop::collection::vec(-9.0f32..9.0, pixels))
                .prop_map(move |(strength, orientation)| EdgeMap::new(w, h, strength, orientation).unwrap())
        })
    }

    prop_compose! {
        fn any_params()(
            (alpha, beta, eta) in (0.4f32..=0.9, 0.01f32..=1.0, 0.5f32..=1.0),
            (min_score, max_boxes) in (0.0f32..1.0, 0usize..3000),
            (edge_min_mag, edge_merge_thr, cluster_min_mag) in (0.0f32..=1.0, 0.01f32..10.0, 0.0f32..9.0),
            (max_aspect_ratio, min_box_area) in (1.0f32..=10.0, 16.0f32..2000.0),
            (gamma, kappa) in (0.0f32..=10.0, 0.0f32..=10.0),
        ) -> EdgeBoxesParams {
            EdgeBoxesParams {
                alpha, beta, eta, min_score, max_boxes, edge_min_mag, edge_merge_thr, cluster_min_mag,
                max_aspect_ratio, min_box_area, gamma, kappa,
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn whatever_the_input_the_boxes_are_sound(map in any_map(), params in any_params()) {
            let boxes = EdgeBoxes::new(params.clone()).unwrap().detect(&map);
            prop_assert!(boxes.len() <= params.max_boxes);
            prop_assert!(boxes.is_sorted_by(|a, b| a.score >= b.score));
            for found in boxes {
                prop_assert!(found.score.is_finite() && found.score > 0.0 && found.score >= params.min_score);
                prop_assert!(((found.x + found.w) as usize) < map.width());
                prop_assert!(((found.y + found.h) as usize) < map.height());
            }
        }
    }
}
