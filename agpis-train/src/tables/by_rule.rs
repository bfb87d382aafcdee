//! Which rules which rows of a table find.

use std::fmt::Write as _;

use agpis_bench::rules;
use agpis_core::{Class, roc_auc};
use agpis_eval::Predictions;

use super::{Ledger, Plan, Table};
use crate::TrainError;

/// A table in Markdown: of every rule with test sequences how many the reviewer rejected for it, and the AUC of all qualified
/// ones against these, of each row that `ledger` has; the mean where a row has several seeds.
///
/// # Errors
/// If predictions cannot be read.
pub fn by_rule(table: Table, plan: &Plan, ledger: &Ledger) -> Result<String, TrainError> {
    let mut columns = Vec::new();
    for row in table.rows() {
        let runs = plan.runs(row, ledger)?;
        if !runs.is_empty() {
            columns.push((row.key, runs));
        }
    }
    let mut text = String::from("| rule | | sequences |");
    columns.iter().for_each(|(key, _)| write!(text, " {key} |").expect("a text takes all"));
    text.push_str("\n|---|---|---|");
    text.push_str(&"---|".repeat(columns.len()));
    text.push('\n');
    let rules = rules();
    for class in 1..rules.num_classes() {
        let (id, name) = match rules.class(class) {
            Some(Class::Rule(rule)) => (rule.id.as_str(), rule.name.as_str()),
            _ => ("", "other"),
        };
        let sequences = columns.first().map_or(0, |(_, runs)| sequences_of(class, &runs[0]));
        if sequences == 0 {
            continue;
        }
        write!(text, "| {id} | {name} | {sequences} |").expect("a text takes all");
        for (_, runs) in &columns {
            let auc = mean_auc(class, runs).map_or("–".to_owned(), |auc| format!("{auc:.3}"));
            write!(text, " {auc} |").expect("a text takes all");
        }
        text.push('\n');
    }
    Ok(text)
}

fn sequences_of(class: usize, run: &Predictions) -> usize {
    run.rows().iter().filter(|row| row.label == class).count()
}

/// The mean over `runs`; none where there is no run, or no sequence of the class.
fn mean_auc(class: usize, runs: &[Predictions]) -> Option<f64> {
    let aucs = runs.iter().map(|run| auc(class, run)).collect::<Option<Vec<f64>>>()?;
    (!aucs.is_empty()).then(|| aucs.iter().sum::<f64>() / aucs.len() as f64)
}

fn auc(class: usize, run: &Predictions) -> Option<f64> {
    let rows = run.rows().iter().filter(|row| row.is_qualified() || row.label == class);
    let (qualified, p): (Vec<bool>, Vec<f64>) = rows.map(|row| (row.is_qualified(), row.p)).unzip();
    roc_auc(&qualified, &p).ok()
}

#[cfg(test)]
mod tests {
    use agpis_eval::{Prediction, Predictions};

    use super::{mean_auc, sequences_of};

    fn run(p: [f64; 5]) -> Predictions {
        let labels = [0, 0, 2, 2, 3];
        let row = |i: usize| Prediction::new(format!("{i}"), format!("s{i}"), labels[i], p[i]);
        Predictions::new((0..5).map(row).collect()).unwrap()
    }

    #[test]
    fn a_rule_is_judged_by_its_own_sequences_beside_all_qualified_ones() {
        let runs = [run([0.9, 0.5, 0.6, 0.1, 1.0]), run([0.9, 0.8, 0.2, 0.1, 1.0])];
        assert_eq!(mean_auc(2, &runs[..1]), Some(0.75));
        assert_eq!(mean_auc(2, &runs), Some(0.875));
        assert_eq!(mean_auc(3, &runs), Some(0.0));
        assert_eq!((mean_auc(1, &runs), mean_auc(2, &[])), (None, None));
        assert_eq!((sequences_of(1, &runs[0]), sequences_of(2, &runs[0])), (0, 2));
    }
}
