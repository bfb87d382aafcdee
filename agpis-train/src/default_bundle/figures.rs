//! Calibration on validation products, figures on test products.

use std::fmt;
use std::sync::Arc;

use agpis_bench::photos::PhotoBench;
use agpis_bench::{Bench, BenchConfig, Ceiling, Plan, Sample, Split};
use agpis_core::{Candidate, Classifier, Image, ImageId, Probability, ProductId, RuleCategory, Sequence};
use agpis_dedup::DuplicateDetector;
use agpis_muisc::{Bundle, Thresholds};
use burn::tensor::Device;
use rayon::prelude::*;

use super::data::{bench, draw};
use super::{Effort, Photographs};
use crate::evaluation::{Auc, threshold_for_false_positives, threshold_for_precision, threshold_for_recall};
use crate::{Progress, TrainError};

/// Share of primary images that the primary threshold lets through.
pub(crate) const PRIMARY_RECALL: f64 = 0.98;
/// Precision of "non-compliant" at its threshold: good images are dear.
pub(crate) const COMPLIANCE_PRECISION: f64 = 0.95;
/// Share of pairs without duplicated content that the pair threshold reports all the same.
const PAIR_FALSE_POSITIVES: f64 = 0.02;
/// Precision of "qualified" at the submission threshold, the first one of Table 2.
pub(crate) const SUBMISSION_PRECISION: f64 = 0.8;
/// Side of the pictures whose pairs are compared.
const PAIR_IMAGE_SIZE: u32 = 192;
/// Pairs are dear: two pictures to describe each.
const PAIRS: u64 = 400;

/// One figure on held-out products.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// The area under the ROC curve.
    pub auc: Auc,
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: AUC {}", self.name, self.auc)
    }
}

/// Sets the thresholds of `bundle` on validation products and measures it on test products.
pub(super) fn calibrate_and_measure(
    bundle: &mut Bundle,
    effort: &Effort,
    photographs: Option<&Photographs>,
    device: &Device,
    progress: &dyn Fn(&str, Progress),
) -> Result<Vec<Figure>, TrainError> {
    let held_out = |bundle: &Bundle, split| {
        let photographs = photographs.map(|photographs| photographs.of(split));
        Scored::new(bundle, &HeldOut { effort, photographs, split, device }, progress)
    };
    bundle.manifest.thresholds = held_out(bundle, Split::Validation)?.thresholds()?;
    held_out(bundle, Split::Test)?.figures()
}

/// What to score.
struct HeldOut<'a> {
    effort: &'a Effort,
    photographs: Option<&'a PhotoBench>,
    split: Split,
    device: &'a Device,
}

/// What the truth itself would score on the sequences of the figures.
pub(super) fn ceiling(effort: &Effort) -> Result<Ceiling, TrainError> {
    let bench = bench(effort);
    let plans: Vec<Plan> = (0..effort.held_out).map(|i| bench.plan(Split::Test, i)).collect();
    Ok(Ceiling::of(&bench.config().reviewer, &plans)?)
}

/// Labels and scores of one kind of item.
#[derive(Default)]
struct Scores {
    positive: Vec<bool>,
    scores: Vec<f64>,
}

impl Scores {
    fn push(&mut self, positive: bool, score: f64) {
        self.positive.push(positive);
        self.scores.push(score);
    }

    fn and(&self, other: Option<&Self>) -> Self {
        let mut all = Self { positive: self.positive.clone(), scores: self.scores.clone() };
        if let Some(other) = other {
            all.positive.extend(&other.positive);
            all.scores.extend(&other.scores);
        }
        all
    }

    fn figure(&self, name: &str) -> Result<Figure, TrainError> {
        Ok(Figure { name: name.to_owned(), auc: Auc::compute(&self.positive, &self.scores)? })
    }
}

/// Single pictures and pairs as the models of stage 1 score them.
struct Stage1 {
    primary: Scores,
    non_compliant: Scores,
    duplicate: Scores,
}

/// The items of a split as the models score them.
struct Scored {
    drawn: Stage1,
    /// Composites over photographs.
    composed: Option<Stage1>,
    qualified: Scores,
    /// Like `qualified`, with the rejected sequences of one category only.
    by_category: [Scores; 3],
}

impl Stage1 {
    /// Pictures with their labels: primary-like, and non-compliant.
    fn new(
        bundle: &Bundle,
        (images, labels): (Vec<Image>, Vec<[bool; 2]>),
        duplicate: Scores,
        device: &Device,
    ) -> Result<Self, TrainError> {
        let scores = |probabilities: Vec<Probability>, label: usize| Scores {
            positive: labels.iter().map(|labels| labels[label]).collect(),
            scores: probabilities.into_iter().map(|p| f64::from(p.get())).collect(),
        };
        Ok(Self {
            primary: scores(bundle.primary_classifier(device).classify(&images)?, 0),
            non_compliant: scores(bundle.compliance_classifier(device).classify(&images)?, 1),
            duplicate,
        })
    }

    fn drawn(
        bundle: &Bundle,
        of: &HeldOut<'_>,
        progress: &dyn Fn(&str, Progress),
    ) -> Result<Self, TrainError> {
        let (bench, name) = (bench(of.effort), format!("scoring {} products", of.split.name()));
        let candidates = draw(&name, of.effort.held_out, &|i| bench.candidate(of.split, i), progress);
        let labelled = candidates.into_iter().map(|c| (c.image, [c.is_primary_like, c.non_compliant]));
        let (images, labels) = drawn_pairs(of.effort, of.split);
        Self::new(bundle, labelled.unzip(), pairs(bundle, &images, &labels, of.device)?, of.device)
    }

    fn composed(
        bundle: &Bundle,
        photographs: &PhotoBench,
        of: &HeldOut<'_>,
        progress: &dyn Fn(&str, Progress),
    ) -> Result<Self, TrainError> {
        let name = format!("scoring {} composites", of.split.name());
        let candidates = draw(&name, of.effort.held_out, &|i| photographs.candidate(i), progress);
        let labelled = candidates.into_iter().map(|c| (c.image, [c.is_primary_like, c.non_compliant]));
        let (images, labels) = composed_pairs(photographs, of.effort);
        Self::new(bundle, labelled.unzip(), pairs(bundle, &images, &labels, of.device)?, of.device)
    }
}

impl Scored {
    fn new(bundle: &Bundle, of: &HeldOut<'_>, progress: &dyn Fn(&str, Progress)) -> Result<Self, TrainError> {
        let (bench, name) = (bench(of.effort), format!("scoring {} products", of.split.name()));
        let samples: Vec<Sample> =
            draw(&name, of.effort.held_out, &|i| bench.sequence(of.split, i), progress);
        let (qualified, by_category) = sequences(bundle, &samples, of.device)?;
        let composed = of.photographs.map(|photographs| Stage1::composed(bundle, photographs, of, progress));
        Ok(Self {
            drawn: Stage1::drawn(bundle, of, progress)?,
            composed: composed.transpose()?,
            qualified,
            by_category,
        })
    }

    fn thresholds(&self) -> Result<Thresholds, TrainError> {
        let all =
            |scores: fn(&Stage1) -> &Scores| scores(&self.drawn).and(self.composed.as_ref().map(scores));
        let (primary, non_compliant) = (all(|s| &s.primary), all(|s| &s.non_compliant));
        let (duplicate, qualified) = (all(|s| &s.duplicate), &self.qualified);
        Ok(Thresholds {
            primary: threshold_for_recall(&primary.positive, &primary.scores, PRIMARY_RECALL)?,
            non_compliant: threshold_for_precision(
                &non_compliant.positive,
                &non_compliant.scores,
                COMPLIANCE_PRECISION,
            )?,
            duplicate: threshold_for_false_positives(
                &duplicate.positive,
                &duplicate.scores,
                PAIR_FALSE_POSITIVES,
            )?,
            submission: threshold_for_precision(
                &qualified.positive,
                &qualified.scores,
                SUBMISSION_PRECISION,
            )?,
        })
    }

    fn figures(&self) -> Result<Vec<Figure>, TrainError> {
        let [single, pair, multi] = &self.by_category;
        let mut figures = Vec::new();
        for (stage1, on) in std::iter::once((&self.drawn, ""))
            .chain(self.composed.iter().map(|composed| (composed, ", composites over photographs")))
        {
            figures.push(stage1.primary.figure(&format!("primary model{on}"))?);
            figures.push(stage1.non_compliant.figure(&format!("compliance model{on}"))?);
            figures.push(stage1.duplicate.figure(&format!("duplicated content{on}"))?);
        }
        figures.push(self.qualified.figure("MUIsC")?);
        figures.push(single.figure("MUIsC, single-image rules")?);
        figures.push(pair.figure("MUIsC, image-pair rules")?);
        figures.push(multi.figure("MUIsC, multi-image rules")?);
        Ok(figures)
    }
}

fn sequences(
    bundle: &Bundle,
    samples: &[Sample],
    device: &Device,
) -> Result<(Scores, [Scores; 3]), TrainError> {
    let batch: Vec<Sequence> = samples.iter().map(sequence).collect();
    let judgements = bundle.sequence_classifier(device).classify(&batch)?;
    let mut all = Scores::default();
    let mut by_category: [Scores; 3] = Default::default();
    for (sample, judgement) in samples.iter().zip(judgements) {
        let p = f64::from(judgement.class_probabilities.p_qualified().get());
        all.push(sample.class == 0, p);
        match category(bundle, sample) {
            Some(category) => by_category[category as usize].push(false, p),
            None => by_category.iter_mut().for_each(|scores| scores.push(true, p)),
        }
    }
    Ok((all, by_category))
}

/// The category of the rule that a sample breaks; of "other", single-image.
fn category(bundle: &Bundle, sample: &Sample) -> Option<RuleCategory> {
    let rule = sample.rule.as_ref()?;
    let known = bundle.rules.rules().iter().find(|r| r.id == *rule);
    Some(known.map_or(RuleCategory::SingleImage, |r| r.category))
}

fn sequence(sample: &Sample) -> Sequence {
    let id = |i: usize| ImageId::new(format!("{i}")).expect("a number is an id");
    let images = sample.images.iter().enumerate();
    let images = images.map(|(i, image)| Candidate { id: id(i), image: image.clone() }).collect();
    let product = ProductId::new(sample.id.as_str()).expect("samples have ids");
    Sequence::new(product, sample.title.as_str(), images).expect("samples have images")
}

/// Pairs with duplicated content (the same image, nearly the same, a part of it), and pairs of images of qualified
/// sequences.
fn drawn_pairs(effort: &Effort, split: Split) -> (Vec<Vec<Image>>, Vec<bool>) {
    const DUPLICATED: [&str; 3] = ["P01", "P02", "P05"];
    let config = BenchConfig {
        seed: effort.seed,
        image_size: PAIR_IMAGE_SIZE,
        qualified_share: 0.5,
        category_weights: [0.0, 1.0, 0.0],
        ..BenchConfig::default()
    };
    let bench = Bench::new(config);
    let wanted = PAIRS.min(effort.held_out);
    let plans = (0..).map(|i| (i, bench.plan(split, i)));
    let pairs = plans.filter_map(|(i, plan)| match plan.violations.as_slice() {
        [] => Some((i, [0, 1], false)),
        [v] if DUPLICATED.contains(&v.rule) => Some((i, [v.images[0], v.images[1]], true)),
        _ => None,
    });
    let drawn = |(i, [a, b], is_duplicate): (u64, [usize; 2], bool)| {
        let images = bench.sequence(split, i).images;
        (vec![images[a].clone(), images[b].clone()], is_duplicate)
    };
    pairs.take(wanted as usize).map(drawn).unzip()
}

/// As many pairs of composites, half of them of one photograph.
fn composed_pairs(photographs: &PhotoBench, effort: &Effort) -> (Vec<Vec<Image>>, Vec<bool>) {
    let Some(large) = photographs.with_size(PAIR_IMAGE_SIZE) else { return Default::default() };
    let pairs = (0..PAIRS.min(effort.held_out)).into_par_iter().map(|i| large.pair(i));
    let pairs: Vec<_> = pairs.collect();
    pairs.into_iter().map(|pair| (pair.images.to_vec(), pair.is_duplicate())).unzip()
}

fn pairs(
    bundle: &Bundle,
    images: &[Vec<Image>],
    duplicated: &[bool],
    device: &Device,
) -> Result<Scores, TrainError> {
    let detector = DuplicateDetector::new(Arc::new(bundle.patch_embedder(device)));
    let mut scores = Scores::default();
    for (found, duplicated) in detector.classify(images)?.iter().zip(duplicated) {
        scores.push(*duplicated, found.iter().map(|pair| f64::from(pair.score)).fold(0.0, f64::max));
    }
    Ok(scores)
}
