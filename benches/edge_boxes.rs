//! Duplicate detection: edge map, EdgeBoxes, description and comparison of a pair, by longest side in pixels.

use std::hint::black_box;
use std::sync::Arc;

use agpis_core::Image;
use agpis_dedup::{
    DuplicateConfig, DuplicateDetector, EdgeBoxes, EdgeDetector, LabGradient, PatchDescriptor,
};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

const SIDES: [u32; 3] = [192, 320, 640];

/// Discs and stripes in every colour: about as many edges as a product photo.
fn picture(side: u32, seed: u32) -> Image {
    let colour = |x: u32, y: u32| {
        let (u, v) = (x * 320 / side, y * 320 / side);
        let (dx, dy) = (u % 80, (v + 20 * seed) % 80);
        let disc = dx.abs_diff(40).pow(2) + dy.abs_diff(40).pow(2) < 900;
        let tile = (u / 80 * 7 + v / 80 * 3 + seed) % 11;
        match (disc, (u + v * (tile % 3)) % 12 < 4) {
            (true, stripe) => [tile * 20, 200 - tile * 15, if stripe { 220 } else { 60 }],
            (false, _) => [255 - tile, 250, 245],
        }
    };
    let pixels = (0..side).flat_map(|y| (0..side).flat_map(move |x| colour(x, y))).map(|v| v as u8);
    Image::from_rgb8(side, side, pixels.collect::<Vec<u8>>()).expect("three bytes a pixel")
}

fn edge_map(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("edge_map");
    for side in SIDES {
        let picture = picture(side, 0);
        let detector = LabGradient::default();
        group.bench_function(BenchmarkId::from_parameter(side), |b| {
            b.iter(|| detector.detect(black_box(&picture)))
        });
    }
}

fn edge_boxes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("edge_boxes");
    group.sample_size(20);
    for side in SIDES {
        let edges = LabGradient::default().detect(&picture(side, 0)).expect("a small picture");
        let edge_boxes = EdgeBoxes::default();
        group.bench_function(BenchmarkId::from_parameter(side), |b| {
            b.iter(|| edge_boxes.detect(black_box(&edges)))
        });
    }
}

fn pair(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("duplicate_pair");
    group.sample_size(20);
    for side in SIDES {
        let pair = [picture(side, 0), picture(side, 1)];
        let config = DuplicateConfig { working_side: side, ..DuplicateConfig::default() };
        let detector = DuplicateDetector::with_config(Arc::new(PatchDescriptor::default()), config)
            .expect("default parameters");
        group.bench_function(BenchmarkId::from_parameter(side), |b| {
            b.iter(|| detector.score_pairs(black_box(&pair)))
        });
    }
}

criterion_group!(benches, edge_map, edge_boxes, pair);
criterion_main!(benches);
