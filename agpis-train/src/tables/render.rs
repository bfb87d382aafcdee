//! Results as tables, and the paper's claims beside what came out.

use std::fmt::Write as _;

use agpis_bench::rules;
use agpis_eval::{Bootstrap, Evaluator, Interval, Metric, Predictions};

use super::{FIGURES, Ledger, Measured, Plan, Row, Table};
use crate::TrainError;

/// A table in Markdown: the mean over seeds of every figure, its standard deviation where there are several, and below it
/// what the paper publishes.
#[must_use]
pub fn table(table: Table, plan: &Plan, ledger: &Ledger) -> String {
    let mut text = String::from("| | seeds |");
    FIGURES.iter().for_each(|metric| write!(text, " {metric} |").expect("a text takes all"));
    text.push_str("\n|---|---|---|---|---|---|---|---|---|\n");
    for row in table.rows() {
        let runs: Vec<&Measured> = plan
            .seeds
            .iter()
            .filter_map(|&seed| {
                ledger.results().iter().rev().find(|m| m.experiment == plan.experiment(row, seed))
            })
            .collect();
        write!(text, "| {} | {} |", row.title, runs.len()).expect("a text takes all");
        for metric in FIGURES {
            let values: Vec<f64> = runs.iter().filter_map(|run| run.value(metric)).collect();
            write!(text, " {} |", spread(&values)).expect("a text takes all");
        }
        text.push_str("\n| *the paper's* | |");
        for i in 0..FIGURES.len() {
            let published = row.published.map_or(String::from("–"), |p| format!("*{:.3}*", p[i]));
            write!(text, " {published} |").expect("a text takes all");
        }
        text.push('\n');
    }
    text
}

fn spread(values: &[f64]) -> String {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    match values.len() {
        0 => String::from("–"),
        1 => format!("{mean:.3}"),
        _ => {
            let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
            format!("{mean:.3} ± {:.3}", variance.sqrt())
        }
    }
}

/// What the paper says of two rows.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Says {
    /// The first one is better.
    Better,
    /// It is better by more than this.
    BetterBy(f64),
    /// They differ by less than this.
    Alike(f64),
}

/// A claim of the paper.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Statement {
    what: &'static str,
    model: &'static str,
    reference: &'static str,
    metric: Metric,
    says: Says,
}

const fn statement(
    what: &'static str,
    model: &'static str,
    reference: &'static str,
    metric: Metric,
    says: Says,
) -> Statement {
    Statement { what, model, reference, metric, says }
}

const STATEMENTS: [Statement; 21] = [
    statement("MUIsC beats every single tower", "muisc", "resnet18-early", Metric::Auc, Says::Better),
    statement("MUIsC beats every single tower", "muisc", "resnet18-late", Metric::Auc, Says::Better),
    statement("MUIsC beats every single tower", "muisc", "resnet50-early", Metric::Auc, Says::Better),
    statement("MUIsC beats every single tower", "muisc", "resnet50-late", Metric::Auc, Says::Better),
    statement("MUIsC beats every single tower", "muisc", "bit-early", Metric::Auc, Says::Better),
    statement("MUIsC beats every single tower", "muisc", "bit-late", Metric::Auc, Says::Better),
    statement("MUIsC beats every single tower", "muisc", "vit-early", Metric::Auc, Says::Better),
    statement("MUIsC beats every single tower", "muisc", "vit-late", Metric::Auc, Says::Better),
    statement(
        "early fusion sees pairs better",
        "resnet18-early",
        "resnet18-late",
        Metric::AucPair,
        Says::Better,
    ),
    statement(
        "early fusion sees pairs better",
        "resnet50-early",
        "resnet50-late",
        Metric::AucPair,
        Says::Better,
    ),
    statement("early fusion sees pairs better", "bit-early", "bit-late", Metric::AucPair, Says::Better),
    statement("early fusion sees pairs better", "vit-early", "vit-late", Metric::AucPair, Says::Better),
    statement(
        "late fusion sees single images better",
        "resnet18-late",
        "resnet18-early",
        Metric::AucSingle,
        Says::Better,
    ),
    statement(
        "late fusion sees single images better",
        "resnet50-late",
        "resnet50-early",
        Metric::AucSingle,
        Says::Better,
    ),
    statement(
        "late fusion sees single images better",
        "bit-late",
        "bit-early",
        Metric::AucSingle,
        Says::Better,
    ),
    statement(
        "late fusion sees single images better",
        "vit-late",
        "vit-early",
        Metric::AucSingle,
        Says::Better,
    ),
    statement("45 classes teach more than two", "vit-late", "vit-late-binary", Metric::Auc, Says::Better),
    statement(
        "the hierarchical encoder helps with pairs",
        "hierarchical",
        "vit-late",
        Metric::AucPair,
        Says::Better,
    ),
    statement(
        "a decoder alone changes little",
        "encoder-decoder",
        "hierarchical",
        Metric::Auc,
        Says::Alike(0.010),
    ),
    statement(
        "feedback helps with single images",
        "feedback",
        "encoder-decoder",
        Metric::AucSingle,
        Says::Better,
    ),
    statement(
        "the title helps with multi-image rules",
        "muisc",
        "feedback",
        Metric::AucMulti,
        Says::BetterBy(0.02),
    ),
];

/// A claim of the paper and what came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The claim.
    pub what: &'static str,
    /// The two rows and the figure, as in `muisc − feedback, AUC-multi`.
    pub measure: String,
    /// What must be.
    pub expected: String,
    /// The paper's difference, where it publishes both rows.
    pub published: Option<f64>,
    /// Ours: the difference of the means over seeds.
    pub difference: f64,
    /// Its 90 % interval, by SKU bootstrap of the difference.
    pub interval: Option<Interval>,
    /// Seeds of the two rows.
    pub seeds: [usize; 2],
}

impl Claim {
    /// Whether it holds: `yes`, `no`, or `open` where the interval allows both.
    #[must_use]
    pub fn verdict(&self) -> &'static str {
        let Some(Interval { low, high }) = self.interval else { return "open" };
        let (least, most) = self.allowed();
        match (low > least && high < most, high < least || low > most) {
            (true, _) => "yes",
            (_, true) => "no",
            _ => "open",
        }
    }

    fn allowed(&self) -> (f64, f64) {
        let says = STATEMENTS.iter().find(|s| s.what == self.what).map(|s| s.says);
        match says {
            Some(Says::BetterBy(least)) => (least, f64::INFINITY),
            Some(Says::Alike(most)) => (-most, most),
            _ => (0.0, f64::INFINITY),
        }
    }
}

/// The paper's claims about the rows that `ledger` has.
///
/// # Errors
/// If predictions cannot be read, or are not of the same sequences.
pub fn claims(plan: &Plan, ledger: &Ledger) -> Result<Vec<Claim>, TrainError> {
    STATEMENTS.iter().filter_map(|statement| claim(statement, plan, ledger).transpose()).collect()
}

fn claim(statement: &Statement, plan: &Plan, ledger: &Ledger) -> Result<Option<Claim>, TrainError> {
    let Statement { what, model, reference, metric, says } = *statement;
    let runs = |key: &str| -> Result<(&'static Row, Vec<Predictions>), TrainError> {
        let row = Table::row(key).expect("statements are about rows");
        Ok((row, plan.runs(row, ledger)?))
    };
    let ((row, own), (base, others)) = (runs(model)?, runs(reference)?);
    if own.is_empty() || others.is_empty() {
        return Ok(None);
    }
    let rules = rules();
    let evaluator = Evaluator::new(&rules).with_bootstrap(Bootstrap::default());
    let comparison = evaluator
        .compare(&others.iter().collect::<Vec<_>>(), &own.iter().collect::<Vec<_>>())
        .map_err(|error| TrainError::Compare(Box::new(error)))?;
    let Some(difference) = comparison.difference(metric) else { return Ok(None) };
    let index = FIGURES.iter().position(|figure| *figure == metric);
    let published = index.and_then(|i| Some(row.published?[i] - base.published?[i]));
    Ok(Some(Claim {
        what,
        measure: format!("{model} − {reference}, {metric}"),
        expected: match says {
            Says::Better => "above 0".to_owned(),
            Says::BetterBy(least) => format!("above {least}"),
            Says::Alike(most) => format!("within ±{most}"),
        },
        published,
        difference: difference.difference.value,
        interval: difference.difference.interval,
        seeds: [own.len(), others.len()],
    }))
}
