//! What is in the file and on the terminal.

use std::path::Path;

use serde_json::{Value, json};

use crate::program::{Input, PICTURES, run, score, score_command};

#[test]
fn a_row_says_everything() {
    let input = Input::new();
    let sequences = input.sequences(&[json!({
        "id": 7, "brand": { "name": "x" }, "images": PICTURES, "title": "red mug", "status": "new", "sku": 1
    })]);
    let run = score(&sequences, &["--feedback"]).expect(0);
    let row = run.row("7");
    assert_eq!(
        (&row["schema"], &row["status"], &row["title"]),
        (&json!(1), &json!("scored"), &json!("red mug"))
    );
    assert_eq!(row["images"], json!(PICTURES));
    let classes = row["class_probabilities"].as_object().unwrap();
    assert_eq!(
        classes.keys().collect::<Vec<_>>(),
        ["qualified", "S08", "other"],
        "in the order of the classes"
    );
    let sum: f64 = classes.values().map(|p| p.as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-5, "{sum}");
    assert_eq!(row["p_qualified"], classes["qualified"]);
    assert!(row["feedback"].is_string());
    assert_eq!((&row["brand"], &row["sku"]), (&json!({ "name": "x" }), &json!(1)), "fields pass through");
    assert_eq!(row["extra"], json!({ "status": "new" }));
    assert_eq!(score(&sequences, &[]).expect(0).row("7").get("feedback"), None, "only on request");
}

#[test]
fn the_probability_of_a_given_feedback_is_added_on_request() {
    let input = Input::new();
    let p_nlg = |feedback: &str| {
        let row = score(&input.good(), &["--p-nlg", feedback]).expect(0).row("good");
        row["p_nlg"].as_f64().unwrap()
    };
    let (yes, blurry, longer) = (p_nlg("yes"), p_nlg("blurry"), p_nlg("yes blurry red mug"));
    assert!(0.0 < longer && longer < yes && yes < 1.0, "{longer} {yes}");
    assert_ne!(yes, blurry);
    score(&input.good(), &["--p-nlg", " "]).expect_error(&["expected a feedback of at least one token"]);
}

#[test]
fn the_summary_is_all_there_is_on_the_terminal() {
    let input = Input::new();
    let output = input.path().join("new/folder/mine.jsonl");
    let run = run(score_command(&input.good(), &["--output", output.to_str().unwrap()])).expect(0);
    let expected = format!(
        "      1 sequences\n      1 scored\n      0 unreadable\n      0 invalid\n{}\n",
        output.display()
    );
    assert_eq!((run.stdout, run.stderr.as_str()), (expected, ""));
    assert_eq!(std::fs::read_to_string(output).unwrap().lines().count(), 1);
}

#[test]
fn the_drawn_sequences_of_the_repository_are_scored() {
    let sequences = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/sequences.jsonl");
    let rows = score(&sequences, &[]).expect(0).rows();
    assert!(rows.len() > 1 && rows.iter().all(|row| row["status"] == "scored"), "{rows:?}");
    let repeats = |row: &&Value| row["images"][0] == row["images"][2];
    assert_eq!(rows.iter().filter(repeats).count(), 1, "a repeated picture is a sequence like any other");
}
