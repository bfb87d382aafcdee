//! Options that change what is chosen.

use serde_json::json;

use crate::bundle;
use crate::program::{Input, select};

/// The likeliest primary image is made non-compliant by a threshold under its p^nc.
#[test]
fn a_non_compliant_primary_is_replaced_or_ends_the_product() {
    let input = Input::drawn(4);
    let rows = select(input.path(), &[]).expect(0).rows();
    let p = |candidate: &serde_json::Value, name: &str| candidate[name].as_f64().unwrap();
    // A product whose primary image is among its most non-compliant ones.
    let found = rows.iter().find_map(|row| {
        let candidates = row["candidates"].as_array().unwrap();
        let best = candidates.iter().max_by(|a, b| p(a, "p_primary").total_cmp(&p(b, "p_primary"))).unwrap();
        let mut better: Vec<f64> =
            candidates.iter().map(|c| p(c, "p_nc")).filter(|&p_nc| p_nc < p(best, "p_nc") - 1e-4).collect();
        better.sort_by(f64::total_cmp);
        let worst = better.last().copied().filter(|_| better.len() >= 3)?;
        Some((row["sku"].as_str().unwrap(), best["image"].clone(), (worst + p(best, "p_nc")) / 2.0))
    });
    let (sku, best, threshold) = found.expect("one of the products is like that");
    let model = bundle::with_manifest(|manifest| manifest["thresholds"]["non_compliant"] = json!(threshold));
    let model = ["--model", model.path().to_str().unwrap(), "--primary-policy"];

    let among = select(input.path(), &[&model[..], &["among-compliant"]].concat()).expect(0).row(sku);
    assert_ne!(among["images"][0], best);
    let terminate = select(input.path(), &[&model[..], &["terminate"]].concat()).expect(0).row(sku);
    assert_eq!(terminate["termination"]["reason"], "primary_non_compliant", "{terminate}");
}

#[test]
fn feedback_is_written_on_request() {
    let input = Input::drawn(1);
    assert!(select(input.path(), &[]).expect(0).row("good-0")["feedback"].is_null());
    assert!(select(input.path(), &["--feedback"]).expect(0).row("good-0")["feedback"].is_string());
}

#[test]
fn the_threshold_of_the_bundle_counts_unless_there_is_another() {
    let input = Input::drawn(1);
    let over = |arguments: &[&str]| {
        let run = select(input.path(), arguments).expect(0);
        run.stdout.lines().find(|line| line.contains("to be reviewed")).unwrap().to_owned()
    };
    assert!(over(&[]).ends_with("exceeds 0.300"));
    assert_eq!(over(&["--threshold", "1"]), "      0 to be reviewed: their probability exceeds 1.000");
}
