//! Where the picture is steeper than beside: the pixels that the model is asked about.

use super::cues::Cues;
use crate::approximate::angle;
use crate::edges::thin::thin;

/// So many pixels to both sides across the edge must be less steep, as in the original EdgeBoxes.
const THINNING: usize = 2;

/// The thin lines of steepest gradient.
pub(super) struct Ridges {
    /// Of every pixel; 0 off the lines.
    pub(super) steepness: Vec<f32>,
    /// Angle of the gradient modulo π; 0 where the picture is flat.
    pub(super) orientation: Vec<f32>,
}

impl Ridges {
    pub(super) fn new(cues: &Cues) -> Self {
        let steepness = cues.steepness();
        let of_pixel = |(pixel, &steepness): (usize, &f32)| {
            let at = |pixel: usize| (pixel % cues.width(), pixel / cues.width());
            if steepness > 0.0 { angle(cues.gradient(at(pixel))) } else { 0.0 }
        };
        let orientation: Vec<f32> = steepness.values.iter().enumerate().map(of_pixel).collect();
        Self { steepness: thin(&steepness, &orientation, THINNING), orientation }
    }
}
