//! Boxes and scores against OpenCV's `ximgproc.EdgeBoxes`.

mod common;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use agpis_dedup::{EdgeBoxes, EdgeBoxesParams, EdgeMap, Proposal};
use serde::Deserialize;

/// Real maps, all lists of one setting together: the rest is the order of equal scores.
const MIN_COMMON_PER_SETTING: f64 = 0.995;
const MIN_COMMON_PER_LIST: f64 = 0.985;
/// Symmetric shapes: scores in both lists.
const MIN_COMMON_SCORES: f64 = 0.95;
const SCORE_TOLERANCE: f32 = 1e-6;

#[derive(Deserialize)]
struct Manifest {
    settings: BTreeMap<String, Setting>,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    name: String,
    runs: BTreeMap<String, serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Setting {
    alpha: f32,
    beta: f32,
    eta: f32,
    min_score: f32,
    max_boxes: usize,
    edge_min_mag: f32,
    edge_merge_thr: f32,
    cluster_min_mag: f32,
    max_aspect_ratio: f32,
    min_box_area: f32,
    gamma: f32,
    kappa: f32,
}

impl Setting {
    fn edge_boxes(&self) -> EdgeBoxes {
        EdgeBoxes::new(EdgeBoxesParams {
            alpha: self.alpha,
            beta: self.beta,
            eta: self.eta,
            min_score: self.min_score,
            max_boxes: self.max_boxes,
            edge_min_mag: self.edge_min_mag,
            edge_merge_thr: self.edge_merge_thr,
            cluster_min_mag: self.cluster_min_mag,
            max_aspect_ratio: self.max_aspect_ratio,
            min_box_area: self.min_box_area,
            gamma: self.gamma,
            kappa: self.kappa,
        })
        .unwrap()
    }
}

fn map(folder: &Path, name: &str) -> EdgeMap {
    let plane = |kind: &str, decode: fn(u16) -> f32| {
        let png = image::open(folder.join(format!("{name}.{kind}.png"))).unwrap().into_luma16();
        (png.width() as usize, png.height() as usize, png.into_raw().into_iter().map(decode).collect())
    };
    let (width, height, strength) = plane("E", |v| f32::from(v) / 65535.0);
    let (_, _, orientation) = plane("O", |v| f32::from(v) * (std::f32::consts::PI / 65536.0));
    EdgeMap::new(width, height, strength, orientation).unwrap()
}

/// Little-endian u16 x, y, w, h and f32 score; x and y count from 1 there.
fn expected(path: &Path) -> Vec<Proposal> {
    let record = |bytes: &[u8]| {
        let u16_at = |i: usize| u32::from(u16::from_le_bytes([bytes[i], bytes[i + 1]]));
        let score = f32::from_le_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]);
        Proposal { x: u16_at(0) - 1, y: u16_at(2) - 1, w: u16_at(4), h: u16_at(6), score }
    };
    fs::read(path).unwrap().chunks_exact(12).map(record).collect()
}

/// How many boxes are in both lists; their scores must agree.
fn common_boxes(case: &str, actual: &[Proposal], expected: &[Proposal]) -> usize {
    let key = |p: &Proposal| (p.x, p.y, p.w, p.h);
    let scores: HashMap<_, f32> = actual.iter().map(|p| (key(p), p.score)).collect();
    let common = expected.iter().filter_map(|p| Some((p, scores.get(&key(p))?)));
    common
        .inspect(|(p, score)| assert!((p.score - **score).abs() <= SCORE_TOLERANCE, "{case}: {p:?}"))
        .count()
}

/// On symmetric shapes ties decide which boxes are listed, but hardly their scores.
fn compare_scores(case: &str, actual: &[Proposal], expected: &[Proposal]) {
    let mut rest = actual.iter().map(|p| p.score).peekable();
    let found = |score: f32| {
        while rest.next_if(|&s| s > score + SCORE_TOLERANCE).is_some() {}
        rest.next_if(|&s| s >= score - SCORE_TOLERANCE).is_some()
    };
    let common = expected.iter().map(|p| p.score).map(found).filter(|&found| found).count();
    let enough = |n: usize| common as f64 >= MIN_COMMON_SCORES * n as f64;
    assert!(enough(actual.len()) && enough(expected.len()), "{case}: {common} of {} scores", expected.len());
}

#[test]
fn agrees_with_the_reference() {
    let folder = common::fixtures("dedup/edgeboxes");
    let manifest = fs::read(folder.join("manifest.json")).expect("a manifest of reference cases");
    let manifest: Manifest = serde_json::from_slice(&manifest).unwrap();
    assert!(!manifest.items.is_empty(), "no reference cases");
    for (setting, params) in &manifest.settings {
        let edge_boxes = params.edge_boxes();
        let (mut common, mut total) = (0, 0);
        for item in manifest.items.iter().filter(|item| item.runs.contains_key(setting)) {
            let case = format!("{} {setting}", item.name);
            let actual = edge_boxes.detect(&map(&folder, &item.name));
            let expected = expected(&folder.join(format!("{}.{setting}.boxes.bin", item.name)));
            if item.name.starts_with("syn") {
                compare_scores(&case, &actual, &expected);
                continue;
            }
            let shared = common_boxes(&case, &actual, &expected);
            assert!(shared as f64 >= MIN_COMMON_PER_LIST * expected.len() as f64, "{case}: {shared} common");
            common += shared;
            total += expected.len();
        }
        assert!(
            common as f64 >= MIN_COMMON_PER_SETTING * total as f64,
            "{setting}: {common} of {total} common"
        );
        #[expect(clippy::print_stdout, reason = "shown with --nocapture")]
        {
            println!("{setting}: {common} of {total} boxes of real maps common");
        }
    }
}
