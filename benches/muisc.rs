//! What judging a sequence costs, and its parts: `cargo bench --bench muisc`.
//!
//! `images` is what is computed once for three images and a title, `class` what comes after it
//! for one order of three images, `sequences` both together, `feedback` with the text that a reviewer would write.

#![allow(missing_docs)]

#[path = "common/devices.rs"]
mod devices;
#[path = "common/full_size.rs"]
#[allow(dead_code)] // some of it is for other benches
mod full_size;

use std::time::Duration;

use agpis::core::{Classifier, SequenceScorer};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn muisc(criterion: &mut Criterion) {
    let candidates = full_size::candidates(3);
    for (name, device) in devices::all() {
        for (size, classifier) in devices::classifiers(&device) {
            let mut group = criterion.benchmark_group(format!("muisc/{size}/{name}"));
            group
                .sample_size(10)
                .warm_up_time(Duration::from_secs(2))
                .measurement_time(Duration::from_secs(10));
            group.throughput(Throughput::Elements(3));
            group.bench_function(BenchmarkId::new("images", 3), |b| {
                b.iter(|| {
                    let known = classifier.encode(full_size::TITLE, &candidates).expect("images");
                    device.sync().expect("a device that works");
                    known
                });
            });
            group.throughput(Throughput::Elements(1));
            let known = classifier.encode(full_size::TITLE, &candidates).expect("images");
            group.bench_function(BenchmarkId::new("class", 1), |b| {
                b.iter(|| classifier.score(&known, &[vec![0, 1, 2]]).expect("a score"));
            });
            let writing = classifier.clone().with_feedback(true);
            for batch in [1, 8] {
                let sequences = vec![full_size::sequence(&candidates); batch];
                group.throughput(Throughput::Elements(batch as u64));
                group.bench_function(BenchmarkId::new("sequences", batch), |b| {
                    b.iter(|| classifier.classify(&sequences).expect("judgements"));
                });
                group.bench_function(BenchmarkId::new("feedback", batch), |b| {
                    b.iter(|| writing.classify(&sequences).expect("judgements"));
                });
            }
        }
    }
}

criterion_group!(benches, muisc);
criterion_main!(benches);
