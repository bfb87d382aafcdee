//! `bench.json`: what a data set is, in the words of programs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Format;
use super::row::{CandidateRow, Row};
use crate::bench::BenchConfig;
use crate::rules::Reviewer;

/// The version of the files' layout.
pub(super) const VERSION: u32 = 1;

/// What the caller knows of a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// What everything follows from.
    pub config: BenchConfig,
    /// The name of the size, such as `mini`.
    pub size: String,
    /// The command that makes it again.
    pub command: String,
}

/// A data set as a whole: the content of `bench.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// `agpis-bench`.
    pub name: String,
    /// The version of the layout; 1.
    pub version: u32,
    /// The version of the package that made it.
    pub package: String,
    /// The seed.
    pub seed: u64,
    /// The name of the size.
    pub size: String,
    /// `png`, `shards` or `manifest`.
    pub format: String,
    /// The command that makes it again.
    pub command: String,
    /// Everything else that it follows from.
    pub config: ConfigRow,
    /// The splits in the order in which they were written.
    pub splits: Vec<SplitCounts>,
    /// Every manifest and every shard.
    pub files: Vec<FileRow>,
}

/// The configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ConfigRow {
    pub image_size: u32,
    pub length: usize,
    pub qualified_share: f64,
    pub category_weights: [f64; 3],
    pub title_only_share: f64,
    pub double_share: f64,
    pub flavour: String,
    pub languages: Vec<String>,
    pub reviewer: ReviewerRow,
    pub non_compliant_share: f64,
    pub colourless_share: f64,
    pub skus: Vec<u64>,
}

impl ConfigRow {
    /// The configuration that this is a record of, with the seed of the data set; `None` if it is of no bench that this
    /// version can make.
    #[must_use]
    pub fn to_config(&self, seed: u64) -> Option<BenchConfig> {
        let ReviewerRow { lapse, threshold, slope, false_alarms, confusion } = self.reviewer;
        let config = BenchConfig {
            seed,
            image_size: self.image_size,
            length: self.length,
            qualified_share: self.qualified_share,
            category_weights: self.category_weights,
            title_only_share: self.title_only_share,
            double_share: self.double_share,
            flavour: self.flavour.parse().ok()?,
            languages: self.languages.iter().map(|code| code.parse().ok()).collect::<Option<_>>()?,
            reviewer: Reviewer { lapse, threshold, slope, false_alarms, confusion },
            non_compliant_share: self.non_compliant_share,
            colourless_share: self.colourless_share,
            skus: self.skus.as_slice().try_into().ok()?,
        };
        config.is_sound().then_some(config)
    }
}

/// How the reviewer errs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ReviewerRow {
    pub lapse: f64,
    pub threshold: f64,
    pub slope: f64,
    pub false_alarms: f64,
    pub confusion: f64,
}

/// What a split holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitCounts {
    /// Its name.
    pub split: String,
    /// Sequences for stage 2.
    pub sequences: SequenceCounts,
    /// Products with candidates for stage 1.
    pub candidates: CandidateCounts,
}

/// What the sequences of a split are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SequenceCounts {
    /// How many.
    pub rows: u64,
    /// Pictures of all of them.
    pub images: u64,
    /// Verdicts of the reviewer: `qualified`, a rule's id, `other`.
    pub verdicts: BTreeMap<String, u64>,
    /// By the number of the reviewed class.
    pub labels: BTreeMap<usize, u64>,
    /// By the number of the true class.
    pub labels_true: BTreeMap<usize, u64>,
    /// Broken rules, several of a sequence if it breaks several.
    pub violations: BTreeMap<String, u64>,
}

/// What the candidates of a split are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CandidateCounts {
    /// Products.
    pub rows: u64,
    /// Pictures of all of them.
    pub images: u64,
    /// Pictures that could come first.
    pub primary: u64,
    /// Pictures that break a rule.
    pub non_compliant: u64,
    /// Pairs that share content.
    pub duplicates: u64,
    /// Broken rules.
    pub rules: BTreeMap<String, u64>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// Its name in the folder.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// The hash of its content in hexadecimal digits.
    pub sha256: String,
}

impl Summary {
    pub(super) fn new(about: &About, format: Format, splits: Vec<SplitCounts>, files: Vec<FileRow>) -> Self {
        Self {
            name: "agpis-bench".to_owned(),
            version: VERSION,
            package: env!("CARGO_PKG_VERSION").to_owned(),
            seed: about.config.seed,
            size: about.size.clone(),
            format: format.name().to_owned(),
            command: about.command.clone(),
            config: super::convert::config(&about.config),
            splits,
            files,
        }
    }
}

impl SequenceCounts {
    pub(super) fn add(&mut self, row: &Row) {
        self.rows += 1;
        self.images += row.pixels.len() as u64;
        let verdict = row.rules.first().map_or("qualified", String::as_str);
        *self.verdicts.entry(verdict.to_owned()).or_default() += 1;
        *self.labels.entry(row.label).or_default() += 1;
        *self.labels_true.entry(row.label_true).or_default() += 1;
        for violation in &row.violations {
            *self.violations.entry(violation.rule.clone()).or_default() += 1;
        }
    }
}

impl CandidateCounts {
    pub(super) fn add(&mut self, row: &CandidateRow) {
        let count = |chosen: fn(&&super::LabelRow) -> bool| row.labels.iter().filter(chosen).count() as u64;
        self.rows += 1;
        self.images += row.pixels.len() as u64;
        self.primary += count(|label| label.primary);
        self.non_compliant += count(|label| label.non_compliant);
        self.duplicates += row.duplicates.len() as u64;
        for rule in row.labels.iter().filter_map(|label| label.rule.clone()) {
            *self.rules.entry(rule).or_default() += 1;
        }
    }
}
