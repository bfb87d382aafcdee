//! Learning the weights: logistic regression by Newton's method.

use nalgebra::{SMatrix, SVector};
use rayon::prelude::*;

use super::EdgeExample;
use super::cues::{COUNT, Cues};
use super::ridges::Ridges;
use crate::Lab;

/// How [`LearnedEdges::fit`](super::LearnedEdges::fit) learns.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgeFit {
    /// Of the pixels that are steeper than those beside them, those at most so far from the outline are taken
    /// for edges. Masks are seldom exact. In pixels, from 0.
    /// Default 2.
    pub near: f32,
    /// Pixels farther than this are taken for none; those between count for nothing. In pixels, at least
    /// `near`, at most 100. Default 5.
    pub far: f32,
    /// How much the edges of a picture weigh, of all its pixels, in `0.01..=0.99`: the higher, the more
    /// probable the model finds edges. Default 0.4.
    pub edge_share: f64,
    /// Weight of the L2 penalty on the weights of standardised cues, against the mean log loss; positive, at
    /// most 1000. Default 0.01.
    pub l2: f64,
    /// At most so many edges, and three times as many others, of a picture, evenly spread; at least 1.
    /// Default 1500.
    pub samples: usize,
}

impl Default for EdgeFit {
    fn default() -> Self {
        Self { near: 2.0, far: 5.0, edge_share: 0.4, l2: 0.01, samples: 1500 }
    }
}

/// Nothing can be learned so.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EdgeFitError {
    /// An option is out of range.
    #[error("expected {option} {expected}, got {actual}")]
    Option {
        /// Its name.
        option: &'static str,
        /// The values allowed.
        expected: &'static str,
        /// The value given.
        actual: f64,
    },
    /// No picture has both pixels of an outline and others.
    #[error("expected a picture with an outline, got {examples} without")]
    NoOutline {
        /// Number of examples.
        examples: usize,
    },
}

impl EdgeFit {
    fn check(&self) -> Result<(), EdgeFitError> {
        let options = [
            ("near", "within 0..=100", f64::from(self.near), 0.0..=100.0),
            ("far", "from `near` to 100", f64::from(self.far), f64::from(self.near)..=100.0),
            ("edge_share", "within 0.01..=0.99", self.edge_share, 0.01..=0.99),
            ("l2", "within 0.000001..=1000", self.l2, 1e-6..=1e3),
            ("samples", "of at least 1", self.samples as f64, 1.0..=f64::MAX),
        ];
        match options.into_iter().find(|(.., actual, range)| !range.contains(actual)) {
            None => Ok(()),
            Some((option, expected, actual, _)) => Err(EdgeFitError::Option { option, expected, actual }),
        }
    }
}

/// The cues and the constant 1.
const SIZE: usize = COUNT + 1;
type Vector = SVector<f64, SIZE>;
type Matrix = SMatrix<f64, SIZE, SIZE>;

/// Far more than Newton's method needs from weights of zero.
const STEPS: usize = 25;
/// No cue counts as less spread than this.
const LEAST_SPREAD: f64 = 1e-3;

struct Sample {
    cues: Vector,
    edge: bool,
    weight: f64,
}

pub(super) fn weights(examples: &[EdgeExample], options: &EdgeFit) -> Result<[f32; SIZE], EdgeFitError> {
    options.check()?;
    let of_each: Vec<Vec<Sample>> = examples.par_iter().map(|example| samples(example, options)).collect();
    let mut samples: Vec<Sample> = of_each.into_iter().flatten().collect();
    if samples.is_empty() {
        return Err(EdgeFitError::NoOutline { examples: examples.len() });
    }
    let total: f64 = samples.iter().map(|sample| sample.weight).sum();
    samples.iter_mut().for_each(|sample| sample.weight /= total);
    let (mean, spread) = standardise(&mut samples);
    let found = newton(&samples, options.l2);
    Ok(unstandardised(found, mean, spread))
}

/// Pixels of one picture; every picture weighs 1.
fn samples(example: &EdgeExample, options: &EdgeFit) -> Vec<Sample> {
    let cues = Cues::new(&Lab::new(example.image()));
    let ridges = Ridges::new(&cues).steepness;
    let (mut edges, mut others) = example.split(options.near, options.far);
    // What the model will be asked about.
    for pixels in [&mut edges, &mut others] {
        pixels.retain(|&pixel| ridges[pixel] > 0.0);
    }
    if edges.is_empty() || others.is_empty() {
        return Vec::new();
    }
    let (edges, others) =
        (evenly(&edges, options.samples), evenly(&others, options.samples.saturating_mul(3)));
    let width = cues.width();
    let sample = |pixel: usize, edge: bool, weight: f64| {
        let seen = cues.at(pixel % width, pixel / width);
        Sample { cues: Vector::from_fn(|i, _| seen.get(i).map_or(1.0, |&v| f64::from(v))), edge, weight }
    };
    let (share, of_edges, of_others) = (options.edge_share, edges.len() as f64, others.len() as f64);
    let edges = edges.into_iter().map(|pixel| sample(pixel, true, share / of_edges));
    edges.chain(others.into_iter().map(|pixel| sample(pixel, false, (1.0 - share) / of_others))).collect()
}

/// At most `count` of them, the first of every stretch of equal length.
fn evenly(pixels: &[usize], count: usize) -> Vec<usize> {
    let count = count.min(pixels.len());
    (0..count).map(|i| pixels[i * pixels.len() / count]).collect()
}

/// To mean 0 and spread 1, all but the constant.
fn standardise(samples: &mut [Sample]) -> (Vector, Vector) {
    let mut mean: Vector = samples.iter().map(|s| s.cues * s.weight).sum();
    let deviation = |s: &Sample| (s.cues - mean).map(|v| v * v) * s.weight;
    let mut spread = samples.iter().map(deviation).sum::<Vector>().map(|v| v.sqrt().max(LEAST_SPREAD));
    (mean[COUNT], spread[COUNT]) = (0.0, 1.0);
    samples.iter_mut().for_each(|s| s.cues = (s.cues - mean).component_div(&spread));
    (mean, spread)
}

/// Minimises the mean log loss plus half of `l2` times the squared weights, the constant apart.
fn newton(samples: &[Sample], l2: f64) -> Vector {
    let mut penalty = Vector::repeat(l2);
    penalty[COUNT] = 0.0;
    let mut weights = Vector::zeros();
    for _ in 0..STEPS {
        let mut slope: Vector = penalty.component_mul(&weights);
        let mut curvature = Matrix::from_diagonal(&penalty.map(|v| v + 1e-9));
        for sample in samples {
            let p = 1.0 / (1.0 + (-sample.cues.dot(&weights)).exp());
            slope += sample.cues * (sample.weight * (p - f64::from(u8::from(sample.edge))));
            curvature.syger(sample.weight * p * (1.0 - p), &sample.cues, &sample.cues, 1.0);
        }
        let Some(decomposed) = curvature.cholesky() else { break };
        let step = decomposed.solve(&slope);
        weights -= step;
        if step.amax() < 1e-9 {
            break;
        }
    }
    weights
}

/// The weights of the cues as they are.
fn unstandardised(found: Vector, mean: Vector, spread: Vector) -> [f32; SIZE] {
    let mut weights = found.component_div(&spread);
    weights[COUNT] -= weights.dot(&mean);
    std::array::from_fn(|i| weights[i] as f32)
}
