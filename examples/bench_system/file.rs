//! The same as types of a JSON file of their own; what is not defined is null.

use agpis_eval::{Interval, Level, Proportion};
use serde::Serialize;

use crate::args::Args;
use crate::system::{Compared, Errors, System};

/// `system.json`.
#[derive(Serialize)]
pub(crate) struct File {
    /// The layout of this file: 1.
    version: u32,
    bundle: String,
    products: u64,
    seed: u64,
    picture_size: u32,
    level: f64,
    systems: Vec<SystemEntry>,
    reviewer_errors: Vec<ErrorEntry>,
}

/// What the reviewer says otherwise than the oracle, of all submitted sequences.
#[derive(Serialize)]
struct ErrorEntry {
    name: &'static str,
    good: usize,
    false_alarms: usize,
    bad: usize,
    missed: usize,
}

#[derive(Serialize)]
struct SystemEntry {
    name: &'static str,
    judge: &'static str,
    submissions: Vec<Submission>,
    comparisons: Vec<Comparison>,
}

#[derive(Serialize)]
struct Submission {
    /// Null if everything is submitted.
    threshold: Option<f64>,
    submitted: Share,
    rejected: Share,
}

#[derive(Serialize)]
struct Share {
    count: u64,
    of: u64,
    rate: Option<f64>,
    interval: Option<[f64; 2]>,
}

/// Reject rates of both stages minus stage 1 alone, on different halves of the products.
#[derive(Serialize)]
struct Comparison {
    threshold: f64,
    stage_1: Share,
    both: Share,
    difference: Option<f64>,
    difference_interval: Option<[f64; 2]>,
    ratio: Option<f64>,
    ratio_interval: Option<[f64; 2]>,
    z: Option<f64>,
    p_value: Option<f64>,
}

impl File {
    pub(crate) fn new(args: &Args, systems: &[System], errors: &[Errors]) -> Self {
        let error = |errors: &Errors| {
            let ([false_alarms, good], [missed, bad]) = (errors.false_alarms, errors.missed);
            ErrorEntry { name: errors.name, good, false_alarms, bad, missed }
        };
        Self {
            version: 1,
            bundle: args.bundle.display().to_string(),
            products: args.products,
            seed: args.seed,
            picture_size: args.size,
            level: args.level.get(),
            systems: systems.iter().map(|system| SystemEntry::new(system, args.level)).collect(),
            reviewer_errors: errors.iter().map(error).collect(),
        }
    }
}

impl SystemEntry {
    fn new(system: &System, level: Level) -> Self {
        let rows = system.table.rows.iter();
        let submissions = rows.map(|row| Submission {
            threshold: row.threshold,
            submitted: Share::new(row.submitted, level),
            rejected: Share::new(row.rejected, level),
        });
        Self {
            name: system.name,
            judge: system.judge,
            submissions: submissions.collect(),
            comparisons: system.comparisons.iter().map(|compared| Comparison::new(compared, level)).collect(),
        }
    }
}

impl Share {
    fn new(share: Proportion, level: Level) -> Self {
        Self {
            count: share.successes(),
            of: share.trials(),
            rate: share.rate().map(six),
            interval: share.wilson(level).map(ends),
        }
    }
}

impl Comparison {
    fn new(compared: &Compared, level: Level) -> Self {
        let result = compared.result;
        Self {
            threshold: compared.threshold,
            stage_1: Share::new(compared.alone, level),
            both: Share::new(compared.both, level),
            difference: result.map(|r| six(r.difference)),
            difference_interval: result.map(|r| ends(r.interval)),
            ratio: result.and_then(|r| r.ratio).map(six),
            ratio_interval: result.and_then(|r| r.ratio_interval).map(ends),
            z: result.and_then(|r| r.z).map(six),
            p_value: result.and_then(|r| r.p_value).map(six),
        }
    }
}

fn ends(interval: Interval) -> [f64; 2] {
    [interval.low, interval.high].map(six)
}

/// Six decimals, and no negative zero.
fn six(value: f64) -> f64 {
    (value * 1e6).round() / 1e6 + 0.0
}
