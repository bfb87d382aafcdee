//! AUC and recall at precision of a ranking against scikit-learn: every case of `metrics/metrics.json`, in the folder
//! that `AGPIS_FIXTURES` names, else in the committed one of `agpis-core`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use agpis_eval::Ranking;
use serde_json::Value;

#[test]
fn rankings_agree_with_scikit_learn() {
    let text = std::fs::read_to_string(fixtures().join("metrics/metrics.json")).expect("metrics.json");
    let file: Value = serde_json::from_str(&text).expect("JSON");
    let cases = file["cases"].as_array().expect("cases");
    let checked: usize = cases.iter().map(check).sum();
    assert!(checked > 40, "only {checked} values checked");
}

/// How many values were compared.
fn check(case: &Value) -> usize {
    let name = &case["name"];
    let labels: Vec<bool> = array(&case["y"]).iter().map(|y| y.as_u64() == Some(1)).collect();
    let scores: Vec<f64> = array(&case["scores"]).iter().map(score).collect();
    // Each row is a cluster of its own, with a weight of one.
    let clusters: Vec<u32> = (0..).take(labels.len()).collect();
    let Ok(ranking) = Ranking::new(&labels, &scores, &clusters) else {
        assert_ne!(case["auc_status"], "ok", "{name}");
        return 0;
    };
    let ones = vec![1; labels.len()];
    match (ranking.auc(&ones), case["auc"].as_f64()) {
        (Some(auc), Some(expected)) => {
            assert!((auc - expected).abs() < 1e-12, "{name}: {auc} for {expected}")
        }
        (actual, expected) => assert_eq!(actual, expected, "{name}"),
    }
    let recalls: BTreeMap<String, f64> =
        serde_json::from_value(case["recall_at_precision"].clone()).expect("recalls");
    for (precision, expected) in &recalls {
        // Without positives there is no recall here, and 0 by definition there.
        let actual = ranking.recall_at_precision(&ones, precision.parse().expect("a precision"));
        assert_eq!(actual.is_some(), labels.contains(&true), "{name}");
        assert!(
            (actual.unwrap_or(0.0) - expected).abs() < 1e-12,
            "{name}: {precision} {actual:?} for {expected}"
        );
    }
    1 + recalls.len()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

/// `null` is NaN, and infinities are written as text.
fn score(value: &Value) -> f64 {
    match value {
        Value::Null => f64::NAN,
        Value::String(text) => text.parse().expect("a number"),
        other => other.as_f64().expect("a number"),
    }
}

fn fixtures() -> PathBuf {
    std::env::var_os("AGPIS_FIXTURES").map_or_else(
        || concat!(env!("CARGO_MANIFEST_DIR"), "/../agpis-core/tests/fixtures").into(),
        Into::into,
    )
}
