//! How many products the best EdgeBoxes proposals find: of photos in the folder that `AGPIS_FIXTURES` names,
//! which are not committed; else of drawn products.

mod common;

use std::fs;

use agpis_bench::{Bench, BenchConfig, Product, Split, coverage};
use agpis_core::Image;
use agpis_dedup::{EdgeBoxes, EdgeDetector, LabGradient, LearnedEdges, Proposal};
use serde::Deserialize;

/// Proposals looked at.
const BEST: [usize; 2] = [50, 100];
/// Least shares found, of photos and of drawn products, whose plain faces have strong inner edges.
const GRADIENT: [[f64; 2]; 2] = [[0.92, 0.95], [0.93, 0.95]];
const LEARNED: [[f64; 2]; 2] = [[0.98, 0.99], [0.92, 0.95]];
/// A box counts as found from this IoU on.
const MIN_IOU: f64 = 0.7;
/// Drawn products, and their side in pixels.
const DRAWN: usize = 60;
const SIDE: u32 = 320;

/// A picture, and `[x, y, width, height]` of its product.
struct Case {
    image: Image,
    product: [f64; 4],
}

#[test]
fn the_best_proposals_find_the_product() {
    let (cases, of) = match std::env::var_os("AGPIS_FIXTURES") {
        Some(_) => (photos(), 0),
        None => (drawn(), 1),
    };
    assert!(!cases.is_empty(), "no cases");
    check("LabGradient", &LabGradient::default(), &cases, GRADIENT[of]);
    check("LearnedEdges", &LearnedEdges::default(), &cases, LEARNED[of]);
}

fn check(name: &str, detector: &impl EdgeDetector, cases: &[Case], limits: [f64; 2]) {
    let ranks: Vec<Option<usize>> = cases.iter().map(|case| rank(detector, case)).collect();
    let found = |best: usize| ranks.iter().flatten().filter(|&&rank| rank < best).count() as f64;
    let recall = BEST.map(|best| found(best) / cases.len() as f64);
    let report = format!(
        "{name}: the best {BEST:?} proposals find {:.3} and {:.3} of {} products",
        recall[0],
        recall[1],
        cases.len()
    );
    #[expect(clippy::print_stdout, reason = "shown with --nocapture")]
    {
        println!("{report}");
    }
    assert!(recall[0] >= limits[0] && recall[1] >= limits[1], "{report}; expected at least {limits:?}");
}

/// Place of the first proposal that finds the product.
fn rank(detector: &impl EdgeDetector, case: &Case) -> Option<usize> {
    let proposals = EdgeBoxes::default().detect(&detector.detect(&case.image).unwrap());
    proposals.into_iter().position(|proposal| iou(proposal, case.product) >= MIN_IOU)
}

fn iou(proposal: Proposal, [x, y, width, height]: [f64; 4]) -> f64 {
    let region = proposal.region();
    let [px, py, pw, ph] = [region.x, region.y, region.width, region.height].map(f64::from);
    let shared = |a: f64, b: f64, end_a: f64, end_b: f64| (end_a.min(end_b) - a.max(b)).max(0.0);
    let both = shared(px, x, px + pw, x + width) * shared(py, y, py + ph, y + height);
    both / (pw * ph + width * height - both)
}

#[derive(Deserialize)]
struct Boxes {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    file: String,
    #[serde(rename = "box")]
    product: [f64; 4],
}

fn photos() -> Vec<Case> {
    let folder = common::fixtures("dedup/recall");
    let text = fs::read_to_string(folder.join("boxes.json")).expect("boxes of the products");
    let boxes: Boxes = serde_json::from_str(&text).expect("a file and a box an item");
    let read = |item: Item| {
        let rgb = image::open(folder.join(item.file)).unwrap().into_rgb8();
        let image = Image::from_rgb8(rgb.width(), rgb.height(), rgb.into_raw()).unwrap();
        Case { image, product: item.product }
    };
    boxes.items.into_iter().map(read).collect()
}

/// Whole products, good and faulty pictures alike.
fn drawn() -> Vec<Case> {
    let bench = Bench::new(BenchConfig { image_size: SIDE, ..BenchConfig::default() });
    let cases = (0..).filter_map(|i| {
        let candidate = bench.candidate(Split::Test, i);
        let whole = candidate.meta.shows_whole();
        let shares = coverage(&Product::new(candidate.meta.sku), &candidate.meta, SIDE)?;
        whole.then(|| Case { image: candidate.image, product: bounds(&shares) })
    });
    cases.take(DRAWN).collect()
}

/// Of all pixels that are covered by half.
fn bounds(shares: &[f32]) -> [f64; 4] {
    let side = SIDE as usize;
    let covered = (0..shares.len()).filter(|&i| shares[i] >= 0.5).map(|i| [i % side, i / side]);
    let (low, high) = covered.fold(([side; 2], [0; 2]), |(low, high), at| {
        ([0, 1].map(|i| at[i].min(low[i])), [0, 1].map(|i| (at[i] + 1).max(high[i])))
    });
    let size = |i: usize| high[i].saturating_sub(low[i]) as f64;
    [low[0] as f64, low[1] as f64, size(0), size(1)]
}
