//! The sequences on which a model is most sure, and the reviewer says otherwise.

use agpis_core::RuleSet;

use super::MistakeRow;
use super::rows::six;
use crate::{Prediction, Predictions};

/// The worst wrong accepts and the worst wrong rejects, at most `count` of each.
pub(super) fn worst(predictions: &Predictions, count: usize, threshold: f64) -> [Vec<&Prediction>; 2] {
    let mut rows: Vec<&Prediction> = predictions.rows().iter().collect();
    // By id where p ties, so that the order of a file does not matter.
    rows.sort_by(|a, b| b.p.total_cmp(&a.p).then_with(|| a.id.cmp(&b.id)));
    let accepts = rows.iter().filter(|row| row.p > threshold && !row.is_qualified()).take(count);
    let accepts = accepts.copied().collect();
    rows.sort_by(|a, b| a.p.total_cmp(&b.p).then_with(|| a.id.cmp(&b.id)));
    let rejects = rows.iter().filter(|row| row.p <= threshold && row.is_qualified()).take(count);
    [accepts, rejects.copied().collect()]
}

pub(super) fn row(row: &Prediction, rules: &RuleSet) -> MistakeRow {
    let name = |class: usize| rules.class(class).map_or_else(|| class.to_string(), |class| class.to_string());
    MistakeRow {
        id: row.id.clone(),
        sku: row.sku.clone(),
        p: six(row.p),
        label: name(row.label),
        label_true: row.label_true.map(name),
        predicted: row.predicted.map(name),
        feedback: row.feedback.clone(),
        written: row.written.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::worst;
    use crate::{Prediction, Predictions};

    #[test]
    fn the_most_confident_mistakes_come_first() {
        let rows =
            [("a", 0, 0.1), ("b", 0, 0.9), ("c", 1, 0.8), ("d", 2, 0.95), ("e", 0, 0.5), ("f", 1, 0.8)];
        let rows = rows.map(|(id, label, p)| Prediction::new(id, "sku", label, p));
        let predictions = Predictions::new(rows.to_vec()).unwrap();
        let ids = |count| {
            worst(&predictions, count, 0.5).map(|rows| rows.iter().map(|r| r.id.as_str()).collect::<Vec<_>>())
        };
        assert_eq!(ids(9), [vec!["d", "c", "f"], vec!["a", "e"]]);
        assert_eq!(ids(1), [vec!["d"], vec!["a"]]);
    }
}
