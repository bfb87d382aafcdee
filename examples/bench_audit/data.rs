//! The sequences of one split, drawn once, as rows for the checks.

use std::io::Cursor;

use agpis_bench::{Bench, Plan, Split};
use agpis_core::{Image, Rule, RuleCategory, roc_auc};
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use rayon::prelude::*;

use super::boosting::Boosted;
use super::features;

/// One sequence and what simple models see of it.
pub(crate) struct Row {
    pub(crate) plan: Plan,
    /// Of every image.
    pub(crate) files: Vec<Vec<f32>>,
    pub(crate) pixels: Vec<Vec<f32>>,
    pub(crate) hashes: Vec<u64>,
}

impl Row {
    fn draw(bench: &Bench, split: Split, index: u64) -> Self {
        let sample = bench.sequence(split, index);
        Self {
            files: sample.images.iter().map(|image| features::of_file(image, png_size(image))).collect(),
            pixels: sample.images.iter().map(features::of_pixels).collect(),
            hashes: sample.images.iter().map(hash).collect(),
            plan: sample.plan,
        }
    }

    pub(crate) fn is_good(&self) -> bool {
        self.plan.violations.is_empty()
    }
}

/// Draws a split on all cores; `progress` hears how many are done.
pub(crate) fn draw(bench: &Bench, split: Split, count: u64, progress: impl Fn(u64)) -> Vec<Row> {
    const CHUNK: u64 = 500;
    let mut rows = Vec::with_capacity(count as usize);
    for from in (0..count).step_by(CHUNK as usize) {
        let to = count.min(from + CHUNK);
        let chunk: Vec<Row> =
            (from..to).into_par_iter().map(|index| Row::draw(bench, split, index)).collect();
        rows.extend(chunk);
        progress(to);
    }
    rows
}

fn png_size(image: &Image) -> usize {
    let mut bytes = Cursor::new(Vec::new());
    let encoder = PngEncoder::new(&mut bytes);
    let written = encoder.write_image(image.pixels(), image.width(), image.height(), ExtendedColorType::Rgb8);
    written.expect("memory takes everything");
    bytes.into_inner().len()
}

fn hash(image: &Image) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    image.pixels().iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// Pairs of twins, the good one first.
pub(crate) fn twins(rows: &[Row]) -> impl Iterator<Item = [&Row; 2]> {
    rows.chunks_exact(2).filter(|pair| pair[0].plan.is_twin && pair[0].is_good() != pair[1].is_good()).map(
        |pair| {
            let good = usize::from(!pair[0].is_good());
            [&pair[good], &pair[1 - good]]
        },
    )
}

/// The rule that the bad one of two twins breaks.
pub(crate) fn rule_of<'a>([_, bad]: &[&'a Row; 2]) -> &'a str {
    bad.plan.broken_rule().unwrap_or_default()
}

/// The AUC on `test` of a model of sequences that is trained on `train`.
pub(crate) fn auc(train: &[&Row], test: &[&Row], features: impl Fn(&Row) -> Vec<f32>) -> f64 {
    let rows: Vec<Vec<f32>> = train.iter().map(|row| features(row)).collect();
    let good: Vec<bool> = train.iter().map(|row| row.is_good()).collect();
    let model = Boosted::fit(&rows, &good);
    let scores: Vec<f64> = test.iter().map(|row| model.score(&features(row))).collect();
    let good: Vec<bool> = test.iter().map(|row| row.is_good()).collect();
    roc_auc(&good, &scores).unwrap_or(f64::NAN)
}

/// A model that is trained on single images of pairs of twins, with the label of their sequence. Two AUCs on other twins,
/// neighbours in `test`: of the images in which twins differ, and of the mean score of a sequence.
///
/// Not of its least or largest score: those of a picture and its copy are fewer different numbers, so that even noise would
/// be off one half.
pub(crate) fn auc_one_by_one(
    train: &[&Row],
    test: &[&Row],
    features: impl Fn(&Row) -> Vec<Vec<f32>>,
) -> [f64; 2] {
    let images = train.iter().flat_map(|row| features(row).into_iter().map(|image| (image, row.is_good())));
    let (rows, good): (Vec<Vec<f32>>, Vec<bool>) = images.unzip();
    let model = Boosted::fit(&rows, &good);
    let (mut differing, mut whole) = (Vec::new(), Vec::new());
    for twins in test.chunks_exact(2) {
        let scores =
            [0, 1].map(|i| features(twins[i]).iter().map(|image| model.score(image)).collect::<Vec<f64>>());
        let metas = [0, 1].map(|i| &twins[i].plan.metas);
        for i in 0..2 {
            let mean = scores[i].iter().sum::<f64>() / scores[i].len() as f64;
            whole.push((twins[i].is_good(), mean));
            let changed = (0..metas[0].len()).filter(|&image| metas[0][image] != metas[1][image]);
            differing.extend(changed.map(|image| (twins[i].is_good(), scores[i][image])));
        }
    }
    [differing, whole].map(|scored| {
        let (good, scores): (Vec<bool>, Vec<f64>) = scored.into_iter().unzip();
        roc_auc(&good, &scores).unwrap_or(f64::NAN)
    })
}

/// The category of a class of the bench.
pub(crate) fn category(rules: &[Rule], class: usize) -> Option<RuleCategory> {
    rules.get(class.checked_sub(1)?).map(|rule| rule.category)
}
