//! The drawn pictures and sequences that the recipe learns from.

use agpis_bench::{Bench, BenchConfig, LabelledImage, Language, Split};
use agpis_core::Image;
use rayon::prelude::*;

use super::Effort;
use crate::Progress;
use crate::data::{BenchExamples, Examples};

/// Side of the pictures that patches are cut out of: a patch is then larger than what the embedder sees.
const PATCH_SOURCE_SIZE: u32 = 160;
const PATCH_SOURCES: u64 = 1_500;
/// Qualified sequences in the training data. There are more (Table 1); but a step with as many violations
/// teaches more.
pub(super) const TRAINING_QUALIFIED_SHARE: f64 = 0.5;
/// Items between two reports of progress.
const CHUNK: u64 = 500;

/// The training data.
pub(super) struct Data {
    pub(super) candidates: Vec<LabelledImage>,
    pub(super) patch_sources: Vec<Image>,
    pub(super) sequences: BenchExamples,
}

impl Data {
    pub(super) fn generate(effort: &Effort, progress: &dyn Fn(&str, Progress)) -> Self {
        let bench = bench(effort);
        let large = Bench::new(BenchConfig { image_size: PATCH_SOURCE_SIZE, ..bench.config().clone() });
        let sequences =
            Bench::new(BenchConfig { qualified_share: TRAINING_QUALIFIED_SHARE, ..bench.config().clone() });
        let sources = PATCH_SOURCES.min(effort.candidates);
        Self {
            candidates: draw(
                "drawing pictures",
                effort.candidates,
                &|i| bench.candidate(Split::Train, i),
                progress,
            ),
            patch_sources: draw(
                "drawing patches",
                sources,
                &|i| large.candidate(Split::Train, i).image,
                progress,
            ),
            sequences: BenchExamples::new(sequences, Split::Train, effort.sequences).drawn(&|step| {
                progress("drawing sequences", Progress { step, steps: effort.sequences as usize, loss: 0.0 });
            }),
        }
    }

    /// All titles and feedback.
    pub(super) fn texts(&self) -> Vec<String> {
        self.sequences.examples().iter().flat_map(|s| [s.title.clone(), s.feedback.clone()]).collect()
    }
}

/// The bench of the recipe.
pub(super) fn bench(effort: &Effort) -> Bench {
    // The vocabulary of the recipe is too small for two languages.
    Bench::new(BenchConfig {
        seed: effort.seed,
        languages: vec![Language::English],
        ..BenchConfig::default()
    })
}

/// Draws items `0..count` on all cores.
pub(super) fn draw<T: Send>(
    name: &str,
    count: u64,
    item: &(dyn Fn(u64) -> T + Sync),
    progress: &dyn Fn(&str, Progress),
) -> Vec<T> {
    let mut items = Vec::with_capacity(count as usize);
    while (items.len() as u64) < count {
        let from = items.len() as u64;
        let chunk: Vec<T> = (from..count.min(from + CHUNK)).into_par_iter().map(item).collect();
        items.extend(chunk);
        progress(name, Progress { step: items.len(), steps: count as usize, loss: 0.0 });
    }
    items
}
