//! What it costs to choose among many sequences, beside judging one:
//! `cargo bench --bench sequence_search`, and with `RAYON_NUM_THREADS=1` on one thread.
//!
//! A product with 7 candidates and a fixed primary image has 30 sequences of 3. Judged one by one they cost 30
//! times one; `score` encodes each image once.

#![allow(missing_docs)]

#[path = "common/devices.rs"]
mod devices;
#[path = "common/full_size.rs"]
#[allow(dead_code)] // some of it is for other benches
mod full_size;

use std::time::Duration;

use agpis::core::{Classifier, SequenceScorer};
use agpis::muisc::MuiscClassifier;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// The primary image, then any two of the six others.
fn orders() -> Vec<Vec<usize>> {
    let pairs = (1..7).flat_map(|a| (1..7).filter(move |&b| b != a).map(move |b| vec![0, a, b]));
    pairs.collect()
}

fn race(criterion: &mut Criterion, model: &str, classifier: &MuiscClassifier) {
    let (candidates, orders) = (full_size::candidates(7), orders());
    let sequence = full_size::sequence(&candidates);
    let mut group = criterion.benchmark_group(format!("sequence_search/{model}"));
    group.sample_size(10).warm_up_time(Duration::from_secs(2)).measurement_time(Duration::from_secs(10));
    group.throughput(Throughput::Elements(1));
    group.bench_function("one sequence of 3", |b| {
        b.iter(|| classifier.classify(std::slice::from_ref(&sequence)).expect("a judgement"));
    });
    group.throughput(Throughput::Elements(orders.len() as u64));
    group.bench_function("30 sequences of 7 candidates", |b| {
        b.iter(|| {
            let known = classifier.encode(full_size::TITLE, &candidates).expect("images");
            classifier.score(&known, &orders).expect("scores")
        });
    });
    group.finish();
}

fn sequence_search(criterion: &mut Criterion) {
    for (name, device) in devices::all() {
        for (size, classifier) in devices::classifiers(&device) {
            race(criterion, &format!("{size}/{name}"), &classifier);
        }
    }
}

criterion_group!(benches, sequence_search);
criterion_main!(benches);
