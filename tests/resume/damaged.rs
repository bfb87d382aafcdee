//! Checkpoints that are not what was written.

use std::fs;
use std::path::Path;

use crate::training::{Training, copy, experiment, undisturbed};

const NEWEST: &str = "step-000000030";

#[track_caller]
fn expect_the_one_before(file: &str, damage: impl Fn(&Path)) {
    let training = Training::without_results();
    damage(&training.checkpoints().join(NEWEST).join(file));
    let said = training.ends(&["--resume"]);
    assert!(said.contains("a checkpoint is left out") && said.contains(file), "{said}");
    assert!(said.contains("goes on after step 27"), "{said}");
    training.expect_same_results();
    assert_eq!(training.steps(), ["step-000000027", NEWEST], "a good one has taken its place");
}

#[test]
fn a_flipped_bit_is_seen() {
    expect_the_one_before("optimizer.bpk", |path| {
        let mut bytes = fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(path, bytes).unwrap();
    });
}

#[test]
fn a_file_that_is_cut_off_is_seen() {
    expect_the_one_before("model.bpk", |path| {
        let file = fs::OpenOptions::new().write(true).open(path).unwrap();
        file.set_len(file.metadata().unwrap().len() - 1).unwrap();
    });
}

#[test]
fn a_missing_file_is_seen() {
    expect_the_one_before("history.bin", |path| fs::remove_file(path).unwrap());
}

#[test]
fn where_all_are_damaged_it_says_so_and_keeps_them() {
    let training = Training::without_results();
    for step in training.steps() {
        fs::write(training.checkpoints().join(step).join("model.bpk"), "").unwrap();
    }
    let parts =
        ["expected a checkpoint that is whole, got 2 that are not", "model.bpk: expected the SHA-256"];
    training.fails(&["--resume"], &parts);
    assert_eq!(training.steps(), ["step-000000027", NEWEST]);
}

#[test]
fn those_of_another_experiment_are_refused() {
    let training = Training::new(&experiment(1));
    copy(&undisturbed().checkpoints(), &training.checkpoints());
    let part = "expected a checkpoint of this training, got one of another configuration or other data";
    training.fails(&["--resume"], &[part]);
    assert_eq!(training.steps(), ["step-000000027", NEWEST]);
}
