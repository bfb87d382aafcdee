//! An evaluation against definitions, scikit-learn, and what must not change it.

mod common;

use agpis_core::{RecallAtPrecision, roc_auc};
use agpis_eval::{
    Bootstrap, Evaluation, EvaluationError, Evaluator, Metric, Prediction, Predictions, Ranking, rouge_l,
};
use common::{Random, predictions, rows, rules};

fn evaluate(predictions: &Predictions) -> Evaluation {
    Evaluator::new(&rules()).evaluate(predictions).expect("an evaluation")
}

#[test]
fn metrics_are_those_of_agpis_core_on_the_subsets() {
    let predictions = predictions(600, 0.2, 0);
    let evaluation = evaluate(&predictions);
    let against = |classes: &[usize]| {
        let chosen = predictions.rows().iter().filter(|row| row.label == 0 || classes.contains(&row.label));
        let (labels, scores): (Vec<bool>, Vec<f64>) = chosen.map(|row| (row.label == 0, row.p)).unzip();
        (
            roc_auc(&labels, &scores).unwrap(),
            RecallAtPrecision::compute(&labels, &scores, 0.85).unwrap().recall,
        )
    };
    let value = |metric| evaluation.metric(metric).unwrap().value;
    assert!((value(Metric::Auc) - against(&[1, 2, 3, 4, 5]).0).abs() < 1e-12);
    assert_eq!(value(Metric::Recall85), against(&[1, 2, 3, 4, 5]).1);
    assert!((value(Metric::AucSingle) - against(&[1, 2]).0).abs() < 1e-12);
    assert!((value(Metric::AucPair) - against(&[3]).0).abs() < 1e-12);
    assert!((value(Metric::AucMulti) - against(&[4]).0).abs() < 1e-12);
    assert_eq!(evaluation.metric(Metric::AucTrue), None);
    assert_eq!(evaluation.classes.len(), 5);
    for result in &evaluation.classes {
        assert!((result.auc.unwrap().value - against(&[result.class]).0).abs() < 1e-12);
        assert_eq!(result.rows, predictions.rows().iter().filter(|row| row.label == result.class).count());
    }
    for (metric, estimate) in evaluation.metrics.iter().filter(|(metric, _)| *metric != Metric::AucTrue) {
        let estimate = estimate.unwrap();
        let interval = estimate.interval.unwrap();
        assert!(interval.contains(estimate.value) && interval.high > interval.low, "{metric}: {estimate:?}");
    }
}

#[test]
fn true_labels_are_measured_where_they_are_known() {
    let mut rows = rows(60, 0.2, 0);
    for (i, row) in rows.iter_mut().enumerate() {
        row.label_true = (i % 2 == 0).then_some(usize::from(i % 4 == 0));
    }
    let known: Vec<_> = rows.iter().filter_map(|row| Some((row.label_true? == 0, row.p))).collect();
    let (labels, scores): (Vec<bool>, Vec<f64>) = known.into_iter().unzip();
    let evaluation = evaluate(&Predictions::new(rows).unwrap());
    let auc = evaluation.metric(Metric::AucTrue).unwrap().value;
    assert!((auc - roc_auc(&labels, &scores).unwrap()).abs() < 1e-12);
}

#[test]
fn results_do_not_depend_on_threads_or_the_order_of_rows() {
    let rows = rows(300, 0.2, 0);
    let within = |threads: usize, rows: Vec<Prediction>| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| evaluate(&Predictions::new(rows).unwrap()))
    };
    let alone = within(1, rows.clone());
    assert_eq!(alone, within(4, rows.clone()));
    let reversed = within(3, rows.into_iter().rev().collect());
    assert_eq!(alone.metrics, reversed.metrics);
    assert_eq!(alone.classes, reversed.classes);
}

#[test]
fn the_seed_matters_to_intervals_alone() {
    let (rules, predictions) = (rules(), predictions(300, 0.2, 0));
    let with = |seed| {
        let evaluator = Evaluator::new(&rules).with_bootstrap(Bootstrap::default().with_seed(seed));
        evaluator.evaluate(&predictions).unwrap().metric(Metric::Auc).unwrap()
    };
    assert_eq!(with(1), with(1));
    assert_eq!(with(1).value, with(2).value);
    assert_ne!(with(1).interval, with(2).interval);
}

/// What a bootstrap of rows would get wrong: it would take the copies for evidence.
#[test]
fn copies_of_rows_within_a_sku_change_no_interval() {
    let rows = rows(300, 0.2, 0);
    let copies = rows.iter().map(|row| Prediction { id: format!("{} again", row.id), ..row.clone() });
    let doubled = Predictions::new(rows.iter().cloned().chain(copies).collect()).unwrap();
    assert_eq!(evaluate(&Predictions::new(rows).unwrap()).metrics, evaluate(&doubled).metrics);
}

/// Rows of one SKU share half of their variance; the area is that of two normal distributions one apart.
#[test]
fn nine_of_ten_intervals_hold_the_truth() {
    let truth = 0.5 * libm::erfc(-0.5 / std::f64::consts::SQRT_2);
    let mut covered = 0;
    for seed in 0..200 {
        let mut random = Random::new(seed);
        let (mut labels, mut scores, mut clusters) = (Vec::new(), Vec::new(), Vec::new());
        for sku in 0..80 {
            let shared = random.normal();
            for _ in 0..4 {
                let positive = random.share() < 0.5;
                labels.push(positive);
                scores.push(f64::from(u8::from(positive)) + shared + random.normal());
                clusters.push(sku);
            }
        }
        let ranking = Ranking::new(&labels, &scores, &clusters).unwrap();
        let bootstrap = Bootstrap::default().with_resamples(300).unwrap().with_seed(seed);
        let estimate = bootstrap.estimate(80, |weights| vec![ranking.auc(weights)])[0].unwrap();
        covered += u32::from(estimate.interval.unwrap().contains(truth));
    }
    // 180 are expected, with a standard deviation of 4.2; percentile intervals are a little short.
    assert!((165..=195).contains(&covered), "{covered} of 200");
}

#[test]
fn the_brier_score_is_that_of_scikit_learn() {
    let p = [0.0, 1.0, 0.2, 0.5, 0.901, 0.31, 0.937, 0.834, 0.28, 0.597];
    let y = [0, 1, 0, 0, 1, 0, 1, 1, 1, 1];
    let rows = p.iter().zip(y).enumerate();
    let rows = rows.map(|(i, (p, y))| Prediction::new(i.to_string(), i.to_string(), 1 - y, *p));
    let brier = evaluate(&Predictions::new(rows.collect()).unwrap()).brier.unwrap();
    // `sklearn.metrics.brier_score_loss(y, p)`, scikit-learn 1.9.
    assert!((brier.value - BRIER).abs() < 1e-12, "{}", brier.value);
}

const BRIER: f64 = 0.110_823_5;

#[test]
fn classes_and_feedback_are_counted_where_they_are_known() {
    let row = |id: &str, label, predicted, feedback: Option<&str>, written: Option<&str>| Prediction {
        predicted,
        feedback: feedback.map(str::to_owned),
        written: written.map(str::to_owned),
        ..Prediction::new(id, id, label, 0.5)
    };
    let rows = vec![
        row("a", 0, Some(0), None, None),
        row("b", 1, Some(1), Some("logo on image 1"), Some("logo on image 2")),
        row("c", 2, Some(0), Some("dark image"), Some("logo on image 1")),
        row("d", 3, None, Some("repeated image"), None),
        row("e", 5, Some(4), Some("ugly"), Some("wrong order")),
        row("f", 0, Some(1), Some("logo on image, but fine"), Some("logo on image")),
        row("g", 4, Some(4), Some("顺序不对"), Some("wrong order")),
    ];
    let predictions = Predictions::new(rows).unwrap();
    let evaluation = evaluate(&predictions);
    let accuracy = evaluation.class_accuracy;
    assert_eq!((accuracy.all_rows, accuracy.rejected_rows), (6, 4));
    assert_eq!((accuracy.all.unwrap().value, accuracy.rejected.unwrap().value), (0.5, 0.5));
    // b and c name a rule and have both texts; e and g name none, d has no model's text, f is qualified.
    let feedback = evaluation.feedback;
    assert_eq!((feedback.rows, feedback.naming_rows), (4, 2));
    assert_eq!(feedback.same_rule.unwrap().value, 0.5);
    let rouge = [
        rouge_l("logo on image 1", "logo on image 2"),
        rouge_l("dark image", "logo on image 1"),
        rouge_l("ugly", "wrong order"),
        rouge_l("顺序不对", "wrong order"),
    ];
    assert!((feedback.rouge_l.unwrap().value - rouge.iter().sum::<f64>() / 4.0).abs() < 1e-12);

    let rules = rules();
    let names = agpis_eval::RuleNames::new(&rules).with_names([(4, "顺序".to_owned())]);
    let evaluator = Evaluator::new(&rules).with_named_by(|text| names.named_by(text));
    let feedback = evaluator.evaluate(&predictions).unwrap().feedback;
    assert_eq!((feedback.naming_rows, feedback.same_rule.unwrap().value), (3, 2.0 / 3.0));
}

#[test]
fn undefined_numbers_are_absent() {
    let one = Predictions::new(vec![Prediction::new("a", "s", 0, 0.5)]).unwrap();
    let evaluation = evaluate(&one);
    assert_eq!(evaluation.metric(Metric::Auc), None);
    assert_eq!(evaluation.class_accuracy.all, None);
    assert_eq!(evaluation.metric(Metric::Recall80).unwrap().value, 1.0);
    assert_eq!(evaluation.metric(Metric::Recall80).unwrap().interval, None);
}

#[test]
fn classes_are_those_of_the_rules() {
    for (field, row) in [
        ("label", Prediction::new("x", "s", 6, 0.5)),
        ("label_true", Prediction { label_true: Some(usize::MAX), ..Prediction::new("x", "s", 0, 0.5) }),
        ("predicted", Prediction { predicted: Some(6), ..Prediction::new("x", "s", 0, 0.5) }),
    ] {
        let error = Evaluator::new(&rules()).evaluate(&Predictions::new(vec![row]).unwrap()).unwrap_err();
        let EvaluationError::Class { field: actual, num_classes, .. } = &error else { panic!("{error}") };
        assert_eq!((*actual, *num_classes), (field, 6));
        assert!(error.to_string().starts_with(&format!("\"x\": expected a {field} below 6")), "{error}");
    }
}
