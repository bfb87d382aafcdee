//! Non-maximal suppression of boxes, with an optional decay of its threshold (η).

use rayon::prelude::*;

use super::{EdgeBoxesParams, Window};

/// Suppression is switched off above this β.
const KEEP_ALL: f32 = 0.99;
/// The threshold does not decay from here on.
const LOWEST: f32 = 0.5;
const MAX_BIN: usize = 10_000;

/// The boxes from the highest score down that overlap no better one by more than β.
pub(super) fn suppress(mut boxes: Vec<Window>, params: &EdgeBoxesParams) -> Vec<Window> {
    boxes.par_sort_by(|a, b| b.score.total_cmp(&a.score));
    if params.beta > KEEP_ALL {
        boxes.truncate(params.max_boxes);
        return boxes;
    }
    let mut threshold = params.beta;
    let mut bins = SizeBins::new(params.beta);
    let mut kept = Vec::new();
    for candidate in boxes {
        if kept.len() == params.max_boxes {
            break;
        }
        if bins.near(&candidate).any(|better| iou(better, &candidate) > threshold) {
            continue;
        }
        bins.insert(candidate);
        kept.push(candidate);
        if params.eta < 1.0 && threshold > LOWEST {
            threshold *= params.eta;
            bins.widen(threshold);
        }
    }
    kept
}

/// Kept boxes by the logarithm of their area: an IoU above β needs a ratio of areas above β, so only bins
/// next to each other need comparing.
struct SizeBins {
    log_base: f32,
    reach: usize,
    bins: Vec<Vec<Window>>,
}

impl SizeBins {
    fn new(beta: f32) -> Self {
        Self { log_base: (1.0 / beta).ln(), reach: 1, bins: Vec::new() }
    }

    fn bin(&self, window: &Window) -> usize {
        let bin = (area(window).ln() / self.log_base).ceil() as usize;
        bin.clamp(self.reach, MAX_BIN - self.reach)
    }

    fn near(&self, window: &Window) -> impl Iterator<Item = &Window> {
        let bin = self.bin(window);
        let bins = &self.bins[(bin - self.reach).min(self.bins.len())..];
        bins[..bins.len().min(2 * self.reach + 1)].iter().flatten()
    }

    fn insert(&mut self, window: Window) {
        let bin = self.bin(&window);
        self.bins.resize_with(self.bins.len().max(bin + 1), Vec::new);
        self.bins[bin].push(window);
    }

    fn widen(&mut self, threshold: f32) {
        self.reach = ((1.0 / threshold).ln() / self.log_base).ceil() as usize;
    }
}

fn area(window: &Window) -> f32 {
    window.w as f32 * window.h as f32
}

fn iou(a: &Window, b: &Window) -> f32 {
    let w = (a.x + a.w).min(b.x + b.w) - a.x.max(b.x);
    let h = (a.y + a.h).min(b.y + b.h) - a.y.max(b.y);
    let shared = w.max(0) as f32 * h.max(0) as f32;
    let union = area(a) + area(b) - shared;
    if union > 0.0 { shared / union } else { 0.0 }
}
