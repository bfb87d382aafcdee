//! Labels, splits, windows, leaks, augmentation and sampling.

mod augmentation;
mod labels;
mod leaks;
mod sampling;
mod splits;

use std::collections::{BTreeMap, BTreeSet};

use agpis_bench::{Bench, BenchConfig, Language, Split, rules, rules_in};
use agpis_core::{Image, Rule, RuleCategory, RuleSet};
use agpis_train::data::{
    Augmentation, ComplianceOptions, DataError, EpochOrder, Example, Examples, LeakageOptions, NameError,
    Review, RuleNames, SAFETY, SplitPlan, Window, balanced_weights, check_leakage, compliance_labels,
    primary_labels, primary_labels_by, root_balanced_weights, to_binary,
};
use proptest::prelude::*;

fn review(id: usize, feedback: &str, images: usize) -> Review {
    let class = if feedback == "yes" { 0 } else { RuleNames::bench().class_of(feedback) };
    Review {
        id: id.to_string(),
        sku: format!("s{id}"),
        title: String::new(),
        images: (0..images).map(|k| format!("{id}/{k}.png")).collect(),
        accepted: class == 0,
        class,
        label: None,
        true_label: None,
        feedback: feedback.into(),
        lang: "en".into(),
        reviewed_at: None,
        split: None,
        candidates: Vec::new(),
        row: id as u64 + 1,
    }
}

fn drawing(index: u64) -> Image {
    let bench = Bench::new(BenchConfig { image_size: 48, ..BenchConfig::default() });
    bench.sequence(Split::Train, index).images[0].clone()
}
