//! `bundle.json` and `rules.json`: file formats, with types of their own.

use agpis_core::{Probability, Rule, RuleCategory, RuleSet};
use agpis_vision::{ConfigError, VitConfig};
use serde::{Deserialize, Serialize};

use super::{BundleError, MANIFEST, RULES};
use crate::{MuiscConfig, SpecialTokens, TextError, TextLayout};

const FORMAT: &str = "agpis-bundle";
/// What is written. Version 1 had no `decoder_norm`, `tied_lm_head` and `reads_title`,
/// and 32-bit weights only.
const VERSION: u32 = 2;
/// What is read.
const VERSIONS: std::ops::RangeInclusive<u32> = 1..=VERSION;

/// `bundle.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: String,
    version: u32,
    /// The model of p^primary.
    pub primary: ImageModelConfig,
    /// The model of p^nc.
    pub compliance: ImageModelConfig,
    /// The patch embedder.
    pub embedder: EmbedderConfig,
    /// MUIsC and its texts.
    pub muisc: MuiscSettings,
    /// What the pipeline compares the scores with.
    pub thresholds: Thresholds,
}

/// Sizes of an image classifier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageModelConfig {
    /// Its backbone.
    pub image: VitConfig,
}

/// Sizes of the patch embedder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmbedderConfig {
    /// Its backbone.
    pub image: VitConfig,
    /// Values of an embedding.
    pub dimension: usize,
}

/// Sizes of MUIsC, and the words that structure its texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MuiscSettings {
    /// The network.
    pub model: MuiscConfig,
    /// Before the title.
    pub begin_token: String,
    /// Between title and feedback.
    pub separator_token: String,
    /// After the feedback.
    pub end_token: String,
    /// Fills up short texts.
    pub pad_token: String,
    /// Whether the decoder reads the title (Table 3, "text as input"); without it, it reads the separator
    /// alone.
    #[serde(default = "yes")]
    pub reads_title: bool,
}

/// What version 1 meant.
fn yes() -> bool {
    true
}

/// Thresholds from calibration; they belong to the weights, so they live with them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// p^primary of a primary image must be larger.
    pub primary: f32,
    /// Images with a larger p^nc are dropped.
    pub non_compliant: f32,
    /// Pairs with at least this score share content.
    pub duplicate: f32,
    /// th^t: sequences with a larger p^t are worth a reviewer's time (§3.2).
    pub submission: f32,
}

impl Manifest {
    /// A manifest of the current version.
    #[must_use]
    pub fn new(
        primary: ImageModelConfig,
        compliance: ImageModelConfig,
        embedder: EmbedderConfig,
        muisc: MuiscSettings,
        thresholds: Thresholds,
    ) -> Self {
        Self { format: FORMAT.to_owned(), version: VERSION, primary, compliance, embedder, muisc, thresholds }
    }

    /// Reads and checks `bundle.json`.
    pub(super) fn parse(json: &[u8]) -> Result<Self, BundleError> {
        check_version(json)?;
        let mut manifest: Self = from_json(MANIFEST, json)?;
        // Written again, it is of the current version.
        manifest.version = VERSION;
        let config = |model| move |source: ConfigError| BundleError::Config { model, source };
        manifest.primary.image.validate_square().map_err(config("primary"))?;
        manifest.compliance.image.validate_square().map_err(config("compliance"))?;
        manifest.embedder.image.validate_square().map_err(config("embedder"))?;
        let dimension = manifest.embedder.dimension;
        ConfigError::check_range("dimension", dimension, 1..=4096).map_err(config("embedder"))?;
        manifest.muisc.model.validate().map_err(config("muisc"))?;
        manifest.thresholds.validate()?;
        Ok(manifest)
    }

    pub(super) fn to_json(&self) -> Result<Vec<u8>, BundleError> {
        to_json(MANIFEST, self)
    }
}

/// Format and version come first, so that a later version's other fields are not called wrong.
fn check_version(json: &[u8]) -> Result<(), BundleError> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
        version: u32,
    }
    let head: Head = from_json(MANIFEST, json)?;
    if head.format == FORMAT && VERSIONS.contains(&head.version) {
        return Ok(());
    }
    Err(BundleError::Version {
        expected: format!("{FORMAT} version {} to {VERSION}", VERSIONS.start()),
        actual: format!("{} version {}", head.format, head.version),
    })
}

impl Thresholds {
    fn validate(self) -> Result<(), BundleError> {
        let all = [self.primary, self.non_compliant, self.duplicate, self.submission];
        match all.into_iter().find_map(|t| Probability::new(t).err()) {
            None => Ok(()),
            Some(error) => Err(BundleError::Threshold(error.to_string())),
        }
    }
}

impl MuiscSettings {
    /// Settings with the authors' special tokens.
    #[must_use]
    pub fn new(model: MuiscConfig) -> Self {
        let SpecialTokens { begin, separator, end, pad } = SpecialTokens::default();
        Self {
            model,
            begin_token: begin,
            separator_token: separator,
            end_token: end,
            pad_token: pad,
            reads_title: true,
        }
    }

    /// The same with other special tokens.
    #[must_use]
    pub fn with_special_tokens(self, special: SpecialTokens) -> Self {
        let SpecialTokens { begin, separator, end, pad } = special;
        Self { begin_token: begin, separator_token: separator, end_token: end, pad_token: pad, ..self }
    }

    /// The text layout with this tokenizer.
    ///
    /// # Errors
    /// As [`TextLayout::new`].
    pub fn text_layout(&self, tokenizer: &[u8]) -> Result<TextLayout, TextError> {
        let special = SpecialTokens {
            begin: self.begin_token.clone(),
            separator: self.separator_token.clone(),
            end: self.end_token.clone(),
            pad: self.pad_token.clone(),
        };
        let layout =
            TextLayout::new(tokenizer, &special, self.model.num_text_positions, self.model.vocab_size)?;
        Ok(layout.with_titles(self.reads_title))
    }
}

/// One rule in `rules.json`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    id: String,
    name: String,
    category: Category,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Category {
    SingleImage,
    ImagePair,
    MultiImage,
}

pub(super) fn read_rules(json: &[u8]) -> Result<RuleSet, BundleError> {
    let entries: Vec<RuleEntry> = from_json(RULES, json)?;
    let rule = |entry: RuleEntry| Rule {
        id: entry.id,
        name: entry.name,
        category: match entry.category {
            Category::SingleImage => RuleCategory::SingleImage,
            Category::ImagePair => RuleCategory::ImagePair,
            Category::MultiImage => RuleCategory::MultiImage,
        },
    };
    RuleSet::new(entries.into_iter().map(rule).collect()).map_err(BundleError::Rules)
}

pub(super) fn write_rules(rules: &RuleSet) -> Result<Vec<u8>, BundleError> {
    let entry = |rule: &Rule| RuleEntry {
        id: rule.id.clone(),
        name: rule.name.clone(),
        category: match rule.category {
            RuleCategory::SingleImage => Category::SingleImage,
            RuleCategory::ImagePair => Category::ImagePair,
            RuleCategory::MultiImage => Category::MultiImage,
        },
    };
    to_json(RULES, &rules.rules().iter().map(entry).collect::<Vec<_>>())
}

fn from_json<'a, T: Deserialize<'a>>(file: &str, json: &'a [u8]) -> Result<T, BundleError> {
    serde_json::from_slice(json).map_err(|source| BundleError::Json { file: file.to_owned(), source })
}

fn to_json<T: Serialize>(file: &str, value: &T) -> Result<Vec<u8>, BundleError> {
    let text = serde_json::to_vec_pretty(value);
    text.map_err(|source| BundleError::Json { file: file.to_owned(), source })
}
