//! The checks of the audit, each a number and the band that it has to be in.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use agpis_bench::rules;
use agpis_core::RuleCategory;

use super::data::{Row, auc, auc_one_by_one, category, rule_of, twins};
use super::features;

/// Three splits of one bench.
pub(crate) struct Drawn {
    pub(crate) train: Vec<Row>,
    pub(crate) validation: Vec<Row>,
    pub(crate) test: Vec<Row>,
    /// Train and test of a bench that has only violations of rules about pairs.
    pub(crate) pairs: [Vec<Row>; 2],
}

impl Drawn {
    pub(crate) fn splits(&self) -> [(&'static str, &[Row]); 3] {
        [("train", &self.train), ("validation", &self.validation), ("test", &self.test)]
    }
}

/// One number.
pub(crate) struct Check {
    what: String,
    value: f64,
    band: [f64; 2],
}

impl Check {
    fn new(what: impl Into<String>, value: f64, band: [f64; 2]) -> Self {
        Self { what: what.into(), value, band }
    }

    pub(crate) fn holds(&self) -> bool {
        (self.band[0]..=self.band[1]).contains(&self.value)
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [low, high] = self.band;
        let verdict = if self.holds() { "" } else { "  OUTSIDE" };
        write!(f, "{:<62} {:>9.3}  {low:.3} to {high:.3}{verdict}", self.what, self.value)
    }
}

/// All checks.
pub(crate) fn all(drawn: &Drawn) -> Vec<Check> {
    let mut checks = shortcuts(drawn);
    checks.extend(on_twins(drawn));
    checks.extend(places(drawn));
    checks.extend(leaks(drawn));
    checks.extend(proportions(drawn));
    checks
}

/// The files, the titles and the camera must not tell a label.
fn shortcuts(drawn: &Drawn) -> Vec<Check> {
    let (train, test): (Vec<&Row>, Vec<&Row>) = (drawn.train.iter().collect(), drawn.test.iter().collect());
    let camera = |row: &Row| -> Vec<f32> {
        let photos = row.plan.metas.iter().map(|meta| meta.photo);
        photos
            .flat_map(|photo| {
                [photo.noise, photo.softness, photo.warmth, f32::from(u8::from(photo.subsampled))]
            })
            .collect()
    };
    vec![
        Check::new(
            "AUC, file size, mean colour and corners",
            auc(&train, &test, |row| row.files.concat()),
            [0.4, 0.6],
        ),
        Check::new(
            "AUC, title",
            auc(&train, &test, |row| features::of_text(&row.plan.title.text)),
            [0.45, 0.55],
        ),
        Check::new(
            "AUC, noise, softness, warmth, chroma of the camera",
            auc(&train, &test, camera),
            [0.47, 0.53],
        ),
    ]
}

/// Of two twins, what does not see the difference must not tell which is which.
fn on_twins(drawn: &Drawn) -> Vec<Check> {
    let chosen = |rows: &'_ [Row], fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let mut indices = Vec::new();
        for (group, pair) in rows.chunks_exact(2).enumerate() {
            let twins = twins(pair).next();
            if twins.is_some_and(|twins| fits(rule_of(&twins))) {
                indices.extend([2 * group, 2 * group + 1]);
            }
        }
        indices
    };
    let both = |fits: &dyn Fn(&str) -> bool| -> [Vec<&Row>; 2] {
        [&drawn.train, &drawn.test].map(|rows| chosen(rows, fits).into_iter().map(|i| &rows[i]).collect())
    };
    let mut checks = Vec::new();
    let pairs = drawn.pairs.each_ref().map(|rows| {
        chosen(rows, &|rule| rule.starts_with('P')).into_iter().map(|i| &rows[i]).collect::<Vec<&Row>>()
    });
    let orders = both(&|rule| matches!(rule, "M01" | "M02"));
    for (name, [train, test]) in [("pair", &pairs), ("order", &orders)] {
        let records = |row: &Row| row.plan.metas.iter().map(features::of_record).collect::<Vec<_>>();
        let seen =
            [auc_one_by_one(train, test, |row| row.pixels.clone()), auc_one_by_one(train, test, records)];
        for (source, [differing, mean]) in ["pixels", "records"].into_iter().zip(seen) {
            let what = |how: &str| format!("AUC, {name} twins, an image at a time, {source}, {how}");
            checks.push(Check::new(what("those that differ"), differing, [0.47, 0.53]));
            checks.push(Check::new(what("mean"), mean, [0.47, 0.53]));
        }
    }
    let [train, test] = both(&|rule| matches!(rule, "M08" | "M09" | "M10" | "M11" | "M12" | "M13"));
    let images = |row: &Row| row.plan.metas.iter().flat_map(features::of_record).collect::<Vec<f32>>();
    checks.push(Check::new("AUC, title twins, images only", auc(&train, &test, images), [0.48, 0.52]));
    let title = |row: &Row| features::of_text(&row.plan.title.text);
    checks.push(Check::new("AUC, title twins, titles only", auc(&train, &test, title), [0.45, 0.55]));
    let differing = test.chunks_exact(2).filter(|pair| pair[0].hashes != pair[1].hashes).count();
    checks.push(Check::new("title twins with different pictures", differing as f64, [0.0, 0.0]));
    checks
}

/// Faults of single images are in every place alike.
fn places(drawn: &Drawn) -> Vec<Check> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    let mut cells: BTreeMap<String, usize> = BTreeMap::new();
    for violation in drawn.train.iter().flat_map(|row| &row.plan.violations) {
        if violation.rule.starts_with('S') && violation.rule != "S13" {
            *counts.entry(violation.images[0]).or_default() += 1;
            if matches!(violation.rule, "S02" | "S04" | "S07" | "S18") {
                *cells.entry(format!("{:?}", violation.cell)).or_default() += 1;
            }
        }
    }
    let share = |counts: &mut dyn Iterator<Item = usize>| -> Vec<f64> {
        let counts: Vec<usize> = counts.collect();
        let total: usize = counts.iter().sum();
        counts.iter().map(|&count| count as f64 / total.max(1) as f64).collect()
    };
    let images = share(&mut counts.values().copied());
    let length = images.len().max(1) as f64;
    let band = [1.0 / length - 0.06, 1.0 / length + 0.06];
    let mut checks: Vec<Check> = (1..)
        .zip(&images)
        .map(|(i, &value)| Check::new(format!("share of single-image faults in image {i}"), value, band))
        .collect();
    let most = share(&mut cells.values().copied()).into_iter().fold(0.0, f64::max);
    checks.push(Check::new("largest share of one of nine cells, signs and props", most, [0.0, 0.35]));
    checks
}

/// No SKU and no picture is in two splits.
fn leaks(drawn: &Drawn) -> Vec<Check> {
    let crossing = |of: &dyn Fn(&Row) -> Vec<u64>| {
        let sets: Vec<BTreeSet<u64>> =
            drawn.splits().iter().map(|(_, rows)| rows.iter().flat_map(of).collect()).collect();
        let pairs = [[0, 1], [0, 2], [1, 2]];
        pairs.iter().map(|&[a, b]| sets[a].intersection(&sets[b]).count()).sum::<usize>() as f64
    };
    vec![
        Check::new("pictures in two splits", crossing(&|row| row.hashes.clone()), [0.0, 0.0]),
        Check::new("SKUs in two splits", crossing(&|row| vec![row.plan.sku.seed]), [0.0, 0.0]),
    ]
}

/// Table 1, double violations, and every rule in every split.
fn proportions(drawn: &Drawn) -> Vec<Check> {
    let (set, mut checks) = (rules(), Vec::new());
    let all: Vec<&Row> = drawn.splits().into_iter().flat_map(|(_, rows)| rows).collect();
    let share =
        |fits: &dyn Fn(&Row) -> bool| all.iter().filter(|row| fits(row)).count() as f64 / all.len() as f64;
    let of = |wanted| share(&|row| category(set.rules(), row.plan.class()) == Some(wanted));
    let table = [
        ("qualified", share(&|row| row.plan.class() == 0), 0.71),
        ("single-image", of(RuleCategory::SingleImage), 0.12),
        ("image-pair", of(RuleCategory::ImagePair), 0.07),
        ("multi-image", of(RuleCategory::MultiImage), 0.10),
    ];
    let near = |value: f64, by: f64| [value - by, value + by];
    checks.extend(
        table.map(|(name, value, paper)| Check::new(format!("share, {name}"), value, near(paper, 0.01))),
    );
    let bad = share(&|row| !row.is_good());
    let good = 1.0 - bad;
    let rejected_good = share(&|row| row.is_good() && row.plan.class() != 0) / good;
    let passed_bad = share(&|row| !row.is_good() && row.plan.class() == 0) / bad;
    checks.push(Check::new("good sequences rejected", rejected_good, near(0.03, 0.01)));
    checks.push(Check::new("bad sequences accepted", passed_bad, near(0.10, 0.02)));
    let double = share(&|row| row.plan.violations.len() > 1) / bad;
    checks.push(Check::new("bad sequences with two violations", double, near(0.047, 0.012)));
    for (name, rows) in drawn.splits() {
        let seen: BTreeSet<&str> = rows.iter().filter_map(|row| row.plan.broken_rule()).collect();
        let missing = set.rules().iter().filter(|rule| !seen.contains(rule.id.as_str())).count();
        checks.push(Check::new(format!("rules that are never broken in {name}"), missing as f64, [0.0, 0.0]));
    }
    checks
}
