//! What a training step costs, and what it costs to draw its sequences on the fly: `cargo bench --bench drawing`.
//!
//! Drawing must not be what a step waits for.

#![allow(missing_docs)]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::Duration;

use agpis::Device;
use agpis::muisc::{LossWeights, MuiscConfig, MuiscSettings, SpecialTokens};
use agpis::vision::VitConfig;
use agpis_bench::{Bench, BenchConfig, Language, Sample, Split};
use agpis_train::{SequenceTraining, TrainConfig, train_muisc, train_tokenizer};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;

/// Sequences of a step.
const BATCH: u64 = 16;
/// Side of a picture for the training step: that of the size `mini`.
const SIDE: u32 = 64;
const VOCABULARY: usize = 1024;

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

/// The design's model for `mini`.
fn config() -> MuiscConfig {
    let image = VitConfig {
        image_size: SIDE as usize,
        patch_size: 8,
        d_model: 96,
        num_encoder_blocks: 3,
        num_heads: 3,
        d_ff: 384,
        dropout: 0.0,
        norm_epsilon: 1e-6,
        image_height: None,
    };
    MuiscConfig {
        image,
        num_sequence_heads: 3,
        sequence_d_ff: 384,
        sequence_norm_epsilon: 1e-6,
        num_decoder_blocks: 2,
        cross_attention_blocks: vec![0, 1],
        num_decoder_heads: 3,
        decoder_d_ff: 384,
        dropout: 0.0,
        vocab_size: VOCABULARY,
        num_text_positions: 64,
        num_classes: agpis_bench::rules().num_classes(),
        ..MuiscConfig::default()
    }
}

fn training(criterion: &mut Criterion) {
    let (device, config) = (Device::flex().autodiff(), config());
    let bench = bench(SIDE);
    let texts = (0..500).map(|index| bench.plan(Split::Train, index));
    let texts: Vec<String> = texts.flat_map(|plan| [plan.title.text, plan.verdict.feedback]).collect();
    let tokenizer =
        train_tokenizer(texts.into_iter(), &SpecialTokens::default(), VOCABULARY).expect("a tokenizer");
    let text = MuiscSettings::new(config.clone()).text_layout(&tokenizer).expect("a text layout");
    let samples = batch(&bench, 0);
    let training = SequenceTraining {
        train: TrainConfig::new(1, 1e-4),
        batch_size: BATCH as usize,
        shards: NonZeroUsize::new(2).expect("two"),
        losses: LossWeights::default(),
        seed: 0,
    };
    let model = config.init(&device);
    let mut group = criterion.benchmark_group("16 sequences");
    group.throughput(Throughput::Elements(BATCH)).sample_size(10);
    group.warm_up_time(Duration::from_secs(2)).measurement_time(Duration::from_secs(10));
    group.bench_function(BenchmarkId::new("train one step", SIDE), |b| {
        b.iter(|| {
            train_muisc(model.clone(), &config, &text, &samples, &training, &device, |_| {}).expect("a step")
        });
    });
    group.finish();
}

criterion_group!(benches, drawing, training);
criterion_main!(benches);
