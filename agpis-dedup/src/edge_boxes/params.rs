//! What can be tuned, and within which limits.

use std::ops::RangeInclusive;

/// Parameters of [`EdgeBoxes`](crate::EdgeBoxes). Defaults and presets are those published with the paper.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgeBoxesParams {
    /// IoU of neighbouring sliding windows, hence the step size, in `0.4..=0.95`. Default 0.65.
    pub alpha: f32,
    /// Boxes that overlap a better one by a larger IoU are suppressed, in `0.01..=1.0`; above 0.99 nothing
    /// is. Default 0.75.
    pub beta: f32,
    /// The threshold `beta` decays by this factor with every kept box, down to 0.5, in `0.5..=1.0`.
    /// Default 1, no decay.
    pub eta: f32,
    /// Boxes that score less are dropped, in `0.0..=1e6`. Default 0.01.
    pub min_score: f32,
    /// Largest number of boxes. Default 10 000.
    pub max_boxes: usize,
    /// Pixels of no greater strength are no edges, in `0.0..=1.0`. Default 0.1.
    pub edge_min_mag: f32,
    /// A segment grows until its direction has changed by this much in total, in units of π, in
    /// `0.001..=100.0`. Default 0.5.
    pub edge_merge_thr: f32,
    /// Segments of no greater total strength are dissolved into their neighbours, in `0.0..=1e6`.
    /// Default 0.5.
    pub cluster_min_mag: f32,
    /// Longest to shortest side of the sliding windows, in `1.0..=10.0`. Default 3.
    pub max_aspect_ratio: f32,
    /// Area of the smallest window in pixels, in `16.0..=1e8`. Default 1000.
    pub min_box_area: f32,
    /// Exponent of the affinity of two segments, in `0.0..=10.0`. Default 2.
    pub gamma: f32,
    /// Exponent of the normalisation by box size, in `0.0..=10.0`. Default 1.5.
    pub kappa: f32,
}

/// A parameter is outside its range.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("EdgeBoxes parameter {name}: expected {min}..={max}, got {actual}")]
#[non_exhaustive]
pub struct ParameterError {
    /// The field.
    pub name: &'static str,
    /// Smallest value allowed.
    pub min: f32,
    /// Largest value allowed.
    pub max: f32,
    /// Value given.
    pub actual: f32,
}

impl Default for EdgeBoxesParams {
    fn default() -> Self {
        Self {
            alpha: 0.65,
            beta: 0.75,
            eta: 1.0,
            min_score: 0.01,
            max_boxes: 10_000,
            edge_min_mag: 0.1,
            edge_merge_thr: 0.5,
            cluster_min_mag: 0.5,
            max_aspect_ratio: 3.0,
            min_box_area: 1000.0,
            gamma: 2.0,
            kappa: 1.5,
        }
    }
}

impl EdgeBoxesParams {
    /// For boxes that shall overlap objects with an IoU of 0.5 (the default is for 0.7).
    #[must_use]
    pub fn iou_50() -> Self {
        Self { beta: 0.55, ..Self::default() }
    }

    /// For boxes that shall overlap objects with an IoU of 0.9.
    #[must_use]
    pub fn iou_90() -> Self {
        Self { alpha: 0.85, beta: 0.95, ..Self::default() }
    }

    /// Best average recall over IoU 0.5 to 1 with 1000 boxes.
    #[must_use]
    pub fn average_recall() -> Self {
        Self { beta: 0.9, eta: 0.9996, max_boxes: 1000, ..Self::default() }
    }

    /// Fewer windows and a higher bar for them.
    #[must_use]
    pub fn fast() -> Self {
        Self { alpha: 0.625, min_score: 0.02, ..Self::default() }
    }

    /// Limits that keep windows at least a few pixels large, their number finite, and refinement from
    /// turning a box inside out.
    pub(crate) fn check(&self) -> Result<(), ParameterError> {
        within("alpha", self.alpha, 0.4..=0.95)?;
        within("beta", self.beta, 0.01..=1.0)?;
        within("eta", self.eta, 0.5..=1.0)?;
        within("min_score", self.min_score, 0.0..=1e6)?;
        within("edge_min_mag", self.edge_min_mag, 0.0..=1.0)?;
        within("edge_merge_thr", self.edge_merge_thr, 0.001..=100.0)?;
        within("cluster_min_mag", self.cluster_min_mag, 0.0..=1e6)?;
        within("max_aspect_ratio", self.max_aspect_ratio, 1.0..=10.0)?;
        within("min_box_area", self.min_box_area, 16.0..=1e8)?;
        within("gamma", self.gamma, 0.0..=10.0)?;
        within("kappa", self.kappa, 0.0..=10.0)
    }
}

fn within(name: &'static str, actual: f32, range: RangeInclusive<f32>) -> Result<(), ParameterError> {
    if range.contains(&actual) {
        return Ok(());
    }
    Err(ParameterError { name, min: *range.start(), max: *range.end(), actual })
}

#[cfg(test)]
mod tests {
    use super::EdgeBoxesParams;
    use crate::EdgeBoxes;

    #[test]
    fn silly_parameters_are_named() {
        for (name, params) in [
            ("alpha", EdgeBoxesParams { alpha: 1.0, ..EdgeBoxesParams::default() }),
            ("beta", EdgeBoxesParams { beta: f32::NAN, ..EdgeBoxesParams::default() }),
            ("eta", EdgeBoxesParams { eta: 0.0, ..EdgeBoxesParams::default() }),
            ("min_box_area", EdgeBoxesParams { min_box_area: 0.0, ..EdgeBoxesParams::default() }),
            ("kappa", EdgeBoxesParams { kappa: f32::INFINITY, ..EdgeBoxesParams::default() }),
        ] {
            assert_eq!(EdgeBoxes::new(params).unwrap_err().name, name);
        }
    }

    #[test]
    fn the_presets_are_valid() {
        for preset in [
            EdgeBoxesParams::default(),
            EdgeBoxesParams::iou_50(),
            EdgeBoxesParams::iou_90(),
            EdgeBoxesParams::average_recall(),
            EdgeBoxesParams::fast(),
        ] {
            assert!(EdgeBoxes::new(preset).is_ok());
        }
    }
}
