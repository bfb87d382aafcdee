//! AUC and recall at precision against scikit-learn: every case of `metrics/metrics.json`.

use agpis_core::{RecallAtPrecision, roc_auc};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    y: Vec<u8>,
    scores: Vec<Score>,
    auc: Option<f64>,
    auc_status: String,
    recall_at_precision: Option<std::collections::BTreeMap<String, Option<f64>>>,
    rp_status: String,
}

/// `null` is NaN, and infinities are written as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Score {
    Number(f64),
    Text(String),
    Nan(()),
}

impl Score {
    fn value(&self) -> f64 {
        match self {
            Self::Number(value) => *value,
            Self::Text(text) => text.parse().expect("a number"),
            Self::Nan(()) => f64::NAN,
        }
    }
}

#[test]
fn metrics_agree_with_scikit_learn() {
    let text = std::fs::read_to_string(fixtures().join("metrics/metrics.json")).expect("metrics.json");
    let file: File = serde_json::from_str(&text).expect("the layout of metrics.json");
    assert!(!file.cases.is_empty(), "the file holds no case");
    for case in &file.cases {
        check(case);
    }
}

fn check(case: &Case) {
    let labels: Vec<bool> = case.y.iter().map(|&y| y != 0).collect();
    let scores: Vec<f64> = case.scores.iter().map(Score::value).collect();
    let name = &case.name;
    match (roc_auc(&labels, &scores), case.auc) {
        (Ok(auc), Some(expected)) => assert!((auc - expected).abs() < 1e-12, "{name}: {auc} for {expected}"),
        (Err(_), None) => assert_ne!(case.auc_status, "ok", "{name}"),
        (actual, expected) => panic!("{name}: AUC {actual:?}, expected {expected:?}"),
    }
    for (precision, expected) in case.recall_at_precision.iter().flatten() {
        let actual = RecallAtPrecision::compute(&labels, &scores, precision.parse().expect("a precision"));
        match (actual, expected) {
            (Ok(r), Some(expected)) => {
                assert!((r.recall - expected).abs() < 1e-12, "{name}: R@P={precision} {r:?} for {expected}");
            }
            (Err(_), None) => assert_ne!(case.rp_status, "ok", "{name}"),
            (actual, expected) => panic!("{name}: R@P={precision} {actual:?}, expected {expected:?}"),
        }
    }
}

/// The folder that `AGPIS_FIXTURES` names, else the committed cases.
fn fixtures() -> std::path::PathBuf {
    std::env::var_os("AGPIS_FIXTURES")
        .map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures").into(), Into::into)
}
