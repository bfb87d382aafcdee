//! The example with a stage of its own.

use serde_json::Value;

use crate::process::example;
use crate::program::{Input, select};
use crate::{bundle, pictures};

#[test]
fn the_stage_ends_products_whose_pictures_are_mostly_bad() {
    let input = Input::drawn(1);
    let seven: Vec<_> = pictures::product(0).images.iter().take(7).map(pictures::png).collect();
    input.product("bad", "", &seven);
    let rows = select(input.path(), &[]).expect(0).rows();
    let mut p_nc: Vec<f64> = p_nc(&rows[0]);
    assert_eq!(p_nc.len(), 7, "three compliant pictures are less than half of them");
    p_nc.sort_by(f64::total_cmp);
    let threshold = (p_nc[2] + p_nc[3]) / 2.0;
    let model =
        bundle::with_manifest(|manifest| manifest["thresholds"]["non_compliant"] = Value::from(threshold));

    let run = |model: &std::path::Path| {
        let output = example("custom_stage").arg(input.path()).arg(model).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(run(bundle::path()).matches("MostlyCompliant").count(), 0);
    let with_threshold = run(model.path());
    let expected = "bad: ended in MostlyCompliant: only 3 of 7 pictures are compliant";
    assert!(with_threshold.contains(expected), "{with_threshold}");
}

fn p_nc(row: &Value) -> Vec<f64> {
    let candidates = row["candidates"].as_array().unwrap().iter();
    candidates.map(|candidate| candidate["p_nc"].as_f64().unwrap()).collect()
}
