//! From samples to rows: the only place that knows both.

use super::row::{CandidateRow, DuplicateRow, LabelRow, Row, ViolationRow, rounded};
use super::summary::{ConfigRow, ReviewerRow};
use crate::bench::{BenchConfig, CandidateLabels, DuplicatePair, Sample, ShopProduct, Split};
use crate::rules::{Reviewer, Violation};
use crate::shot::{Cell, ImageMeta};
use crate::text::Language;

/// Without the paths of the pictures and the hashes of their pixels.
pub(super) fn sequence(split: Split, sample: &Sample) -> Row {
    let plan = &sample.plan;
    let language = plan.title.language;
    let violations = plan.violations.iter();
    Row {
        id: sample.id.clone(),
        split: split.name().to_owned(),
        sku: sample.sku.clone(),
        family: plan.sku.family.name().to_owned(),
        lang: language.code().to_owned(),
        title: sample.title.clone(),
        images: Vec::new(),
        feedback: sample.feedback.clone(),
        rules: plan.verdict.rules().map(str::to_owned).collect(),
        label: sample.class,
        label_true: sample.true_class,
        violations: violations.map(|found| violation(found, &plan.metas, language)).collect(),
        flavour: sample.flavour.name().to_owned(),
        source: "render".to_owned(),
        twin_of: sample.twin.clone(),
        pixels: Vec::new(),
    }
}

/// Without the paths of the pictures and the hashes of their pixels.
pub(super) fn product(split: Split, index: u64, product: &ShopProduct) -> CandidateRow {
    CandidateRow {
        sku: format!("{}-{index}", product.sku),
        split: split.name().to_owned(),
        product: product.sku.clone(),
        family: product.title.claims.family.name().to_owned(),
        lang: product.title.language.code().to_owned(),
        title: product.title.text.clone(),
        images: Vec::new(),
        labels: product.labels.iter().map(label).collect(),
        duplicates: product.duplicates.iter().map(duplicate).collect(),
        pixels: Vec::new(),
    }
}

/// Everything that decides the data.
pub(super) fn config(config: &BenchConfig) -> ConfigRow {
    ConfigRow {
        image_size: config.image_size,
        length: config.length,
        qualified_share: config.qualified_share,
        category_weights: config.category_weights,
        title_only_share: config.title_only_share,
        double_share: config.double_share,
        flavour: config.flavour.name().to_owned(),
        languages: config.languages.iter().map(|language| language.code().to_owned()).collect(),
        reviewer: reviewer(&config.reviewer),
        non_compliant_share: config.non_compliant_share,
        colourless_share: config.colourless_share,
        skus: config.skus.to_vec(),
    }
}

fn reviewer(reviewer: &Reviewer) -> ReviewerRow {
    let Reviewer { lapse, threshold, slope, false_alarms, confusion } = *reviewer;
    ReviewerRow { lapse, threshold, slope, false_alarms, confusion }
}

pub(super) fn violation(found: &Violation, metas: &[ImageMeta], language: Language) -> ViolationRow {
    let word = |word: Option<crate::text::Word>| word.map(|word| word.of(language).to_owned());
    ViolationRow {
        rule: found.rule.to_owned(),
        severity: rounded(found.severity),
        images: found.images.clone(),
        what: word(found.what),
        what2: word(found.what2),
        cell: found.cell.map(|cell| match cell {
            Cell::Part(column, row) => format!("{column},{row}"),
            Cell::Whole => "whole".to_owned(),
        }),
        area: area(found, metas).map_or(Vec::new(), |area| area.map(rounded).to_vec()),
    }
}

/// Where one image's only addition is, if the rule is about additions.
fn area(found: &Violation, metas: &[ImageMeta]) -> Option<[f32; 4]> {
    let [image] = found.images[..] else { return None };
    let meta = metas.get(image)?;
    match found.rule {
        "S01" | "S02" | "S03" | "S04" | "S05" | "S07" => match &meta.overlays[..] {
            [overlay] => Some(overlay.area),
            _ => None,
        },
        "S18" | "S19" => match &meta.extras[..] {
            [extra] => Some(extra.area),
            _ => None,
        },
        _ => None,
    }
}

fn label(labels: &CandidateLabels) -> LabelRow {
    let rule = labels.broken_rule.map(str::to_owned);
    LabelRow { primary: labels.is_primary_like, non_compliant: rule.is_some(), rule }
}

fn duplicate(pair: &DuplicatePair) -> DuplicateRow {
    DuplicateRow {
        images: pair.images,
        rule: pair.rule.to_owned(),
        boxes: pair.boxes.map(|area| area.map(rounded)),
    }
}
