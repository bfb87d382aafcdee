//! The data of an experiment.

use std::path::Path;

use agpis_bench::{Bench, BenchConfig, Ceiling, LabelledImage, Plan, Size, Split, rules};
use agpis_core::RuleSet;
use rayon::prelude::*;

use super::{Category, DataConfig};
use crate::data::{BenchExamples, Examples, RuleNames, TitleAndFeedback, drawn_texts, regrouped_texts};
use crate::{ReviewSource, TrainError, read_rule_names};

/// The three splits of an experiment.
pub struct Data {
    /// The rules that classes stand for.
    pub rules: RuleSet,
    /// What reviewers call them, and so in whose words a model's feedback is understood.
    pub names: RuleNames,
    /// K^t.
    pub length: usize,
    /// To learn from.
    pub train: Box<dyn Examples + Send>,
    /// To choose by.
    pub validation: Box<dyn Examples + Send>,
    /// To report on.
    pub test: Box<dyn Examples + Send>,
    /// Of a bench, what the truth itself scores on the test sequences.
    pub ceiling: Option<Ceiling>,
    /// What was left out, and what looks like a leak: for programs to show.
    pub notes: Vec<String>,
    /// Where pictures for pretraining come from.
    bench: Bench,
    /// Of a bench, the training sequences among which those to learn from were found.
    looked_at: u64,
    /// The configuration with paths that hold in any folder.
    pub(super) located: DataConfig,
}

/// How many sequences of a bench.
struct Drawn {
    size: Size,
    seed: u64,
    train: Option<u64>,
    test: Option<u64>,
}

impl Data {
    /// Opens, or draws, the data; paths are relative to the working folder. `progress` hears what is done, how much of
    /// it, and how much there is.
    ///
    /// # Errors
    /// If the data cannot be used.
    pub fn open(config: &DataConfig, progress: &dyn Fn(&str, usize, usize)) -> Result<Self, TrainError> {
        Self::open_in(Path::new(""), config, progress)
    }

    /// As [`open`](Self::open), with paths relative to `base`, the folder of the experiment file.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_in(
        base: &Path,
        config: &DataConfig,
        progress: &dyn Fn(&str, usize, usize),
    ) -> Result<Self, TrainError> {
        let located = config.located(base)?;
        match &located {
            &DataConfig::Bench { size, seed, train, test, category } => {
                let drawn = Drawn { size, seed, train, test };
                match category {
                    None => Self::of_bench(&drawn, located, progress),
                    Some(category) => Self::of_category(category, &drawn, located),
                }
            }
            DataConfig::Reviews { file, pictures, rules, months, shares, length, keep_in_memory_side } => {
                let names = rules.as_ref().map_or_else(|| Ok(RuleNames::bench()), read_rule_names)?;
                let source = ReviewSource {
                    months: *months,
                    shares: *shares,
                    length: *length,
                    keep_in_memory_side: *keep_in_memory_side,
                    ..ReviewSource::new(file, pictures, names)
                };
                Self::of_reviews(source, located, progress)
            }
        }
    }

    fn of_bench(
        drawn: &Drawn,
        located: DataConfig,
        progress: &dyn Fn(&str, usize, usize),
    ) -> Result<Self, TrainError> {
        let size = drawn.size;
        let bench = Bench::new(BenchConfig { seed: drawn.seed, ..size.config() });
        let examples = |split: Split, count: u64| {
            let name = format!("drawing {} sequences", split.name());
            let examples = BenchExamples::new(bench.clone(), split, count);
            Box::new(examples.drawn(&|done| progress(&name, done, count as usize)))
        };
        let trained = drawn.train.unwrap_or_else(|| size.sequences(Split::Train));
        let tested = drawn.test.unwrap_or_else(|| size.sequences(Split::Test));
        let plans: Vec<Plan> = (0..tested).into_par_iter().map(|i| bench.plan(Split::Test, i)).collect();
        Ok(Self {
            rules: rules(),
            names: RuleNames::bench(),
            length: bench.config().length,
            train: examples(Split::Train, trained),
            validation: examples(Split::Validation, size.sequences(Split::Validation)),
            // Seen once, so drawn when they are seen.
            test: Box::new(BenchExamples::new(bench.clone(), Split::Test, tested)),
            ceiling: Some(Ceiling::of(&bench.config().reviewer, &plans)?),
            notes: Vec::new(),
            bench,
            looked_at: trained,
            located,
        })
    }

    /// Sequences of which most are looked for and left out, so none is drawn before it is seen.
    fn of_category(category: Category, drawn: &Drawn, located: DataConfig) -> Result<Self, TrainError> {
        let (size, rules) = (drawn.size, rules());
        let bench = Bench::new(BenchConfig { seed: drawn.seed, ..size.config() });
        let wanted = drawn.train.unwrap_or_else(|| size.sequences(Split::Train));
        let (train, looked_at) = category.balanced(&bench, wanted as usize, &rules)?;
        let only =
            |split: Split, count: u64| category.only(BenchExamples::new(bench.clone(), split, count), &rules);
        let validation = only(Split::Validation, size.sequences(Split::Validation))?;
        let test = only(Split::Test, drawn.test.unwrap_or_else(|| size.sequences(Split::Test)))?;
        Ok(Self {
            names: RuleNames::bench(),
            length: bench.config().length,
            train: Box::new(train),
            validation: Box::new(validation),
            test: Box::new(test),
            ceiling: None,
            notes: Vec::new(),
            bench,
            looked_at: looked_at as u64,
            located,
            rules,
        })
    }

    fn of_reviews(
        source: ReviewSource,
        located: DataConfig,
        progress: &dyn Fn(&str, usize, usize),
    ) -> Result<Self, TrainError> {
        let splits = source.open(progress)?;
        Ok(Self {
            rules: source.names.rules().clone(),
            names: source.names,
            length: source.length.get(),
            train: Box::new(splits.train),
            validation: Box::new(splits.validation),
            test: Box::new(splits.test),
            ceiling: None,
            notes: splits.notes,
            // Nobody knows what the pictures of reviews show, but of drawn ones it is known.
            bench: Bench::new(BenchConfig::default()),
            looked_at: 0,
            located,
        })
    }

    /// What pictures for pretraining are drawn by.
    pub(super) fn drawn(&self) -> &BenchConfig {
        self.bench.config()
    }

    /// Pictures of drawn training products, of which it is known what they show.
    pub(super) fn pictures(&self, count: u64, progress: &dyn Fn(&str, usize, usize)) -> Vec<LabelledImage> {
        /// Pictures between two reports.
        const CHUNK: u64 = 1_000;
        let mut pictures = Vec::with_capacity(count as usize);
        while (pictures.len() as u64) < count {
            let chunk = pictures.len() as u64..count.min(pictures.len() as u64 + CHUNK);
            pictures.par_extend(chunk.into_par_iter().map(|i| self.bench.candidate(Split::Train, i)));
            progress("drawing pictures", pictures.len(), count as usize);
        }
        pictures
    }

    /// `count` titles with feedback for a language model, none of them of a training example.
    pub(super) fn other_texts(&self, count: u64) -> Vec<TitleAndFeedback> {
        match self.located {
            DataConfig::Bench { .. } => drawn_texts(&self.bench, self.looked_at, count),
            DataConfig::Reviews { .. } => regrouped_texts(self.train.examples(), count, 0),
        }
    }

    /// All titles and feedback to learn from.
    pub(super) fn texts(&self) -> impl Iterator<Item = String> + Send {
        let texts: Vec<String> =
            self.train.examples().iter().flat_map(|e| [e.title.clone(), e.feedback.clone()]).collect();
        texts.into_iter()
    }
}
