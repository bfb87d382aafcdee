//! Calibration on validation products, figures on test products.

use std::fmt;
use std::sync::Arc;

use agpis_bench::{Bench, BenchConfig, Ceiling, LabelledImage, Plan, Sample, Split};
use agpis_core::{Candidate, Classifier, Image, ImageId, Probability, ProductId, RuleCategory, Sequence};
use agpis_dedup::DuplicateDetector;
use agpis_muisc::{Bundle, Thresholds};
use burn::tensor::Device;

use super::Effort;
use super::data::{bench, draw};
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
    device: &Device,
    progress: &dyn Fn(&str, Progress),
) -> Result<Vec<Figure>, TrainError> {
    let validation = Scored::new(bundle, effort, Split::Validation, device, progress)?;
    bundle.manifest.thresholds = validation.thresholds()?;
    Scored::new(bundle, effort, Split::Test, device, progress)?.figures()
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

    fn figure(&self, name: &str) -> Result<Figure, TrainError> {
        Ok(Figure { name: name.to_owned(), auc: Auc::compute(&self.positive, &self.scores)? })
    }
}

/// The items of a split as the models score them.
struct Scored {
    primary: Scores,
    non_compliant: Scores,
    duplicate: Scores,
    qualified: Scores,
    /// Like `qualified`, with the rejected sequences of one category only.
    by_category: [Scores; 3],
}

impl Scored {
    fn new(
        bundle: &Bundle,
        effort: &Effort,
        split: Split,
        device: &Device,
        progress: &dyn Fn(&str, Progress),
    ) -> Result<Self, TrainError> {
        let bench = bench(effort);
        let name = format!("scoring {} products", split.name());
        let candidates: Vec<LabelledImage> =
            draw(&name, effort.held_out, &|i| bench.candidate(split, i), progress);
        let samples: Vec<Sample> = draw(&name, effort.held_out, &|i| bench.sequence(split, i), progress);
        let images: Vec<Image> = candidates.iter().map(|c| c.image.clone()).collect();
        let scores = |probabilities: Vec<Probability>, label: fn(&LabelledImage) -> bool| Scores {
            positive: candidates.iter().map(label).collect(),
            scores: probabilities.into_iter().map(|p| f64::from(p.get())).collect(),
        };
        let (qualified, by_category) = sequences(bundle, &samples, device)?;
        Ok(Self {
            primary: scores(bundle.primary_classifier(device).classify(&images)?, |c| c.is_primary_like),
            non_compliant: scores(bundle.compliance_classifier(device).classify(&images)?, |c| {
                c.non_compliant
            }),
            duplicate: pairs(bundle, effort, split, device)?,
            qualified,
            by_category,
        })
    }

    fn thresholds(&self) -> Result<Thresholds, TrainError> {
        let Self { primary, non_compliant, duplicate, qualified, .. } = self;
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
        Ok(vec![
            self.primary.figure("primary model")?,
            self.non_compliant.figure("compliance model")?,
            self.duplicate.figure("duplicated content")?,
            self.qualified.figure("MUIsC")?,
            single.figure("MUIsC, single-image rules")?,
            pair.figure("MUIsC, image-pair rules")?,
            multi.figure("MUIsC, multi-image rules")?,
        ])
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

/// Pairs with duplicated content (the same image, nearly the same, a part of it) against pairs of
/// images of qualified sequences.
fn pairs(bundle: &Bundle, effort: &Effort, split: Split, device: &Device) -> Result<Scores, TrainError> {
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
    let chosen: Vec<(u64, [usize; 2], bool)> = pairs.take(wanted as usize).collect();
    let images: Vec<Vec<Image>> = chosen
        .iter()
        .map(|(i, [a, b], _)| {
            let images = bench.sequence(split, *i).images;
            vec![images[*a].clone(), images[*b].clone()]
        })
        .collect();
    let detector = DuplicateDetector::new(Arc::new(bundle.patch_embedder(device)));
    let mut scores = Scores::default();
    for (found, (.., duplicated)) in detector.classify(&images)?.iter().zip(&chosen) {
        scores.push(*duplicated, found.iter().map(|pair| f64::from(pair.score)).fold(0.0, f64::max));
    }
    Ok(scores)
}
