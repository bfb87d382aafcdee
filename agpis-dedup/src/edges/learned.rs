//! Edges of things rather than of prints and folds: a logistic model of a few cues.

mod colours;
mod cues;
mod examples;
mod fit;
mod integral;
mod ridges;
mod weights;

use agpis_core::{Error, ErrorKind, Image};

use self::cues::Cues;
pub use self::examples::{EdgeExample, EdgeExampleError};
pub use self::fit::{EdgeFit, EdgeFitError};
use self::ridges::Ridges;
use crate::approximate::logistic;
use crate::{EdgeDetector, EdgeMap, EdgeMapError, Lab};

/// Edges by a logistic model: where the gradient of the smoothed L\*a\*b\* picture is steeper than beside, the
/// probability that a pixel is on the outline of a product, from [`LearnedEdges::CUES`].
///
/// The cues are gradients at four scales and their mean nearby, contrast and texture on both sides of the
/// edge, and how unlike the ground both sides are; the colour of the ground is the median of the picture's
/// frame. Orientations are those of the gradient, as in [`LabGradient`](crate::LabGradient), within 2e-5, and 0
/// where the picture is flat.
///
/// The default weights were learned from masks of photos of clothes and of drawn products, 320 to 400 pixels
/// on the longer side; how, and what they find, stands at the weights in the source. Cues are measured in
/// pixels, so much larger pictures should be scaled down first.
///
/// ```
/// use agpis_core::Image;
/// use agpis_dedup::{EdgeBoxes, EdgeDetector, LearnedEdges};
///
/// // A striped square on grey ground: its outline counts, its stripes hardly do.
/// let inside = |x, y| (60..140).contains(&x) && (50..130).contains(&y);
/// let stripe = |y: u32| if y / 8 % 2 == 0 { [200, 30, 40] } else { [150, 20, 30] };
/// let pixel = move |x, y| if inside(x, y) { stripe(y) } else { [190; 3] };
/// let pixels: Vec<u8> = (0..200).flat_map(|y| (0..200).flat_map(move |x| pixel(x, y))).collect();
/// let picture = Image::from_rgb8(200, 200, pixels)?;
///
/// let edges = LearnedEdges::default().detect(&picture)?;
/// let best = EdgeBoxes::default().detect(&edges)[0].region();
/// assert!(best.iou(agpis_core::Region { x: 60, y: 50, width: 80, height: 80 }) > 0.7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LearnedEdges {
    weights: [f32; cues::COUNT + 1],
}

/// These are no weights of [`LearnedEdges`].
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error(
    "expected {expected} finite weights within ±1000, got {actual}, the first that is not at {first_bad:?}"
)]
pub struct EdgeWeightsError {
    /// How many weights there are: one a cue, and the constant.
    pub expected: usize,
    /// How many were given.
    pub actual: usize,
    /// Place of the first weight that is out of range.
    pub first_bad: Option<usize>,
}

impl Default for LearnedEdges {
    fn default() -> Self {
        Self { weights: weights::WEIGHTS }
    }
}

impl LearnedEdges {
    /// What the model sees of a pixel, in the order of its weights.
    pub const CUES: [&'static str; cues::COUNT] = cues::NAMES;

    /// With these weights: one for each of [`CUES`](Self::CUES), then the constant; those that
    /// [`weights`](Self::weights) gives.
    ///
    /// # Errors
    /// If they are too few or too many, or one is not finite or beyond ±1000.
    pub fn from_weights(weights: &[f32]) -> Result<Self, EdgeWeightsError> {
        let first_bad = weights.iter().position(|w| !(-1000.0..=1000.0).contains(w));
        match (first_bad, weights.try_into()) {
            (None, Ok(weights)) => Ok(Self { weights }),
            _ => Err(EdgeWeightsError { expected: cues::COUNT + 1, actual: weights.len(), first_bad }),
        }
    }

    /// One weight for each of [`CUES`](Self::CUES), then the constant.
    #[must_use]
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// Learns the weights from pictures and the masks of what they show. The same examples give the same
    /// weights, on any number of threads.
    ///
    /// # Errors
    /// If an option is out of range, or no picture has pixels of an outline and others.
    pub fn fit(examples: &[EdgeExample], options: &EdgeFit) -> Result<Self, EdgeFitError> {
        fit::weights(examples, options).map(|weights| Self { weights })
    }

    /// Edges of a picture that is in L\*a\*b\* already. Values beyond ±2 count as ±2, those that are not
    /// numbers as 0.
    ///
    /// # Errors
    /// If the picture is larger than [`MAX_SIDE`](crate::MAX_SIDE).
    pub fn detect_lab(&self, lab: &Lab) -> Result<EdgeMap, EdgeMapError> {
        let (width, height) = lab.size();
        if width.max(height) > crate::MAX_SIDE {
            return Err(EdgeMapError::TooLarge { width, height });
        }
        let cues = Cues::new(lab);
        let Ridges { steepness: mut strength, orientation } = Ridges::new(&cues);
        for (pixel, strength) in strength.iter_mut().enumerate().filter(|(_, strength)| **strength > 0.0) {
            *strength = self.probability(&cues.at(pixel % width, pixel / width));
        }
        EdgeMap::new(width, height, strength, orientation)
    }

    fn probability(&self, cues: &[f32; cues::COUNT]) -> f32 {
        let weighted = cues.iter().zip(&self.weights).map(|(cue, weight)| cue * weight);
        logistic(weighted.sum::<f32>() + self.weights[cues::COUNT])
    }
}

impl EdgeDetector for LearnedEdges {
    fn detect(&self, image: &Image) -> Result<EdgeMap, Error> {
        self.detect_lab(&Lab::new(image))
            .map_err(|source| Error::new(ErrorKind::Input, "no edges of this image").with_source(source))
    }
}

#[cfg(test)]
mod tests {
    use agpis_core::Image;
    use proptest::prelude::*;

    use super::{EdgeExample, EdgeFit, EdgeFitError, LearnedEdges, cues};
    use crate::{EdgeDetector, Lab};

    /// A bright square on dark ground, with a grid of lines in it, and its mask.
    fn square(side: u32, from: u32, to: u32) -> EdgeExample {
        let inside = |i: u32| (from..to).contains(&(i % side)) && (from..to).contains(&(i / side));
        let line = |i: u32| (i % side).is_multiple_of(9) || (i / side).is_multiple_of(9);
        let pixel = |i: u32| {
            if !inside(i) {
                [60, 50, 40]
            } else if line(i) {
                [180; 3]
            } else {
                [220; 3]
            }
        };
        let pixels: Vec<u8> = (0..side * side).flat_map(pixel).collect();
        let image = Image::from_rgb8(side, side, pixels).unwrap();
        EdgeExample::new(image, (0..side * side).map(inside).collect()).unwrap()
    }

    #[test]
    fn outlines_are_stronger_than_prints() {
        let (shown, other) = (square(120, 30, 90), square(100, 20, 70));
        let fitted = LearnedEdges::fit(&[other], &EdgeFit::default()).unwrap();
        for detector in [fitted, LearnedEdges::default()] {
            let map = detector.detect(shown.image()).unwrap();
            let strongest = |y: usize| (45..75).map(|x| map.strength()[y * 120 + x]).fold(0.0, f32::max);
            let outline = (28..32).map(strongest).fold(0.0, f32::max);
            let inner = (40..80).map(strongest).fold(0.0, f32::max);
            assert!(outline > 0.5 && inner < 0.6 * outline, "outline {outline}, inner {inner}");
        }
    }

    #[test]
    fn learning_depends_on_examples_and_options_alone() {
        let examples = [square(80, 20, 60), square(70, 10, 50)];
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| LearnedEdges::fit(&examples, &EdgeFit::default()).unwrap())
        };
        let learned = with(1);
        assert_eq!(learned, with(3));
        assert_eq!(LearnedEdges::from_weights(learned.weights()), Ok(learned));
    }

    #[test]
    fn what_cannot_be_learned_from_is_refused() {
        let plain = EdgeExample::new(Image::from_rgb8(5, 5, vec![9; 75]).unwrap(), vec![true; 25]).unwrap();
        for examples in [&[][..], &[plain]] {
            let error = LearnedEdges::fit(examples, &EdgeFit::default()).unwrap_err();
            assert_eq!(error, EdgeFitError::NoOutline { examples: examples.len() });
        }
        let default = EdgeFit::default;
        let bad = [
            ("near", EdgeFit { near: f32::NAN, ..default() }),
            ("far", EdgeFit { far: 1.0, ..default() }),
            ("edge_share", EdgeFit { edge_share: 1.0, ..default() }),
            ("l2", EdgeFit { l2: 0.0, ..default() }),
            ("samples", EdgeFit { samples: 0, ..default() }),
        ];
        for (name, options) in bad {
            let error = LearnedEdges::fit(&[square(40, 10, 30)], &options).unwrap_err();
            assert!(
                matches!(error, EdgeFitError::Option { option, .. } if option == name),
                "{name}: {error}"
            );
        }
    }

    #[test]
    fn weights_are_checked() {
        let mut weights = vec![0.5; cues::COUNT + 1];
        assert!(LearnedEdges::from_weights(&weights).is_ok());
        weights[3] = f32::NAN;
        assert_eq!(LearnedEdges::from_weights(&weights).unwrap_err().first_bad, Some(3));
        assert_eq!(LearnedEdges::from_weights(&[1.0; 3]).unwrap_err().actual, 3);
    }

    #[test]
    fn plain_pictures_have_no_edges() {
        for (width, height) in [(1, 1), (1, 9), (50, 40)] {
            let plain = Image::from_rgb8(width, height, vec![200; (width * height * 3) as usize]).unwrap();
            let map = LearnedEdges::default().detect(&plain).unwrap();
            assert!(map.strength().iter().all(|&e| e == 0.0));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn every_picture_has_a_map(
            (width, height, pixels) in (1u32..60, 1u32..60).prop_flat_map(|(w, h)| {
                (Just(w), Just(h), prop::collection::vec(any::<u8>(), (w * h * 3) as usize))
            }),
            weights in prop::collection::vec(-1000.0f32..=1000.0, cues::COUNT + 1),
        ) {
            let image = Image::from_rgb8(width, height, pixels).unwrap();
            for detector in [LearnedEdges::from_weights(&weights).unwrap(), LearnedEdges::default()] {
                let map = detector.detect(&image).unwrap();
                prop_assert_eq!((map.width(), map.height()), (width as usize, height as usize));
                prop_assert_eq!(map, detector.detect(&image).unwrap());
            }
        }

        #[test]
        fn so_has_every_table_of_numbers(width in 1usize..20, values in prop::collection::vec(any::<f32>(), 60)) {
            let pixels: Vec<[f32; 3]> = (0..width * 3).map(|i| [0, 1, 2].map(|c| values[(3 * i + c) % 60])).collect();
            prop_assert!(LearnedEdges::default().detect_lab(&Lab::from_pixels(width, &pixels)).is_ok());
        }
    }
}
