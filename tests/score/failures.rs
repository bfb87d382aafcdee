//! What ends the job: exit code 2, and an error that says where and what.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::bundle;
use crate::program::{Input, run, score, score_command};

#[test]
fn an_input_without_sequences() {
    let input = Input::new();
    score(&input.path().join("nowhere"), &[]).expect_error(&["cannot read the input", "caused by: "]);
    score(input.path(), &[]).expect_error(&["cannot read the input", "caused by: "]);
    score(&input.file("empty.jsonl", "\n\n"), &[]).expect_error(&["got an empty file"]);
}

/// Found out before the model is loaded, so a missing bundle does not matter.
#[test]
fn an_output_that_cannot_be_written() {
    let input = Input::new();
    let fails = |output: &Path, parts: &[&str]| {
        let arguments = ["--output", output.to_str().unwrap(), "--model", "nowhere"];
        run(score_command(&input.good(), &arguments)).expect_error(parts);
    };
    let file = input.file("file", "");
    fails(&file.join("out/scores.jsonl"), &["output folder", "caused by: "]);
    fails(input.path(), &["cannot write", "caused by: "]);
    fails(&input.path().join("./sequences.jsonl"), &["expected another output than the input"]);
    assert!(fs::read_to_string(input.path().join("sequences.jsonl")).unwrap().starts_with('{'));
}

#[test]
fn a_bundle_that_cannot_be_used() {
    let input = Input::new();
    let fails = |bundle: &Path, parts: &[&str]| {
        score(&input.good(), &["--model", bundle.to_str().unwrap()]).expect_error(parts);
    };
    let other = bundle::with_manifest(|manifest| manifest["version"] = json!(99));
    fails(other.path(), &["got agpis-bundle version 99"]);
    let copy = bundle::copy();
    fs::remove_file(copy.path().join("muisc.safetensors")).unwrap();
    fails(copy.path(), &["muisc.safetensors", "caused by: "]);
}

#[test]
fn a_wrong_command_line() {
    let input = Input::new();
    for arguments in [&["--batch", "0"][..], &["--oops"], &["sequences.jsonl"]] {
        let run = score(&input.good(), arguments).expect(2);
        assert!(run.stderr.starts_with("error: ") && run.stdout.is_empty(), "{}", run.stderr);
    }
}

#[test]
fn an_earlier_result_survives_a_failure() {
    let input = Input::new();
    let output = tempfile::tempdir().unwrap();
    let file = output.path().join("mine.jsonl");
    fs::write(&file, "earlier").unwrap();
    let arguments = ["--output", file.to_str().unwrap(), "--model", "nowhere"];
    let _ = run(score_command(&input.good(), &arguments)).expect(2);
    assert_eq!(fs::read_to_string(&file).unwrap(), "earlier");
    assert_eq!(fs::read_dir(output.path()).unwrap().count(), 1);
}
