//! How many instructions the hot paths take on one thread: unlike time, the same on a busy machine. `scripts/instructions.sh` runs it
//! and compares with `baseline.tsv`. The processor that valgrind pretends to be has AVX2 and not AVX-512.

#![allow(missing_docs)]

#[path = "../common/full_size.rs"]
#[allow(dead_code)] // some of it is for other benches
mod full_size;
#[path = "../common/pictures.rs"]
mod pictures;

use std::hint::black_box;
use std::sync::Arc;

use agpis::core::{Candidate, Classifier, Judgement, PairScore, Sequence, SequenceScorer};
use agpis::dedup::{DuplicateDetector, EdgeBoxes, EdgeDetector, EdgeMap, LabGradient, PatchDescriptor};
use agpis::muisc::{KnownProduct, MuiscClassifier};
use agpis::vision::{DecodeLimits, Preprocess, decode};
use agpis::{Device, Image};
use gungraun::{library_benchmark, library_benchmark_group, main};

/// Of pictures of products, in pixels.
const SIDE: u32 = 400;
/// Of pictures that are compared.
const COMPARED: u32 = 320;

/// All work on the thread whose instructions are counted.
fn on_one_thread<T>(prepare: impl FnOnce() -> T) -> T {
    // It may have been said before.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    prepare()
}

fn file() -> Vec<u8> {
    on_one_thread(|| pictures::jpeg(&pictures::picture(SIDE, 0)))
}

#[library_benchmark]
#[bench::jpeg_400(file())]
fn read_picture(bytes: Vec<u8>) -> Vec<f32> {
    let image = decode(&bytes, &DecodeLimits::default()).expect("a picture");
    black_box(Preprocess { size: 96 }.to_values(std::slice::from_ref(&image)))
}

fn edges() -> EdgeMap {
    on_one_thread(|| LabGradient::default().detect(&pictures::picture(COMPARED, 0)).expect("edges"))
}

#[library_benchmark]
#[bench::drawn_320(edges())]
fn edge_boxes(edges: EdgeMap) -> usize {
    black_box(EdgeBoxes::default().detect(&edges).len())
}

fn pair() -> (DuplicateDetector, [Image; 2]) {
    on_one_thread(|| {
        let pair = [0, 1].map(|i| pictures::picture(COMPARED, i));
        (DuplicateDetector::new(Arc::new(PatchDescriptor::default())), pair)
    })
}

#[library_benchmark]
#[bench::drawn_320(pair())]
fn duplicates((detector, pair): (DuplicateDetector, [Image; 2])) -> Vec<PairScore> {
    black_box(detector.score_pairs(&pair).expect("scores"))
}

fn judge() -> (MuiscClassifier, Vec<Sequence>) {
    on_one_thread(|| {
        let classifier = full_size::default_bundle(&Device::flex()).sequence_classifier();
        (classifier, vec![full_size::sequence(&full_size::candidates(3))])
    })
}

fn writer() -> (MuiscClassifier, Vec<Sequence>) {
    let (classifier, sequences) = judge();
    (classifier.with_feedback(true), sequences)
}

#[library_benchmark]
#[bench::class(judge())]
#[bench::feedback(writer())]
fn muisc((classifier, sequences): (MuiscClassifier, Vec<Sequence>)) -> Vec<Judgement> {
    black_box(classifier.classify(&sequences).expect("judgements"))
}

type Searched = (MuiscClassifier, KnownProduct, Vec<Vec<usize>>);

fn search() -> Searched {
    let (classifier, _) = judge();
    let candidates: Vec<Candidate> = full_size::candidates(7);
    let known = classifier.encode(full_size::TITLE, &candidates).expect("images");
    let others = (1..7).flat_map(|a| (1..7).filter(move |&b| b != a).map(move |b| vec![0, a, b]));
    (classifier, known, others.collect())
}

#[library_benchmark]
#[bench::sequences_30(search())]
fn sequence_search((classifier, known, orders): Searched) -> usize {
    black_box(classifier.score(&known, &orders).expect("scores").len())
}

library_benchmark_group!(
    name = paths;
    benchmarks = read_picture, edge_boxes, duplicates, muisc, sequence_search
);
main!(library_benchmark_groups = paths);
