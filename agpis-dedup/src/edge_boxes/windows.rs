//! Sliding windows over scale, aspect ratio and position (§3.3 of the EdgeBoxes paper).

use rayon::prelude::*;

use super::refine::refine;
use super::score::{Scorer, Scratch};
use super::{EdgeBoxesParams, Window};

/// Every window that scores, refined, in the order of generation.
pub(super) fn scored(scorer: &Scorer, params: &EdgeBoxesParams) -> Vec<Window> {
    let ratio = step_ratio(params.alpha);
    let columns: Vec<Column> =
        shapes(scorer.width, scorer.height, params).flat_map(|shape| shape.columns(scorer.width)).collect();
    columns
        .par_iter()
        .map_init(Scratch::default, |scratch, column| column.scored(scorer, ratio, scratch))
        .flatten_iter()
        .collect()
}

/// Step by side length at which two windows overlap with an IoU of α.
fn step_ratio(alpha: f32) -> f32 {
    (1.0 - alpha) / (1.0 + alpha)
}

/// A size of window and its steps in pixels.
#[derive(Clone, Copy)]
struct Shape {
    w: i32,
    h: i32,
    step_x: i32,
    step_y: i32,
}

/// All windows of one size with one left side.
struct Column {
    shape: Shape,
    x: i32,
}

/// Sizes from the smallest area on, for each the aspect ratios from tall to wide.
fn shapes(width: i32, height: i32, params: &EdgeBoxesParams) -> impl Iterator<Item = Shape> {
    let alpha = params.alpha;
    let (scale_step, ratio_step) = ((1.0 / alpha).sqrt(), (1.0 + alpha) / (2.0 * alpha));
    let min_size = params.min_box_area.sqrt();
    let ratios = (params.max_aspect_ratio.ln() / (ratio_step * ratio_step).ln()) as i32;
    let scales = ((width.max(height) as f32 / min_size).ln() / scale_step.ln()).ceil() as i32;
    (0..scales.max(0)).flat_map(move |scale| {
        let size = min_size * scale_step.powf(scale as f32);
        (-ratios..=ratios)
            .map(move |ratio| Shape::new(size, ratio_step.powf(ratio as f32), step_ratio(alpha)))
    })
}

impl Shape {
    fn new(size: f32, ratio: f32, step_ratio: f32) -> Self {
        let (w, h) = ((size * ratio) as i32, (size / ratio) as i32);
        let step = |side: i32| ((side as f32 * step_ratio) as i32).max(2);
        Self { w, h, step_x: step(w), step_y: step(h) }
    }

    fn columns(self, width: i32) -> impl Iterator<Item = Column> {
        steps(width, self.w, self.step_x).map(move |x| Column { shape: self, x })
    }
}

impl Column {
    fn scored(&self, scorer: &Scorer, ratio: f32, scratch: &mut Scratch) -> Vec<Window> {
        let &Self { shape: Shape { w, h, step_y, .. }, x } = self;
        let strip = scorer.strip(x, w);
        let scored = steps(scorer.height, h, step_y).filter_map(|y| {
            let window = strip.score(y, h, 0.0, scratch)?;
            Some(refine(window, ratio, scorer, scratch))
        });
        scored.collect()
    }
}

/// Where windows begin along a side; the last may hang over its end.
fn steps(length: i32, window: i32, step: i32) -> impl Iterator<Item = i32> {
    (0..(length - window + step).max(0)).step_by(step as usize)
}
