//! What ends the job: exit code 2, and an error that says where and what.

use std::fs;

use serde_json::json;

use crate::bundle;
use crate::program::{Input, run, select, select_command};

/// Runs with a bundle that cannot be used.
fn expect_bundle_error(bundle: &std::path::Path, parts: &[&str]) {
    select(Input::drawn(1).path(), &["--model", bundle.to_str().unwrap()]).expect_error(parts);
}

#[test]
fn a_bundle_without_a_file() {
    let copy = bundle::copy();
    fs::remove_file(copy.path().join("muisc.safetensors")).unwrap();
    expect_bundle_error(copy.path(), &["muisc.safetensors", "caused by: "]);
    expect_bundle_error(&copy.path().join("nowhere"), &["bundle.json", "caused by: "]);
}

#[test]
fn a_bundle_with_missing_tensors() {
    let copy =
        bundle::with_manifest(|manifest| manifest["primary"]["image"]["num_encoder_blocks"] = json!(2));
    expect_bundle_error(copy.path(), &["primary.safetensors", "caused by: ", "missing"]);
}

#[test]
fn a_bundle_with_mis_shaped_tensors() {
    let copy = bundle::with_manifest(|manifest| manifest["compliance"]["image"]["d_ff"] = json!(48));
    expect_bundle_error(copy.path(), &["compliance.safetensors", "caused by: ", "32", "48"]);
}

#[test]
fn a_bundle_with_broken_files() {
    for (file, content) in [("bundle.json", "{"), ("rules.json", "[{}]"), ("embedder.safetensors", "x")] {
        let copy = bundle::copy();
        fs::write(copy.path().join(file), content).unwrap();
        expect_bundle_error(copy.path(), &[file, "caused by: "]);
    }
}

#[test]
fn a_bundle_of_another_version() {
    let copy = bundle::with_manifest(|manifest| manifest["version"] = json!(99));
    expect_bundle_error(copy.path(), &["expected agpis-bundle version 1 to 2, got agpis-bundle version 99"]);
}

#[test]
fn another_length_than_the_models() {
    let input = Input::drawn(1);
    select(input.path(), &["--length", "4"]).expect_error(&["expected a length of 3 images", "got 4"]);
    assert_eq!(select(input.path(), &["--length", "3"]).expect(0).rows().len(), 1);
}

#[test]
fn an_output_folder_that_cannot_be_written() {
    let input = Input::drawn(1);
    let file = input.file("file", "");
    let folder = file.join("out");
    // Found out before the models are loaded, so a missing bundle does not matter.
    let arguments = ["--output", folder.to_str().unwrap(), "--model", "nowhere"];
    run(select_command(input.path(), &arguments)).expect_error(&["output folder", "caused by: "]);
}

#[test]
fn an_input_without_products() {
    let input = Input::new();
    select(input.path(), &[]).expect_error(&["expected product folders or images"]);
    select(&input.file("empty.jsonl", ""), &[]).expect_error(&["got an empty file"]);
    select(&input.path().join("nowhere"), &[]).expect_error(&["cannot read the input", "caused by: "]);
}

#[test]
fn a_wrong_command_line() {
    let wrong: [&[&str]; 5] =
        [&["--threshold", "1.5"], &["--length", "0"], &["--batch", "0"], &["--seed", "-1"], &["--oops"]];
    for arguments in wrong {
        let run = select(Input::drawn(1).path(), arguments).expect(2);
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
        assert!(run.stdout.is_empty());
    }
}

#[test]
fn an_earlier_result_survives_a_failure() {
    let input = Input::drawn(1);
    let output = tempfile::tempdir().unwrap();
    fs::write(output.path().join("selections.jsonl"), "earlier").unwrap();
    let arguments = ["--output", output.path().to_str().unwrap(), "--model", "nowhere"];
    let _ = run(select_command(input.path(), &arguments)).expect(2);
    assert_eq!(fs::read_to_string(output.path().join("selections.jsonl")).unwrap(), "earlier");
    assert_eq!(fs::read_dir(output.path()).unwrap().count(), 1);
}
