//! One training step of the small model: forward, both losses, backward and AdamW over sixteen sequences of three
//! pictures of 64 pixels and 48 tokens, through the trainer of agpis-train.
//!
//! `cargo bench --bench train_step`, and with `RAYON_NUM_THREADS=1`; as many shards as threads. For
//! `benches/peers/train_step.py`, which runs PyTorch beside it: `--steps N [--threads T] [--export FOLDER]`
//! prints one line of JSON for the model, then one a step with its loss and the milliseconds on the clock and of CPU.

#![allow(missing_docs, clippy::print_stdout)] // a program for the terminal

#[path = "common/race.rs"]
mod race;
#[path = "common/small_training.rs"]
mod small_training;

use std::error::Error;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput};
use race::{Laps, option};
use small_training::{BATCH, SmallTraining};

/// As the programs that train have it: tensors come and go at every step.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn Error>> {
    match option("--steps")? {
        Some(steps) => raced(steps),
        None => bench(),
    }
}

fn bench() -> Result<(), Box<dyn Error>> {
    let training = SmallTraining::new()?;
    let threads = NonZeroUsize::new(rayon::current_num_threads()).unwrap_or(NonZeroUsize::MIN);
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group(format!("{BATCH} sequences"));
    group.throughput(Throughput::Elements(BATCH as u64)).sample_size(10);
    group.warm_up_time(Duration::from_secs(3)).measurement_time(Duration::from_secs(20));
    group.bench_function(BenchmarkId::new("train one step, threads", threads), |b| {
        b.iter_custom(|steps| time(&training, steps as usize, threads).expect("a training"));
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}

/// What `steps` steps take after a first one.
fn time(training: &SmallTraining, steps: usize, shards: NonZeroUsize) -> Result<Duration, Box<dyn Error>> {
    let mut first = None;
    training.run(steps + 1, shards, |_| {
        first.get_or_insert_with(Instant::now);
    })?;
    Ok(first.map_or(Duration::ZERO, |first| first.elapsed()))
}

fn raced(steps: usize) -> Result<(), Box<dyn Error>> {
    let threads = option("--threads")?.unwrap_or(NonZeroUsize::MIN);
    rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global()?;
    let training = SmallTraining::new()?;
    if let Some(folder) = option::<String>("--export")? {
        training.export(Path::new(&folder))?;
    }
    println!(r#"{{"parameters":{},"threads":{threads},"batch":{BATCH}}}"#, training.parameters());
    let mut laps = Laps::start();
    training.run(steps, threads, |progress| {
        println!(r#"{{"step":{},"loss":{},{}}}"#, progress.step, progress.loss, laps.lap().json());
    })
}
