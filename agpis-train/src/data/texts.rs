//! Texts for a language model. None is what was said of a training example: a decoder that has read that knows the
//! class of every training title by heart, and learns nothing from the images.

use agpis_bench::{Bench, Split};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rayon::prelude::*;

use super::Example;

/// A title, and what a reviewer writes.
pub type TitleAndFeedback = (String, String);

/// `count` texts of a bench: those of the training sequences behind the first `used`, which are learned from.
#[must_use]
pub fn drawn_texts(bench: &Bench, used: u64, count: u64) -> Vec<TitleAndFeedback> {
    let text = |index| {
        let plan = bench.plan(Split::Train, index);
        (plan.title.text, plan.verdict.feedback)
    };
    (used..used.saturating_add(count)).into_par_iter().map(text).collect()
}

/// `count` texts of `examples`: their titles in turn, each with the feedback on another example, as `seed` says. Empty if
/// there are fewer than two examples.
#[must_use]
pub fn regrouped_texts(examples: &[Example], count: u64, seed: u64) -> Vec<TitleAndFeedback> {
    let others = examples.len().saturating_sub(1);
    if others == 0 {
        return Vec::new();
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let text = |index: u64| {
        let title = (index % examples.len() as u64) as usize;
        // The modulo's bias is some 2^-40.
        let other = (title + 1 + (random.next_u64() % others as u64) as usize) % examples.len();
        (examples[title].title.clone(), examples[other].feedback.clone())
    };
    (0..count).map(text).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use agpis_bench::BenchConfig;

    use super::*;
    use crate::data::{BenchExamples, Examples};

    fn examples(count: usize) -> Vec<Example> {
        let example = |i: usize| Example {
            id: i.to_string(),
            sku: i.to_string(),
            title: format!("title {i}"),
            class: 0,
            true_class: None,
            feedback: format!("feedback {i}"),
        };
        (0..count).map(example).collect()
    }

    #[test]
    fn nothing_is_said_of_a_title_that_its_reviewer_said() {
        let texts = regrouped_texts(&examples(5), 500, 3);
        assert_eq!(texts.len(), 500);
        let number = |text: &str| text.rsplit(' ').next().unwrap().parse::<usize>().unwrap();
        assert!(texts.iter().all(|(title, feedback)| number(title) != number(feedback)));
        // Every other pair comes up.
        assert_eq!(texts.iter().collect::<HashSet<_>>().len(), 5 * 4);
        assert_eq!(texts, regrouped_texts(&examples(5), 500, 3));
        assert!(regrouped_texts(&examples(1), 10, 0).is_empty() && regrouped_texts(&[], 10, 0).is_empty());
    }

    #[test]
    fn texts_of_a_bench_are_of_sequences_that_are_not_learned_from() {
        let bench = Bench::new(BenchConfig::default());
        let all = BenchExamples::new(bench.clone(), Split::Train, 30);
        let text = |example: &Example| (example.title.clone(), example.feedback.clone());
        let expected: Vec<TitleAndFeedback> = all.examples()[20..].iter().map(text).collect();
        assert_eq!(drawn_texts(&bench, 20, 10), expected);
    }
}
