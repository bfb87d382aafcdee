//! What to generate.

use crate::product::Family;
use crate::rules::Reviewer;
use crate::text::Language;

/// A part of the data. No SKU of one of the first three is in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Split {
    /// Eight in ten SKUs.
    Train,
    /// One in ten SKUs.
    Validation,
    /// One in ten SKUs.
    Test,
    /// Kinds of products that no other split has.
    NewFamily,
    /// SKUs of the test split, with letters, signs and marks that no other split has.
    NewOverlay,
}

impl Split {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Train, Self::Validation, Self::Test, Self::NewFamily, Self::NewOverlay];

    /// A short name, such as `train` or `new-family`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
            Self::NewFamily => "new-family",
            Self::NewOverlay => "new-overlay",
        }
    }
}

/// How plain violations of single-image rules are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flavour {
    /// As sellers upload them.
    Raw,
    /// What a first stage lets through: the less plain ones.
    Agpis,
}

impl Flavour {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Raw, Self::Agpis];

    /// A short name, `raw` or `agpis`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Agpis => "agpis",
        }
    }

    /// From the faintest to the plainest.
    pub(crate) fn strengths(self) -> [f32; 2] {
        match self {
            Self::Raw => [0.2, 1.0],
            Self::Agpis => [0.12, 0.6],
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
    /// Relative frequency of true violations: single-image, image-pair, multi-image.
    pub category_weights: [f64; 3],
    /// The share of violations of multi-image rules that nothing but the title decides.
    pub title_only_share: f64,
    /// The share of violating sequences that break a second rule.
    pub double_share: f64,
    /// How plain single-image violations are.
    pub flavour: Flavour,
    /// The languages of titles and feedback, each as often as it is named.
    pub languages: Vec<Language>,
    /// How the reviewer errs.
    pub reviewer: Reviewer,
    /// The share of single candidates with a fault.
    pub non_compliant_share: f64,
    /// The share of titles that name no colour.
    pub colourless_share: f64,
    /// How many SKUs the train, validation and test split draw from; the other two as the test split.
    pub skus: [u64; 3],
}

impl Default for BenchConfig {
    /// Proportions of the paper's Table 1: reviewers accept 71% and reject 12, 7 and 10%. What is true differs from what
    /// they say, because they err, and most often about single images.
    fn default() -> Self {
        Self {
            seed: 0,
            image_size: 96,
            length: 3,
            qualified_share: 0.701,
            category_weights: [13.7, 6.7, 9.6],
            title_only_share: 0.31,
            double_share: 0.047,
            flavour: Flavour::Agpis,
            languages: vec![Language::English, Language::Chinese],
            reviewer: Reviewer::default(),
            non_compliant_share: 0.4,
            colourless_share: 0.2,
            skus: [8_000, 1_000, 1_000],
        }
    }
}

impl BenchConfig {
    /// Whether a bench can be made of it: pictures of 1 to 4096 pixels a side, 2 to 6 of them in a sequence, shares within
    /// `0.0..=1.0`, weights that are not negative, a language, and at least two SKUs of every family in a split.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let shares = [
            self.qualified_share,
            self.title_only_share,
            self.double_share,
            self.non_compliant_share,
            self.colourless_share,
        ];
        let least = 2 * Family::ALL.len() as u64;
        (1..=4096).contains(&self.image_size)
            && (2..=6).contains(&self.length)
            && shares.iter().all(|share| (0.0..=1.0).contains(share))
            && self.category_weights.iter().all(|weight| (0.0..1e6).contains(weight))
            && !self.languages.is_empty()
            && self.skus.iter().all(|&count| count >= least)
    }
}

/// The sizes of the bench.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Size {
    /// For smoke tests: seconds.
    Tiny,
    /// For two cores.
    Mini,
    /// For reports.
    Small,
    /// For GPUs.
    Base,
}

impl Size {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Tiny, Self::Mini, Self::Small, Self::Base];

    /// A short name, such as `mini`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tiny => "tiny",
            Self::Mini => "mini",
            Self::Small => "small",
            Self::Base => "base",
        }
    }

    /// How many sequences a split has.
    #[must_use]
    pub fn sequences(self, split: Split) -> u64 {
        let [train, validation, test, held_out] = match self {
            Self::Tiny => [400, 100, 300, 100],
            Self::Mini => [8_000, 1_000, 10_000, 1_000],
            Self::Small => [24_000, 3_000, 10_000, 2_000],
            Self::Base => [60_000, 7_500, 15_000, 3_000],
        };
        match split {
            Split::Train => train,
            Split::Validation => validation,
            Split::Test => test,
            Split::NewFamily | Split::NewOverlay => held_out,
        }
    }

    /// Its configuration: picture size and numbers of SKUs, the rest as by default.
    #[must_use]
    pub fn config(self) -> BenchConfig {
        let (image_size, skus) = match self {
            Self::Tiny => (48, [400, 50, 50]),
            Self::Mini => (64, [2_000, 250, 250]),
            Self::Small => (96, [4_800, 600, 600]),
            Self::Base => (128, [12_000, 1_500, 1_500]),
        };
        BenchConfig { image_size, skus, ..BenchConfig::default() }
    }
}
