//! The rules of one category alone: what can be learned of them where their examples are not rare.

use std::str::FromStr;

use agpis_bench::{Bench, Split};
use agpis_core::{Class, RuleCategory, RuleSet};
use serde::{Deserialize, Serialize};

use crate::TrainError;
use crate::data::{BenchExamples, DataError, Examples, Subset};

/// What the rules look at that an experiment is about (§1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// One image.
    Single,
    /// Two images.
    Pair,
    /// All images, their order, or the title.
    Multi,
}

/// So many times the wanted sequences are looked at to find them: every category has more than a hundredth of a bench's.
const MAX_LOOKED_AT: usize = 256;

impl Category {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Single, Self::Pair, Self::Multi];

    /// Its name in files and on command lines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Pair => "pair",
            Self::Multi => "multi",
        }
    }

    fn is_of(self, class: usize, rules: &RuleSet) -> bool {
        let category = match self {
            Self::Single => RuleCategory::SingleImage,
            Self::Pair => RuleCategory::ImagePair,
            Self::Multi => RuleCategory::MultiImage,
        };
        matches!(rules.class(class), Some(Class::Rule(rule)) if rule.category == category)
    }

    /// The qualified ones of `examples`, and those that break one of its rules.
    pub(super) fn only<E: Examples>(self, examples: E, rules: &RuleSet) -> Result<Subset<E>, TrainError> {
        let wanted = |class: usize| class == 0 || self.is_of(class, rules);
        let classes = examples.examples().iter().enumerate().map(|(i, example)| (i, example.class));
        let indices = classes.filter(|&(_, class)| wanted(class)).map(|(i, _)| i).collect();
        Ok(Subset::new(examples, indices)?)
    }

    /// The first `count` training sequences, one fewer if it is odd, of which one half is qualified and the other breaks one of its rules, drawn when
    /// they are asked for; and how many sequences were looked at.
    pub(super) fn balanced(
        self,
        bench: &Bench,
        count: usize,
        rules: &RuleSet,
    ) -> Result<(Subset<BenchExamples>, usize), TrainError> {
        let half = count / 2;
        let mut looked_at = count.max(1);
        while looked_at <= count.saturating_mul(MAX_LOOKED_AT) {
            let all = BenchExamples::new(bench.clone(), Split::Train, looked_at as u64);
            let first = |wanted: &dyn Fn(usize) -> bool| {
                let examples = all.examples().iter().enumerate();
                let found = examples.filter(|(_, example)| wanted(example.class)).map(|(i, _)| i);
                found.take(half).collect::<Vec<_>>()
            };
            let mut both = first(&|class| class == 0);
            both.extend(first(&|class| self.is_of(class, rules)));
            if both.len() == 2 * half {
                both.sort_unstable();
                return Ok((Subset::new(all, both)?, looked_at));
            }
            looked_at = looked_at.saturating_mul(2);
        }
        let expected = "a bench with sequences that break a rule of the category";
        Err(DataError::Setting { expected, actual: self.name().to_owned() }.into())
    }
}

impl FromStr for Category {
    type Err = DataError;

    fn from_str(name: &str) -> Result<Self, DataError> {
        let expected = "a category of rules, one of single, pair and multi";
        let unknown = || DataError::Setting { expected, actual: name.to_owned() };
        Self::ALL.into_iter().find(|category| category.name() == name).ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use agpis_bench::{BenchConfig, rules};

    use super::*;

    #[test]
    fn half_is_qualified_and_half_of_the_category() {
        let (bench, rules) = (Bench::new(BenchConfig::default()), rules());
        for category in Category::ALL {
            assert_eq!(category.name().parse::<Category>().unwrap(), category);
            let (found, looked_at) = category.balanced(&bench, 20, &rules).unwrap();
            let classes: Vec<usize> = found.examples().iter().map(|example| example.class).collect();
            assert_eq!(classes.len(), 20);
            assert_eq!(classes.iter().filter(|&&class| class == 0).count(), 10);
            assert_eq!(classes.iter().filter(|&&class| category.is_of(class, &rules)).count(), 10);
            assert!(found.indices().iter().all(|&index| index < looked_at));

            let all = BenchExamples::new(bench.clone(), Split::Test, 60);
            let expected = all.examples().iter().filter(|e| e.class == 0 || category.is_of(e.class, &rules));
            let expected: Vec<_> = expected.cloned().collect();
            assert_eq!(category.only(&all, &rules).unwrap().examples(), expected);
        }
    }
}
