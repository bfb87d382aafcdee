//! What is in the files and on the terminal.

use serde_json::Value;

use crate::program::{Input, select};

#[test]
fn a_row_says_everything() {
    let input = Input::drawn(2);
    let row = select(input.path(), &["--feedback"]).expect(0).row("good-1");
    assert_eq!(row["schema"], 1);
    assert_eq!(row["images"].as_array().unwrap().len(), 3);
    assert!((0.0..=1.0).contains(&row["p_qualified"].as_f64().unwrap()));
    let rules: Vec<_> = row["rules"].as_array().unwrap().iter().map(|rule| &rule["id"]).collect();
    assert!(rules.len() == 2 && rules.contains(&&Value::from("S08")), "{rules:?}");
    assert!(row["feedback"].is_string());
    for candidate in row["candidates"].as_array().unwrap() {
        assert!(candidate["p_primary"].is_f64() && candidate["p_nc"].is_f64(), "{candidate}");
    }
    let chosen = row["candidates"].as_array().unwrap().iter().filter(|c| c["fate"] == "chosen");
    for candidate in chosen {
        assert_eq!(row["images"][candidate["position"].as_u64().unwrap() as usize], candidate["image"]);
    }
}

#[test]
fn timings_go_as_far_as_the_product_went() {
    let input = Input::drawn(2);
    input.product("short", "", &[]);
    input.product("single", "", &crate::pictures::different()[..1]);
    let run = select(input.path(), &["--batch", "3"]).expect(0);
    let stages = |sku: &str| {
        let row = run.row(sku);
        let timings = row["timings_ms"].as_object().unwrap();
        assert!(timings.values().all(|time| time.as_f64().unwrap() >= 0.0));
        timings.keys().cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(stages("good-0"), "decode single_image image_pair assemble assess");
    assert_eq!(stages("short"), "decode");
    assert_eq!(stages("single"), "decode single_image");
}

#[test]
fn the_report_is_one_page_without_anything_outside_it() {
    let input = Input::drawn(2);
    input.product("x", "<script>alert(1)</script> http://example.org/", &crate::pictures::different());
    let report = select(input.path(), &[]).expect(0).report().unwrap();
    assert!(report.contains("good-0") && report.contains("data:image/jpeg;base64,"));
    assert!(!report.contains("<script"), "no scripts, and titles are escaped");
    assert!(report.contains("default-src 'none'"));
    for attribute in ["src=", "href=", "url(", "@import", "action="] {
        for (place, _) in report.match_indices(attribute) {
            let target = report[place + attribute.len()..].trim_start_matches(['"', '\'']);
            assert!(target.starts_with('#') || target.starts_with("data:"), "{}", &target[..40]);
        }
    }
}

#[test]
fn the_report_can_be_left_out() {
    let run = select(Input::drawn(1).path(), &["--no-report"]).expect(0);
    assert!(run.report().is_none() && !run.stdout.contains("report.html"));
    assert_eq!(run.rows().len(), 1);
}

#[test]
fn the_summary_is_all_there_is_on_stdout() {
    let input = Input::drawn(3);
    let run = select(input.path(), &["--threshold", "0"]).expect(0);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines[..4], ["      3 products", "      3 selected", "      0 terminated", "      0 invalid"]);
    assert_eq!(lines[5], "      3 to be reviewed: their probability exceeds 0.000");
    assert!(lines[6].ends_with("selections.jsonl") && lines[7].ends_with("report.html"), "{lines:?}");
    assert_eq!((lines.len(), run.stderr.as_str()), (8, ""));
}
