//! Duplicate detection on labelled pairs: of product photos in the folder that `AGPIS_FIXTURES` names, which
//! are not committed; else of drawn products.

mod common;

use std::fs;
use std::sync::Arc;

use agpis_bench::{Bench, BenchConfig, Split};
use agpis_core::{Image, PairScore, roc_auc};
use agpis_dedup::{DuplicateDetector, PatchDescriptor};
use rayon::prelude::*;
use serde::Deserialize;

/// Photos: how well scores tell pairs with common content from others, and the share of them above all but a
/// hundredth of the others.
const MIN_AUC: f64 = 0.965;
const MIN_RECALL: f64 = 0.80;
/// Mean IoU of the region that is told with the true one, the worse of both images, and the share of pairs
/// whose regions lie on each other.
const MIN_REGION_IOU: f64 = 0.65;
const MIN_CONSISTENT: f64 = 0.95;
/// At the default threshold, of all pairs without common content, and of those that share a banner only.
const MAX_FALSE_POSITIVES: f64 = 0.04;
const MAX_FALSE_BANNERS: f64 = 0.15;
/// Of drawn products, whose plain faces are more alike than any photo's: only the order of scores can be
/// expected there, not that the threshold, which was picked on photos, is in the right place.
const MIN_AUC_DRAWN: f64 = 0.98;
/// Drawn pairs.
const PAIRS: usize = 60;

struct Pair {
    duplicates: bool,
    images: [Image; 2],
}

fn score(pair: &Pair) -> PairScore {
    let detector = DuplicateDetector::new(Arc::new(PatchDescriptor::default()));
    detector.score_pairs(&pair.images).unwrap().remove(0)
}

#[test]
fn tells_duplicates_from_similar_products() {
    if std::env::var_os("AGPIS_FIXTURES").is_some() {
        return photos();
    }
    let pairs = drawn();
    let scores: Vec<f64> = pairs.iter().map(|pair| f64::from(score(pair).score)).collect();
    let duplicates: Vec<bool> = pairs.iter().map(|pair| pair.duplicates).collect();
    let (auc, false_positives) =
        (roc_auc(&duplicates, &scores).unwrap(), flagged(&duplicates, &scores, false));
    report(&format!(
        "{PAIRS} drawn pairs: AUC {auc:.4}, {false_positives:.3} false positives at the threshold for photos"
    ));
    assert!(auc >= MIN_AUC_DRAWN);
}

#[derive(Deserialize)]
struct Line {
    a: String,
    b: String,
    label: u8,
    kind: String,
    /// From the first image into the second.
    #[serde(rename = "H")]
    homography: Option<[[f64; 3]; 3]>,
    box_a: Option<[f64; 4]>,
    box_b: Option<[f64; 4]>,
}

fn photos() {
    let folder = common::fixtures("dedup/pairs");
    let labels = fs::read_to_string(folder.join("labels.jsonl")).expect("labelled pairs");
    let lines: Vec<Line> = labels.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let read = |name: &String| {
        let rgb = image::open(folder.join(name)).unwrap().into_rgb8();
        Image::from_rgb8(rgb.width(), rgb.height(), rgb.into_raw()).unwrap()
    };
    let scored =
        |line: &Line| score(&Pair { duplicates: line.label == 1, images: [&line.a, &line.b].map(read) });
    let found: Vec<PairScore> = lines.par_iter().map(scored).collect();
    let duplicates: Vec<bool> = lines.iter().map(|line| line.label == 1).collect();
    let scores: Vec<f64> = found.iter().map(|pair| f64::from(pair.score)).collect();

    let auc = roc_auc(&duplicates, &scores).unwrap();
    let recall = recall_at_false_positives(&duplicates, &scores, 0.01);
    let (region_iou, consistent) = localisation(&lines, &found);
    let false_positives = flagged(&duplicates, &scores, false);
    let banners: Vec<f64> =
        lines.iter().zip(&scores).filter(|(line, _)| line.kind == "same_banner").map(|(_, s)| *s).collect();
    let false_banners = flagged(&vec![false; banners.len()], &banners, false);
    report(&format!(
        "{} pairs of photos: AUC {auc:.4}, {recall:.3} found at 1 % false positives; region IoU {region_iou:.3}, \
         {consistent:.3} consistent; at the default threshold {:.3} found, {false_positives:.3} false, \
         {false_banners:.3} of those with the same banner",
        lines.len(),
        flagged(&duplicates, &scores, true),
    ));
    assert!(auc >= MIN_AUC && recall >= MIN_RECALL);
    assert!(region_iou >= MIN_REGION_IOU && consistent >= MIN_CONSISTENT);
    assert!(
        false_positives <= MAX_FALSE_POSITIVES && (banners.is_empty() || false_banners < MAX_FALSE_BANNERS)
    );
}

fn report(line: &str) {
    #[expect(clippy::print_stdout, reason = "shown with --nocapture")]
    {
        println!("{line}");
    }
}

/// Share of the pairs with that label from the default threshold on.
fn flagged(duplicates: &[bool], scores: &[f64], label: bool) -> f64 {
    let of = duplicates.iter().zip(scores).filter(|(d, _)| **d == label).map(|(_, s)| *s);
    let (count, flagged) = of.fold((0, 0), |(count, flagged), score| {
        (count + 1, flagged + usize::from(score >= f64::from(DuplicateDetector::DEFAULT_THRESHOLD)))
    });
    flagged as f64 / f64::from(count.max(1))
}

fn recall_at_false_positives(duplicates: &[bool], scores: &[f64], share: f64) -> f64 {
    let of = |label: bool| duplicates.iter().zip(scores).filter(move |(d, _)| **d == label).map(|(_, s)| *s);
    let mut others: Vec<f64> = of(false).collect();
    others.sort_by(|a, b| b.total_cmp(a));
    let highest_refused = others[(share * others.len() as f64) as usize];
    of(true).filter(|&score| score > highest_refused).count() as f64 / of(true).count() as f64
}

/// Mean IoU of the regions with the true ones, and the share of pairs whose regions lie on each other, among
/// the pairs with common content. A pair without regions counts as 0.
fn localisation(lines: &[Line], found: &[PairScore]) -> (f64, f64) {
    let (mut overlap, mut consistent, mut count) = (0.0, 0, 0);
    for (line, pair) in lines.iter().zip(found).filter(|(line, _)| line.label == 1) {
        let (Some(map), Some(box_a), Some(box_b)) = (line.homography, line.box_a, line.box_b) else {
            continue;
        };
        count += 1;
        let Some(regions) = pair.regions.first() else { continue };
        let [a, b] = [regions.a, regions.b].map(|r| [r.x, r.y, r.width, r.height].map(f64::from));
        overlap += iou(a, box_a).min(iou(b, box_b));
        consistent += usize::from(iou(mapped(&map, a), b) >= 0.5);
    }
    assert!(count > 0, "no pair with a map between its regions");
    (overlap / f64::from(count), consistent as f64 / f64::from(count))
}

fn iou([ax, ay, aw, ah]: [f64; 4], [bx, by, bw, bh]: [f64; 4]) -> f64 {
    let w = (ax + aw).min(bx + bw) - ax.max(bx);
    let h = (ay + ah).min(by + bh) - ay.max(by);
    let shared = w.max(0.0) * h.max(0.0);
    shared / (aw * ah + bw * bh - shared).max(1e-9)
}

/// The smallest upright rectangle around the mapped corners.
fn mapped(map: &[[f64; 3]; 3], [x, y, w, h]: [f64; 4]) -> [f64; 4] {
    let corners = [(x, y), (x + w, y), (x, y + h), (x + w, y + h)].map(|(x, y)| {
        let [u, v, scale] = map.map(|row| row[0] * x + row[1] * y + row[2]);
        [u / scale, v / scale]
    });
    let bound =
        |axis: usize, pick: fn(f64, f64) -> f64| corners.iter().map(|c| c[axis]).reduce(pick).unwrap();
    let [left, top] = [0, 1].map(|axis| bound(axis, f64::min));
    [left, top, bound(0, f64::max) - left, bound(1, f64::max) - top]
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
    let labelled = (0..).filter_map(|i| match bench.plan(Split::Test, i).violations.as_slice() {
        [] => Some((i, [0, 1], false)),
        [v] if ["P01", "P02"].contains(&v.rule) => Some((i, [v.images[0], v.images[1]], true)),
        _ => None,
    });
    let pairs = labelled.take(PAIRS).map(|(i, places, duplicates)| {
        let images = bench.sequence(Split::Test, i).images;
        Pair { duplicates, images: places.map(|place| images[place].clone()) }
    });
    pairs.collect()
}
