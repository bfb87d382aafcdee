//! What a training step costs, and what it costs to draw its sequences on the fly: `cargo bench --bench drawing`.
//!
//! Drawing must not be what a step waits for.

#![allow(missing_docs)]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::Duration;

use agpis::Device;
use agpis::muisc::{MuiscConfig, MuiscSettings, SpecialTokens};
use agpis::vision::Fusion;
use agpis_bench::{Bench, BenchConfig, Language, Sample, Size, Split};
use agpis_train::data::{BenchExamples, Examples};
use agpis_train::tables::Scale;
use agpis_train::{SequenceModelConfig, SequenceTask, TrainConfig, Trainer, train_tokenizer};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;

/// Sequences of a step.
const BATCH: u64 = 16;
/// Side of a picture for the training step: that of the size `mini`.
const SIDE: u32 = 64;

fn bench(image_size: u32) -> Bench {
    Bench::new(BenchConfig { image_size, languages: vec![Language::English], ..BenchConfig::default() })
}

/// On all threads, as a training loop would have it.
fn batch(bench: &Bench, from: u64) -> Vec<Sample> {
    (from..from + BATCH).into_par_iter().map(|index| bench.sequence(Split::Train, index)).collect()
}

fn drawing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("16 sequences");
    group.throughput(Throughput::Elements(BATCH));
    for side in [SIDE, 96, 128] {
        let (bench, mut from) = (bench(side), 0);
        group.bench_function(BenchmarkId::new("draw", side), |b| {
            b.iter(|| {
                from += BATCH;
                black_box(batch(&bench, from))
            });
        });
    }
    group.finish();
}

/// The row "MUIsC" of the paper's tables in the size `mini`.
fn training(criterion: &mut Criterion) {
    let (device, scale) = (Device::flex().autodiff(), Scale::of(Size::Mini));
    let examples = BenchExamples::new(Bench::new(Size::Mini.config()), Split::Train, 500).drawn(&|_| {});
    let texts: Vec<String> =
        examples.examples().iter().flat_map(|e| [e.title.clone(), e.feedback.clone()]).collect();
    let tokenizer =
        train_tokenizer(texts.into_iter(), &SpecialTokens::default(), scale.vocabulary).expect("a tokenizer");
    let sizes = MuiscConfig { vocab_size: scale.vocabulary, ..scale.muisc };
    let text = MuiscSettings::new(sizes.clone()).text_layout(&tokenizer).expect("a text layout");
    let config = SequenceModelConfig::Muisc { sizes, reads_title: true, fusion: Fusion::Late };
    let train = TrainConfig { shards: NonZeroUsize::new(2).expect("two"), ..TrainConfig::new(1, 1e-4) };
    let task = SequenceTask::new(&examples, &config, Some(&text), BATCH as usize, &train).expect("a task");
    let model = config.init(&device);
    let mut group = criterion.benchmark_group("16 sequences");
    group.throughput(Throughput::Elements(BATCH)).sample_size(10);
    group.warm_up_time(Duration::from_secs(2)).measurement_time(Duration::from_secs(10));
    group.bench_function(BenchmarkId::new("train one step", SIDE), |b| {
        b.iter(|| Trainer::new(&task, &train, &device).run(model.clone(), |_| {}).expect("a step"));
    });
    group.finish();
}

criterion_group!(benches, drawing, training);
criterion_main!(benches);
