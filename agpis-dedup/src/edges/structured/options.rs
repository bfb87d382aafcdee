//! The sizes of a structured forest.

use std::ops::RangeInclusive;

use super::error::ForestError;

/// Sizes of the forest, its features and its output, by OpenCV's names in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Options {
    /// Pixels between neighbouring patches.
    pub(super) stride: usize,
    /// Pixels of the picture to one of the features, along each axis.
    pub(super) shrink: usize,
    /// Side of the patch that is looked at, in pixels.
    pub(super) patch: usize,
    /// Side of the patch of edges that is predicted, in pixels, in the middle of the other.
    pub(super) inner: usize,
    pub(super) orientations: usize,
    /// Radii of triangle filters, in pixels of the picture.
    pub(super) gradient_smoothing: usize,
    pub(super) gradient_normalization: usize,
    pub(super) regular_smoothing: usize,
    pub(super) similarity_smoothing: usize,
    /// Cells of a patch along each axis that are compared with each other.
    pub(super) grid: usize,
    pub(super) trees: usize,
    /// Trees asked at one position.
    pub(super) evaluated: usize,
}

/// Names in the file and the values allowed, in the order of [`Given`]. The published model has stride 2,
/// shrink 2, patches of 32 and 16, 4 orientations, radii 0, 2, 8 and 4, a grid of 5, and 4 of 8 trees.
const ALLOWED: [(&str, RangeInclusive<usize>); 12] = [
    ("stride", 1..=64),
    ("shrinkNumber", 1..=16),
    ("patchSize", 1..=128),
    ("patchInnerSize", 1..=128),
    ("numberOfGradientOrientations", 1..=16),
    ("gradientSmoothingRadius", 0..=64),
    ("regFeatureSmoothingRadius", 0..=64),
    ("ssFeatureSmoothingRadius", 0..=64),
    ("gradientNormalizationRadius", 0..=64),
    ("selfsimilarityGridSize", 1..=8),
    ("numberOfTrees", 1..=64),
    ("numberOfTreesToEvaluate", 1..=64),
];

/// The values of a file so far.
#[derive(Debug, Default)]
pub(super) struct Given([Option<usize>; ALLOWED.len()]);

impl Given {
    /// The place for the option of this name; `None` for one that is not needed.
    pub(super) fn slot(&mut self, name: &[u8]) -> Option<&mut Option<usize>> {
        let index = ALLOWED.iter().position(|(known, _)| known.as_bytes() == name)?;
        Some(&mut self.0[index])
    }

    /// Checks that all are there, each within its range, and that they go together.
    pub(super) fn check(self) -> Result<Options, ForestError> {
        let mut values = [0; ALLOWED.len()];
        for ((value, given), (name, range)) in values.iter_mut().zip(self.0).zip(ALLOWED) {
            *value = given.ok_or(ForestError::Missing { key: name })?;
            if !range.contains(value) {
                let expected = format!("{} to {}", range.start(), range.end());
                return Err(ForestError::Option { name, expected, actual: *value });
            }
        }
        let [stride, shrink, patch, inner, orientations, gradient_smoothing, ..] = values;
        let [.., regular_smoothing, similarity_smoothing, gradient_normalization, grid, trees, evaluated] =
            values;
        let options = Options {
            stride,
            shrink,
            patch,
            inner,
            orientations,
            gradient_smoothing,
            gradient_normalization,
            regular_smoothing,
            similarity_smoothing,
            grid,
            trees,
            evaluated,
        };
        options.check_relations()?;
        Ok(options)
    }
}

impl Options {
    /// Channels of the features: L, u, v, and at both scales the gradient's magnitude and histogram.
    pub(super) fn channels(&self) -> usize {
        3 + 2 * (1 + self.orientations)
    }

    /// Side of a patch in the shrunk features.
    pub(super) fn shrunk_patch(&self) -> usize {
        self.patch / self.shrink
    }

    /// Pixels added on every side, so that the inner patches cover the picture.
    pub(super) fn padding(&self) -> usize {
        (self.patch - self.inner) / 2
    }

    fn check_relations(&self) -> Result<(), ForestError> {
        let wrong = |name, expected, actual| Err(ForestError::Option { name, expected, actual });
        if !self.patch.is_multiple_of(self.shrink) {
            return wrong("patchSize", format!("a multiple of shrinkNumber, {}", self.shrink), self.patch);
        }
        if self.inner > self.patch {
            return wrong("patchInnerSize", format!("at most patchSize, {}", self.patch), self.inner);
        }
        if self.evaluated > self.trees {
            let expected = format!("at most numberOfTrees, {}", self.trees);
            return wrong("numberOfTreesToEvaluate", expected, self.evaluated);
        }
        Ok(())
    }
}
