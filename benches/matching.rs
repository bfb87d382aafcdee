//! Exact search among patch embeddings, beside comparing with every one of them; and a gallery.
//!
//! The embeddings are those of the built-in descriptor for patches of drawn products, unless
//! `AGPIS_PHOTOS` names a folder of JPEG files to take patches from.

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::PathBuf;

use agpis::core::{Embedder, Embedding, Image};
use agpis::dedup::{DuplicateConfig, EdgeBoxes, EdgeDetector, LabGradient, PatchDescriptor, PatchIndex};
use agpis::vision::{DecodeLimits, decode};
use agpis_bench::{Bench, BenchConfig, Split};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rayon::prelude::*;

const SIZES: [usize; 2] = [1_000, 100_000];
const RADIUS: f32 = 0.45;
const NEIGHBOURS: usize = 5;
/// Queries, not in the index.
const QUERIES: usize = 200;
const SIDE: u32 = 320;
const LANES: usize = 16;

/// So many embeddings, picture after picture.
fn embeddings(count: usize) -> Vec<Embedding> {
    match env::var_os("AGPIS_PHOTOS") {
        Some(folder) => {
            let mut files: Vec<PathBuf> = fs::read_dir(folder)
                .expect("a folder")
                .map(|entry| entry.expect("an entry").path())
                .collect();
            files.sort();
            let photo = |file: &PathBuf| decode(&fs::read(file).expect("a file"), &DecodeLimits::default());
            let patches = files.par_iter().filter_map(|file| Some(patches(&photo(file).ok()?)));
            let all: Vec<Embedding> = patches.collect::<Vec<_>>().into_iter().flatten().collect();
            assert!(all.len() >= count, "expected photos with {count} patches, got {}", all.len());
            all
        }
        None => {
            let bench = Bench::new(BenchConfig { image_size: SIDE, ..BenchConfig::default() });
            let picture = |i: u64| patches(&bench.candidate(Split::Train, i).image);
            let mut all = Vec::new();
            for first in (0..).step_by(256) {
                if all.len() >= count {
                    break;
                }
                let batch: Vec<_> = (first..first + 256u64).into_par_iter().map(picture).collect();
                all.extend(batch.into_iter().flatten());
            }
            all
        }
    }
}

fn patches(picture: &Image) -> Vec<Embedding> {
    let edges = LabGradient::default().detect(picture).expect("a small picture");
    let boxes = EdgeBoxes::new(DuplicateConfig::default().edge_boxes).expect("valid").detect(&edges);
    let crops: Vec<Image> = boxes.iter().filter_map(|b| picture.crop(b.region())).collect();
    PatchDescriptor::default().embed(&crops).expect("no model")
}

/// The peer: every embedding, sixteen values at once.
fn compare_all(values: &[f32], dimension: usize, query: &[f32]) -> usize {
    let within = |embedding: &[f32]| {
        let mut sums = [0.0f32; LANES];
        for (a, b) in embedding.chunks_exact(LANES).zip(query.chunks_exact(LANES)) {
            for lane in 0..LANES {
                sums[lane] += (a[lane] - b[lane]) * (a[lane] - b[lane]);
            }
        }
        sums.iter().sum::<f32>() <= RADIUS * RADIUS
    };
    values.chunks_exact(dimension).filter(|embedding| within(embedding)).count()
}

fn search(criterion: &mut Criterion) {
    let all = embeddings(SIZES[1] + QUERIES);
    let queries: Vec<&Embedding> = all.iter().rev().step_by(all.len() / QUERIES).take(QUERIES).collect();
    let dimension = all[0].len();
    for size in SIZES {
        let mut group = criterion.benchmark_group(format!("search_{QUERIES}_queries"));
        group.sample_size(10);
        let set = &all[..size];
        let values = set.concat();
        group.bench_function(BenchmarkId::new("compare_all", size), |b| {
            b.iter(|| queries.iter().map(|q| compare_all(black_box(&values), dimension, q)).sum::<usize>());
        });
        let index = PatchIndex::new(set).expect("finite");
        for (name, neighbours) in [("within_radius", usize::MAX), ("nearest_5_within_radius", NEIGHBOURS)] {
            group.bench_function(BenchmarkId::new(name, size), |b| {
                b.iter(|| {
                    queries
                        .iter()
                        .map(|q| index.nearest(black_box(q), neighbours, RADIUS).len())
                        .sum::<usize>()
                });
            });
        }
        group.bench_function(BenchmarkId::new("build", size), |b| b.iter(|| PatchIndex::new(black_box(set))));
    }
}

criterion_group!(benches, search);
criterion_main!(benches);
