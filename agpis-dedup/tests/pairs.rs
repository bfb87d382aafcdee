//! Duplicate detection on labelled pairs: of product photos in the folder that `AGPIS_FIXTURES` names, which
//! are not committed; else of drawn products.

mod common;

use std::fs;
use std::sync::Arc;

use agpis_bench::{Bench, BenchConfig, Split};
use agpis_core::{Image, roc_auc};
use agpis_dedup::{DuplicateDetector, PatchDescriptor};
use serde::Deserialize;

const MIN_AUC: f64 = 0.93;
/// At the default threshold, which was picked on photos.
const MAX_FALSE_POSITIVES: f64 = 0.03;
/// Of drawn products: their plain faces are more alike than any photo's, so only the order of scores is
/// comparable there.
const MAX_FALSE_POSITIVES_DRAWN: f64 = 0.2;
/// Drawn pairs.
const PAIRS: usize = 60;

struct Pair {
    duplicates: bool,
    images: [Image; 2],
}

#[test]
fn tells_duplicates_from_similar_products() {
    let (pairs, max_false_positives) = match std::env::var_os("AGPIS_FIXTURES") {
        Some(_) => (photos(), MAX_FALSE_POSITIVES),
        None => (drawn(), MAX_FALSE_POSITIVES_DRAWN),
    };
    let detector = DuplicateDetector::new(Arc::new(PatchDescriptor::default()));
    let score = |pair: &Pair| f64::from(detector.score_pairs(&pair.images).unwrap()[0].score);
    let scores: Vec<f64> = pairs.iter().map(score).collect();
    let duplicates: Vec<bool> = pairs.iter().map(|pair| pair.duplicates).collect();
    check(&duplicates, &scores, max_false_positives);
}

#[derive(Deserialize)]
struct Line {
    a: String,
    b: String,
    label: u8,
}

fn photos() -> Vec<Pair> {
    let folder = common::fixtures("dedup/pairs");
    let labels = fs::read_to_string(folder.join("labels.jsonl")).expect("labelled pairs");
    let read = |name: &String| {
        let rgb = image::open(folder.join(name)).unwrap().into_rgb8();
        Image::from_rgb8(rgb.width(), rgb.height(), rgb.into_raw()).unwrap()
    };
    let lines = labels.lines().map(|line| serde_json::from_str::<Line>(line).unwrap());
    lines.map(|line| Pair { duplicates: line.label == 1, images: [&line.a, &line.b].map(read) }).collect()
}

/// The same picture twice or nearly so, and pictures of qualified sequences.
fn drawn() -> Vec<Pair> {
    let config = BenchConfig {
        image_size: 160,
        qualified_share: 0.5,
        category_weights: [0.0, 1.0, 0.0],
        ..BenchConfig::default()
    };
    let bench = Bench::new(config);
    let labelled = (0..).filter_map(|i| match bench.plan(Split::Test, i).violation {
        None => Some((i, [0, 1], false)),
        Some(v) if ["P01", "P02"].contains(&v.rule) => Some((i, [v.images[0], v.images[1]], true)),
        Some(_) => None,
    });
    let pairs = labelled.take(PAIRS).map(|(i, places, duplicates)| {
        let images = bench.sequence(Split::Test, i).images;
        Pair { duplicates, images: places.map(|place| images[place].clone()) }
    });
    pairs.collect()
}

fn check(duplicates: &[bool], scores: &[f64], max_false_positives: f64) {
    let auc = roc_auc(duplicates, scores).unwrap();
    let flagged = |label: bool| {
        let of: Vec<f64> =
            duplicates.iter().zip(scores).filter(|(d, _)| **d == label).map(|(_, s)| *s).collect();
        of.iter().filter(|&&s| s >= f64::from(DuplicateDetector::DEFAULT_THRESHOLD)).count() as f64
            / of.len() as f64
    };
    let report = format!(
        "{} pairs: AUC {auc:.4}; at the default threshold {:.3} of duplicates and {:.3} of others are flagged",
        scores.len(),
        flagged(true),
        flagged(false)
    );
    #[expect(clippy::print_stdout, reason = "shown with --nocapture")]
    {
        println!("{report}");
    }
    assert!(auc >= MIN_AUC && flagged(false) <= max_false_positives, "{report}");
}
