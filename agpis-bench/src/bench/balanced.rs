//! AGPIS-data-single, -pair and -multi (§4.1): as many good sequences as bad ones of one category.

use agpis_core::RuleCategory;

use super::{Bench, Split};
use crate::rules::table;

impl Bench {
    /// Indices, ascending, of a balanced subset of the first `count` sequences of a split: all that the reviewer rejects
    /// for a rule of `category`, and as many that are accepted, chosen by the seed.
    #[must_use]
    pub fn balanced(&self, split: Split, count: u64, category: RuleCategory) -> Vec<u64> {
        let classes: Vec<usize> = (0..count).map(|index| self.plan(split, index).class()).collect();
        self.balanced_of(split, &classes, category)
    }

    /// As [`balanced`](Self::balanced), from the classes of the sequences `0..classes.len()`.
    #[must_use]
    pub fn balanced_of(&self, split: Split, classes: &[usize], category: RuleCategory) -> Vec<u64> {
        let ids: Vec<&str> = table::ids().collect();
        let broken = |class: usize| class.checked_sub(1).and_then(|rule| ids.get(rule));
        let indices = |wanted: &dyn Fn(usize) -> bool| -> Vec<u64> {
            (0u64..).zip(classes).filter(|(_, class)| wanted(**class)).map(|(index, _)| index).collect()
        };
        let bad = indices(&|class| broken(class).is_some_and(|id| table::category(id) == Some(category)));
        let mut good = indices(&|class| class == 0);
        self.key(split, "balanced", category as u64).stream().shuffle(&mut good);
        let mut chosen: Vec<u64> = good.into_iter().take(bad.len()).chain(bad).collect();
        chosen.sort_unstable();
        chosen
    }
}
