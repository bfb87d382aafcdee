//! The channels that the trees look at: colour, and the gradient at two scales.

use agpis_core::Image;
use rayon::prelude::*;

use super::gradient::gradients;
use super::luv::padded_luv;
use super::options::Options;
use super::resize::resize;
use crate::edges::triangle::{Border, smooth};
use crate::plane::Plane;

/// A picture of features, interleaved: `values[(y * width + x) * channels + channel]`.
pub(super) struct Features {
    pub(super) width: usize,
    channels: usize,
    values: Vec<f32>,
}

impl Features {
    /// The features from column `x` of row `y` on.
    pub(super) fn at(&self, x: usize, y: usize) -> &[f32] {
        &self.values[(y * self.width + x) * self.channels..]
    }

    fn new(planes: &[Plane]) -> Self {
        let (width, channels) = (planes[0].width, planes.len());
        let mut values = vec![0.0; planes[0].values.len() * channels];
        for (channel, plane) in planes.iter().enumerate() {
            values[channel..].iter_mut().step_by(channels).zip(&plane.values).for_each(|(out, &v)| *out = v);
        }
        Self { width, channels, values }
    }
}

/// A side of the features of a picture with this side, padding included.
pub(super) fn shrunk(side: usize, options: &Options) -> usize {
    rounded(side as f64 / options.shrink as f64)
}

/// The features of a picture, smoothed lightly for regular lookups and strongly for self-similarity.
pub(super) fn features(image: &Image, options: &Options) -> (Features, Features) {
    let channels = channels(image, options);
    let smoothed = |radius: usize| {
        let radius = rounded(radius as f64 / options.shrink as f64);
        let planes: Vec<Plane> =
            channels.par_iter().map(|plane| smooth(plane, radius, Border::Mirror)).collect();
        Features::new(&planes)
    };
    (smoothed(options.regular_smoothing), smoothed(options.similarity_smoothing))
}

/// L, u, v; then, at the full and at half the size, the gradient's magnitude and its histogram.
fn channels(image: &Image, options: &Options) -> Vec<Plane> {
    let luv = padded_luv(image, options.padding());
    let Plane { width, height, .. } = luv[0];
    let shrink = |plane: &Plane| resize(plane, shrunk(width, options), shrunk(height, options));
    let at_scale = |(scale, cell): (f64, usize)| {
        let size = |side: usize| rounded(side as f64 * scale).max(1);
        let scaled = luv.each_ref().map(|plane| {
            smooth(&resize(plane, size(width), size(height)), options.gradient_smoothing, Border::Mirror)
        });
        gradients(&scaled, options.orientations, cell, options.gradient_normalization)
    };
    let scales = [(1.0, options.shrink), (0.5, (options.shrink / 2).max(1))];
    let gradients: Vec<_> = scales.into_par_iter().map(at_scale).collect();
    let gradients =
        gradients.iter().flat_map(|(magnitude, histogram)| std::iter::once(magnitude).chain(histogram));
    luv.iter().chain(gradients).map(shrink).collect()
}

/// To the nearest whole number, halves to the even one.
fn rounded(v: f64) -> usize {
    v.round_ties_even() as usize
}
