//! How often every rule is broken: exact shares, not chances.

use agpis_core::RuleCategory;

use super::BenchConfig;
use crate::rules::table;
use crate::stream::{Key, Stream};

/// Sequences in which every rule has its exact share.
pub(super) const BLOCK: usize = 1_000;
/// Violations in a thousand that no rule has a name for, of 290; as many from every category.
const OTHER: [(&str, f64); 4] = [("H01", 2.0), ("H02", 1.0), ("H03", 1.0), ("H04", 1.0)];
/// Rules that only the title decides.
const TITLE_ONLY: [&str; 6] = ["M08", "M09", "M10", "M11", "M12", "M13"];
/// Rules whose pictures have held-out looks.
const OVERLAYS: [&str; 4] = ["S01", "S02", "S03", "S04"];

/// What the sequences of a block are to break; the order is drawn anew for every block.
#[derive(Clone, Debug)]
pub(super) struct Quota(Vec<Option<&'static str>>);

impl Quota {
    pub(super) fn new(config: &BenchConfig) -> Self {
        Self::of(1.0 - config.qualified_share, &weights(config))
    }

    /// Half of the sequences with one of the overlays.
    pub(super) fn of_overlays() -> Self {
        Self::of(0.5, &OVERLAYS.map(|rule| (rule, 1.0)))
    }

    fn of(share: f64, weights: &[(&'static str, f64)]) -> Self {
        let total = (share * BLOCK as f64 + 0.5) as usize;
        let counts = apportion(total, &weights.iter().map(|(_, weight)| *weight).collect::<Vec<f64>>());
        let mut rules = vec![None; BLOCK - counts.iter().sum::<usize>()];
        for ((rule, _), count) in weights.iter().zip(counts) {
            rules.extend(std::iter::repeat_n(Some(*rule), count));
        }
        Self(rules)
    }

    /// What the sequence with this index is to break.
    pub(super) fn rule(&self, key: Key, index: u64) -> Option<&'static str> {
        let block = key.child("block", index / BLOCK as u64);
        let mut order: Vec<u16> = (0..BLOCK as u16).collect();
        block.stream().shuffle(&mut order);
        self.0[usize::from(order[(index % BLOCK as u64) as usize])]
    }

    /// Any of the rules, as often as it is broken, that `fits`.
    pub(super) fn pick(&self, fits: impl Fn(&str) -> bool, stream: &mut Stream) -> Option<&'static str> {
        let fitting: Vec<&'static str> = self.0.iter().copied().flatten().filter(|rule| fits(rule)).collect();
        (!fitting.is_empty()).then(|| stream.pick(&fitting))
    }
}

fn weights(config: &BenchConfig) -> Vec<(&'static str, f64)> {
    let categories = [RuleCategory::SingleImage, RuleCategory::ImagePair, RuleCategory::MultiImage];
    let mut weights = Vec::new();
    for (category, share) in categories.into_iter().zip(config.category_weights) {
        let rules: Vec<&'static str> = table::ids()
            .filter(|id| table::category(id) == Some(category))
            // Three views that are near each other but not too near: more of them do not exist.
            .filter(|id| *id != "M06" || config.length == 3)
            .collect();
        let of_rule = |id: &str| f64::from(table::weight(id)) * title_factor(id, config.title_only_share);
        let sum: f64 = rules.iter().map(|id| of_rule(id)).sum();
        weights.extend(rules.iter().map(|id| (*id, share * of_rule(id) / sum)));
    }
    let named: f64 = config.category_weights.iter().sum();
    let of_other = 5.0 / 285.0 * named;
    weights.extend(OTHER.map(|(id, weight)| (id, of_other * weight / 5.0)));
    weights
}

/// Moves weight between the multi-image rules that only a title decides and the others.
fn title_factor(id: &str, share: f64) -> f64 {
    const NATURAL: f64 = 0.31;
    match (id.starts_with('M'), TITLE_ONLY.contains(&id)) {
        (false, _) => 1.0,
        (true, true) => share / NATURAL,
        (true, false) => (1.0 - share) / (1.0 - NATURAL),
    }
}

/// Whole numbers that sum to `total`, by largest remainder; the first of equals gets more.
fn apportion(total: usize, weights: &[f64]) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|weight| weight / sum * total as f64).collect();
    let mut counts: Vec<usize> = exact.iter().map(|&x| x as usize).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| exact[b].fract().total_cmp(&exact[a].fract()).then(a.cmp(&b)));
    let left = total - counts.iter().sum::<usize>();
    order.into_iter().cycle().take(left).for_each(|i| counts[i] += 1);
    counts
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, BenchConfig, Key, Quota, apportion, table};

    #[test]
    fn parts_sum_to_the_whole() {
        assert_eq!(apportion(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(apportion(7, &[0.0, 5.0, 0.0]), [0, 7, 0]);
        assert_eq!(apportion(3, &[0.0]), [0]);
    }

    #[test]
    fn every_block_has_every_rule() {
        let quota = Quota::new(&BenchConfig::default());
        for block in 0..2 {
            let index = |i| block * BLOCK as u64 + i;
            let rules: Vec<_> = (0..BLOCK as u64).map(|i| quota.rule(Key::new(1), index(i))).collect();
            assert!(table::ids().all(|id| rules.contains(&Some(id))));
            assert_eq!(rules.iter().filter(|rule| rule.is_none()).count(), 701);
        }
        assert_ne!((0..9).map(|i| quota.rule(Key::new(1), i)).collect::<Vec<_>>(), vec![None; 9]);
    }
}
