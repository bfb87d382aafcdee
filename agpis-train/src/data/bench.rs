//! AGPIS-bench as examples.

use agpis_bench::{Bench, Plan, Split};
use agpis_core::Image;
use rayon::prelude::*;

use super::{DataError, Example, Examples};

/// Sequences of a bench.
#[derive(Debug)]
pub struct BenchExamples {
    bench: Bench,
    split: Split,
    examples: Vec<Example>,
    /// Nothing where they are drawn when they are asked for.
    images: Vec<Vec<Image>>,
}

impl BenchExamples {
    /// The first `count` sequences of a split, whose pictures are drawn whenever they are asked for.
    #[must_use]
    pub fn new(bench: Bench, split: Split, count: u64) -> Self {
        let example = |index| {
            let plan = bench.plan(split, index);
            Example {
                id: format!("{}-{index}", split.name()),
                sku: plan.sku.id(),
                class: plan.class(),
                true_class: Some(plan.true_class()),
                title: plan.title.text,
                feedback: plan.verdict.feedback,
            }
        };
        let examples = (0..count).into_par_iter().map(example).collect();
        Self { bench, split, examples, images: Vec::new() }
    }

    /// The same, drawn once and kept in memory. `progress` hears how many are done.
    #[must_use]
    pub fn drawn(self, progress: &dyn Fn(usize)) -> Self {
        /// Sequences between two reports.
        const CHUNK: usize = 500;
        let mut images = Vec::with_capacity(self.examples.len());
        while images.len() < self.examples.len() {
            let chunk = images.len()..self.examples.len().min(images.len() + CHUNK);
            images
                .par_extend(chunk.into_par_iter().map(|i| self.bench.sequence(self.split, i as u64).images));
            progress(images.len());
        }
        Self { images, ..self }
    }

    /// What is behind an example.
    #[must_use]
    pub fn plan(&self, index: usize) -> Plan {
        self.bench.plan(self.split, index as u64)
    }
}

impl Examples for BenchExamples {
    fn examples(&self) -> &[Example] {
        &self.examples
    }

    fn images(&self, index: usize) -> Result<Vec<Image>, DataError> {
        let kept = self.images.get(index).cloned();
        Ok(kept.unwrap_or_else(|| self.bench.sequence(self.split, index as u64).images))
    }
}
