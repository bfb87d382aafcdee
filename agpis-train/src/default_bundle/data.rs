//! The pictures and sequences that the recipe learns from: drawn ones, and composites over photographs if there are some.

use agpis_bench::photos::PhotoCandidate;
use agpis_bench::{Bench, BenchConfig, LabelledImage, Language, Split};
use agpis_core::Image;
use rayon::prelude::*;

use super::{Effort, PATCH_SOURCE_SIZE, Photographs};
use crate::Progress;
use crate::data::{BenchExamples, DataError, Example, Examples, TitleAndFeedback, drawn_texts};

const PATCH_SOURCES: u64 = 1_500;
/// Composites for every drawn picture, and for every drawn sequence.
const COMPOSITES: f64 = 0.5;
const COMPOSITE_SEQUENCES: f64 = 0.25;
/// Qualified sequences in the training data. There are more (Table 1); but a step with as many violations
/// teaches more.
pub(super) const TRAINING_QUALIFIED_SHARE: f64 = 0.5;
/// Items between two reports of progress.
const CHUNK: u64 = 500;

/// The training data.
pub(super) struct Data {
    pub(super) candidates: Vec<LabelledImage>,
    pub(super) composites: Vec<PhotoCandidate>,
    pub(super) patch_sources: Vec<Image>,
    pub(super) sequences: Sequences,
    /// For the language model.
    pub(super) other_texts: Vec<TitleAndFeedback>,
}

impl Data {
    pub(super) fn generate(
        effort: &Effort,
        photographs: Option<&Photographs>,
        progress: &dyn Fn(&str, Progress),
    ) -> Self {
        let bench = bench(effort);
        let large = Bench::new(BenchConfig { image_size: PATCH_SOURCE_SIZE, ..bench.config().clone() });
        let sequences =
            Bench::new(BenchConfig { qualified_share: TRAINING_QUALIFIED_SHARE, ..bench.config().clone() });
        let sources = PATCH_SOURCES.min(effort.candidates);
        let mut patch_sources =
            draw("drawing patches", sources, &|i| large.candidate(Split::Train, i).image, progress);
        let mut composites = Vec::new();
        if let Some(photographs) = photographs {
            let train = photographs.of(Split::Train);
            let count = (COMPOSITES * effort.candidates as f64) as u64;
            composites = draw("composing pictures", count, &|i| train.candidate(i), progress);
            if let Some(large) = photographs.patch_sources() {
                patch_sources.extend(draw(
                    "composing patches",
                    sources,
                    &|i| large.candidate(i).image,
                    progress,
                ));
            }
        }
        let composed = (COMPOSITE_SEQUENCES * effort.sequences as f64) as u64;
        Self {
            candidates: draw(
                "drawing pictures",
                effort.candidates,
                &|i| bench.candidate(Split::Train, i),
                progress,
            ),
            composites,
            patch_sources,
            other_texts: drawn_texts(&sequences, effort.sequences, effort.texts()),
            // Seen once or twice, so drawn when they are seen.
            sequences: Sequences::new(
                BenchExamples::new(sequences, Split::Train, effort.sequences),
                photographs.map(|photographs| (photographs, composed)),
            ),
        }
    }

    /// All titles and feedback.
    pub(super) fn texts(&self) -> Vec<String> {
        self.sequences.examples().iter().flat_map(|s| [s.title.clone(), s.feedback.clone()]).collect()
    }
}

/// Drawn sequences, and behind them composites.
pub(super) struct Sequences {
    drawn: BenchExamples,
    examples: Vec<Example>,
    composites: Vec<Vec<Image>>,
}

impl Sequences {
    fn new(drawn: BenchExamples, photographs: Option<(&Photographs, u64)>) -> Self {
        let composed = photographs.map_or(Vec::new(), |(photographs, count)| {
            (0..count).into_par_iter().filter_map(|i| photographs.sequence(i)).collect()
        });
        let (own, composites): (Vec<Example>, Vec<Vec<Image>>) = composed.into_iter().unzip();
        let examples = drawn.examples().iter().cloned().chain(own).collect();
        Self { drawn, examples, composites }
    }
}

impl Examples for Sequences {
    fn examples(&self) -> &[Example] {
        &self.examples
    }

    fn images(&self, index: usize) -> Result<Vec<Image>, DataError> {
        let drawn = self.drawn.examples().len();
        if index < drawn { self.drawn.images(index) } else { Ok(self.composites[index - drawn].clone()) }
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
