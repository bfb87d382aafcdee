//! Paired comparisons, of one run and of several, and sequences that are not the same.

mod common;

use agpis_eval::{CompareError, Comparison, Evaluator, Metric, Prediction, Predictions};
use common::{predictions, rows, rules};

fn compare(reference: &[&Predictions], model: &[&Predictions]) -> Result<Comparison, CompareError> {
    Evaluator::new(&rules()).compare(reference, model)
}

#[test]
fn a_model_does_not_differ_from_itself() {
    let model = predictions(300, 0.2, 0);
    let reversed = Predictions::new(model.rows().iter().rev().cloned().collect()).unwrap();
    let comparison = compare(&[&model], &[&reversed]).unwrap();
    assert_eq!((comparison.rows, comparison.skus, comparison.differences.len()), (300, 100, 7));
    for difference in &comparison.differences {
        let interval = difference.difference.interval.unwrap();
        assert_eq!((difference.difference.value, interval.low, interval.high), (0.0, 0.0, 0.0));
        assert_eq!((difference.above_zero, difference.seed_standard_error()), (Some(0.5), None));
    }
}

#[test]
fn a_difference_is_that_of_the_evaluations_and_pairing_narrows_it() {
    let evaluator_rules = rules();
    let evaluator = Evaluator::new(&evaluator_rules);
    let weak = predictions(900, 0.25, 0);
    // The same errors, all a little smaller: two models that find the same sequences hard.
    let closer = |row: &Prediction| {
        let middle = if row.label == 0 { 0.65 } else { 0.4 };
        Prediction { p: middle + (row.p - middle) * 0.85, ..row.clone() }
    };
    let strong = Predictions::new(weak.rows().iter().map(closer).collect()).unwrap();
    let auc = |predictions| evaluator.evaluate(predictions).unwrap().metric(Metric::Auc).unwrap();
    let comparison = evaluator.compare(&[&weak], &[&strong]).unwrap();
    let difference = comparison.difference(Metric::Auc).unwrap();
    let expected = auc(&strong).value - auc(&weak).value;
    assert!((difference.difference.value - expected).abs() < 1e-12 && expected > 0.0);
    let interval = difference.difference.interval.unwrap();
    assert!(interval.low > 0.0 && interval.contains(expected), "{interval:?}");
    assert_eq!(difference.above_zero, Some(1.0));
    let alone = auc(&weak).interval.unwrap();
    assert!((interval.high - interval.low) * 3.0 < alone.high - alone.low, "{interval:?}, {alone:?}");
}

#[test]
fn several_runs_are_compared_by_their_means() {
    let run = |seed| predictions(300, 0.2, seed);
    let (runs, model) = ([run(0), run(1), run(2)], run(3));
    let comparison = compare(&[&runs[0], &runs[1], &runs[2]], &[&model]).unwrap();
    let difference = comparison.difference(Metric::Auc).unwrap();
    let rules = rules();
    let auc = |p| Evaluator::new(&rules).evaluate(p).unwrap().metric(Metric::Auc).unwrap().value;
    let aucs = [auc(&runs[0]), auc(&runs[1]), auc(&runs[2])];
    assert_eq!(difference.reference.values(), aucs);
    let mean = aucs.iter().sum::<f64>() / 3.0;
    let sd = (aucs.iter().map(|a| (a - mean).powi(2)).sum::<f64>() / 2.0).sqrt();
    assert!((difference.difference.value - (auc(&model) - mean)).abs() < 1e-12);
    assert!((difference.reference.standard_deviation().unwrap() - sd).abs() < 1e-12);
    assert_eq!(difference.seed_standard_error(), None);
    let both = compare(&[&runs[0], &runs[1]], &[&runs[2], &model]).unwrap();
    let both = both.difference(Metric::Auc).unwrap();
    let variance = |runs: &agpis_eval::Runs| runs.standard_deviation().unwrap().powi(2) / 2.0;
    let expected = (variance(&both.reference) + variance(&both.model)).sqrt();
    assert!((both.seed_standard_error().unwrap() - expected).abs() < 1e-12 && expected > 0.0);
}

#[test]
fn the_first_difference_between_sequences_is_named() {
    let reference = predictions(30, 0.2, 0);
    let with = |change: &dyn Fn(&mut Vec<Prediction>)| {
        let mut rows = rows(30, 0.2, 1);
        change(&mut rows);
        compare(&[&reference], &[&Predictions::new(rows).unwrap()]).map(|_| ()).unwrap_err()
    };
    let missing = with(&|rows| drop(rows.drain(7..9)));
    assert_eq!(missing, CompareError::Missing { run: 2, id: "seq-7".into() });
    let extra = with(&|rows| rows.push(Prediction::new("seq-x", "sku-0", 0, 0.5)));
    assert_eq!(extra, CompareError::Extra { run: 2, id: "seq-x".into() });
    let sku = with(&|rows| rows[4].sku = "sku-other".into());
    assert_eq!(sku.to_string(), "run 2: \"seq-4\": expected sku sku-1 as in run 1, got sku-other");
    let label = with(&|rows| rows[5].label = (rows[5].label + 1) % 6);
    assert!(matches!(label, CompareError::Differs { run: 2, field: "label", .. }), "{label}");
    let truth = with(&|rows| rows[6].label_true = Some(1));
    assert!(truth.to_string().ends_with("expected label_true none as in run 1, got 1"), "{truth}");
    let class = with(&|rows| rows[0].label = 99);
    assert!(matches!(class, CompareError::Evaluation(_)));
    assert_eq!(compare(&[], &[&reference]), Err(CompareError::NoRun));
    assert_eq!(compare(&[&reference], &[]), Err(CompareError::NoRun));
}
