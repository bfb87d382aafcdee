//! Duplicate detection on labelled pairs of product photos. They are not committed: without a folder in
//! `AGPIS_FIXTURES` there is nothing to test.

mod common;

use std::fs;
use std::sync::Arc;

use agpis_core::{Image, roc_auc};
use agpis_dedup::{DuplicateDetector, PatchDescriptor};
use serde::Deserialize;

const MIN_AUC: f64 = 0.93;
const MAX_FALSE_POSITIVES: f64 = 0.03;

#[derive(Deserialize)]
struct Pair {
    a: String,
    b: String,
    label: u8,
}

#[test]
fn tells_duplicates_from_similar_products() {
    if std::env::var_os("AGPIS_FIXTURES").is_none() {
        return;
    }
    let folder = common::fixtures("dedup/pairs");
    let labels = fs::read_to_string(folder.join("labels.jsonl")).expect("labelled pairs");
    let detector = DuplicateDetector::new(Arc::new(PatchDescriptor::default()));
    let (mut duplicates, mut scores) = (Vec::new(), Vec::new());
    for pair in labels.lines().map(|line| serde_json::from_str::<Pair>(line).unwrap()) {
        let images = [&pair.a, &pair.b].map(|name| {
            let rgb = image::open(folder.join(name)).unwrap().into_rgb8();
            Image::from_rgb8(rgb.width(), rgb.height(), rgb.into_raw()).unwrap()
        });
        duplicates.push(pair.label == 1);
        scores.push(f64::from(detector.score_pairs(&images).unwrap()[0].score));
    }
    let auc = roc_auc(&duplicates, &scores).unwrap();
    let flagged = |label: bool| {
        let of: Vec<f64> =
            duplicates.iter().zip(&scores).filter(|(d, _)| **d == label).map(|(_, s)| *s).collect();
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
    assert!(auc >= MIN_AUC && flagged(false) <= MAX_FALSE_POSITIVES, "{report}");
}
