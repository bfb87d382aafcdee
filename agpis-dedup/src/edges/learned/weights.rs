//! The weights of the default model.

use super::cues::COUNT;

/// Written by
///
/// ```text
/// cargo run --release --example train_edges -- --photos DIR --renders 70 \
///     --folds 5 --seed 0 --output weights.rs
/// ```
///
/// Share of products found at an IoU of 0.7 by the best 10, 20, 50, 100 proposals of EdgeBoxes, after the
/// number of pictures:
///
/// ```text
/// photos, LabGradient            70  0.843 0.886 0.929 0.971
/// drawn products, LabGradient    60  0.850 0.883 0.950 0.967
/// photos, cross-validated        70  0.971 1.000 1.000 1.000
/// photos, all learned from       70  0.971 0.986 1.000 1.000
/// drawn products, others         60  0.867 0.917 0.950 1.000
/// ```
#[rustfmt::skip]
pub(super) const WEIGHTS: [f32; COUNT + 1] = [
    0.11013229, // gradient at radius 1
    0.13673978, // gradient at radius 2
    0.23397, // gradient at radius 4
    0.5383686, // gradient at radius 8
    -1.3765608, // mean gradient of the surroundings
    0.22582234, // contrast across 6 pixels
    0.37211207, // contrast across 12 pixels
    0.7171424, // contrast across 24 pixels
    -0.5587529, // difference from the ground 6 pixels off, on the side more like it
    0.33747563, // difference from the ground 6 pixels off, on the other side
    -0.40682042, // difference from the ground 12 pixels off, on the side more like it
    0.21915928, // difference from the ground 12 pixels off, on the other side
    -0.27698418, // texture on the side more like the ground
    0.5641475, // texture on the other side
    -0.83762604, // constant
];
