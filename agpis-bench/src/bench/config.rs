//! What to generate.

use agpis_core::RuleCategory;

/// A part of the data; no SKU is in two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Split {
    Train,
    Validation,
    Test,
}

impl Split {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Test];

    /// A short name, such as `train`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }
}

/// What a [`Bench`](super::Bench) generates.
#[derive(Clone, Debug, PartialEq)]
pub struct BenchConfig {
    /// Another seed is another bench.
    pub seed: u64,
    /// Width and height of every picture in pixels.
    pub image_size: u32,
    /// K^t, `2..=6`: images in a sequence.
    pub length: usize,
    /// The share of sequences without a violation.
    pub qualified_share: f64,
    /// Relative frequency of violations: single-image, image-pair, multi-image.
    pub category_weights: [f64; 3],
    /// The share of single candidates with a fault.
    pub non_compliant_share: f64,
    /// The share of titles that name no colour.
    pub colourless_share: f64,
    /// How many SKUs the train, validation and test split draw from.
    pub skus: [u64; 3],
}

impl Default for BenchConfig {
    /// Proportions of the paper's Table 1: 71% qualified, and 12, 7 and 10% violations.
    fn default() -> Self {
        Self {
            seed: 0,
            image_size: 96,
            length: 3,
            qualified_share: 0.71,
            category_weights: [12.0, 7.0, 10.0],
            non_compliant_share: 0.4,
            colourless_share: 0.2,
            skus: [8_000, 1_000, 1_000],
        }
    }
}

impl BenchConfig {
    pub(crate) fn categories(&self) -> impl Iterator<Item = (RuleCategory, f64)> + Clone {
        [RuleCategory::SingleImage, RuleCategory::ImagePair, RuleCategory::MultiImage]
            .into_iter()
            .zip(self.category_weights)
    }
}
