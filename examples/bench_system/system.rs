//! One way of making sequences, seen by one judge: reject rate and yield, and whether stage 2 is worth it.

use agpis_eval::{Level, Offer, Proportion, SystemError, SystemTable, TwoProportions, two_proportions};

/// A system's numbers.
pub(crate) struct System {
    pub(crate) name: &'static str,
    pub(crate) judge: &'static str,
    /// What the row without a threshold is.
    pub(crate) all: &'static str,
    /// Over all products.
    pub(crate) table: SystemTable,
    pub(crate) comparisons: Vec<Compared>,
}

/// Reject rates of both stages on one half of the products, and of stage 1 alone on the other half.
///
/// What both submit is a part of what stage 1 submits, so on the same products the two rates would not be of independent
/// trials, which the comparison needs. The paper's are of two periods.
pub(crate) struct Compared {
    pub(crate) threshold: f64,
    pub(crate) alone: Proportion,
    pub(crate) both: Proportion,
    /// Both minus stage 1 alone; nothing if one of them submits nothing.
    pub(crate) result: Option<TwoProportions>,
}

impl System {
    /// `baseline` is what the first stage alone would submit: what it drew, whoever chooses in `offers`.
    pub(crate) fn new(
        name: &'static str,
        judge: &'static str,
        [offers, baseline]: [&[Option<Offer>]; 2],
        thresholds: &[f64],
        level: Level,
    ) -> Result<Self, SystemError> {
        let table = SystemTable::new(offers, thresholds)?;
        let comparisons =
            if thresholds.is_empty() { Vec::new() } else { compared([offers, baseline], thresholds, level)? };
        let is_stage_1 = std::ptr::eq(offers, baseline);
        let all = if is_stage_1 { "stage 1 alone" } else { "no threshold" };
        Ok(Self { name, judge, all, table, comparisons })
    }
}

fn compared(
    [offers, baseline]: [&[Option<Offer>]; 2],
    thresholds: &[f64],
    level: Level,
) -> Result<Vec<Compared>, SystemError> {
    let half = |of: &[Option<Offer>], odd| of.iter().skip(odd).step_by(2).copied().collect::<Vec<_>>();
    let alone = SystemTable::new(&half(baseline, 0), &[])?.rows[0].rejected;
    let second = SystemTable::new(&half(offers, 1), thresholds)?;
    let rows = second.rows.iter().filter_map(|row| Some((row.threshold?, row.rejected)));
    Ok(rows
        .map(|(threshold, both)| Compared {
            threshold,
            alone,
            both,
            result: two_proportions(both, alone, level),
        })
        .collect())
}

/// Where the reviewer errs. Errors of both kinds cancel in a rate, so they are told apart.
pub(crate) struct Errors {
    pub(crate) name: &'static str,
    /// Good ones that are rejected, of all good ones.
    pub(crate) false_alarms: [usize; 2],
    /// Bad ones that are accepted, of all bad ones.
    pub(crate) missed: [usize; 2],
}

impl Errors {
    pub(crate) fn new(name: &'static str, reviewer: &[Option<Offer>], oracle: &[Option<Offer>]) -> Self {
        let of = |good: bool| {
            let pairs = reviewer.iter().flatten().zip(oracle.iter().flatten());
            let such: Vec<_> = pairs.filter(|(_, truth)| truth.accepted == good).collect();
            [such.iter().filter(|(said, _)| said.accepted != good).count(), such.len()]
        };
        Self { name, false_alarms: of(true), missed: of(false) }
    }
}
