//! Disks that are full or cannot be written.

use std::fs;
use std::process::Command;

use crate::training::{Training, expect_error};

/// The same command, which can write no file of more than so many kilobytes. Without the signal that comes with the
/// limit, it is an error of the write, as on a full disk.
fn limited(command: &Command, kilobytes: usize) -> Command {
    let mut limited = Command::new("bash");
    limited.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$@\"")).arg("bash");
    limited.arg(command.get_program()).args(command.get_args());
    limited
}

/// A training with one checkpoint, in the middle.
fn half_way() -> Training {
    let training = Training::without_results();
    fs::remove_dir_all(training.checkpoints().join("step-000000030")).unwrap();
    training
}

#[test]
fn a_full_disk_costs_nothing_but_the_steps_since_the_last_checkpoint() {
    let training = half_way();
    let size = |name: &str| {
        fs::metadata(training.checkpoints().join("step-000000027").join(name)).unwrap().len() as usize / 1024
    };
    // Enough for the model, and not for the optimiser beside it.
    let limit = size("model.bpk") + 50;
    assert!(size("optimizer.bpk") > limit, "{} {limit}", size("optimizer.bpk"));
    let parts = [
        "the checkpoint cannot be written to",
        "step-000000030 (the one before it is untouched)",
        "caused by: File too large",
    ];
    expect_error(limited(&training.command(&["--resume"]), limit), &parts);
    assert_eq!(training.steps(), ["step-000000027"]);
    assert!(!training.checkpoints().join(".unfinished").exists(), "nothing half-done is left behind");

    let said = training.ends(&["--resume"]);
    assert!(said.contains("goes on after step 27"), "{said}");
    training.expect_same_results();
}

#[test]
fn checkpoints_that_cannot_be_had_are_no_reason_to_begin_anew() {
    let training = half_way();
    let folder = training.checkpoints();
    fs::rename(&folder, folder.with_extension("elsewhere")).unwrap();
    fs::write(&folder, "not a folder").unwrap();
    training.fails(&["--resume"], &["the checkpoint cannot be read from", "caused by: Not a directory"]);
    assert_eq!(fs::read(&folder).unwrap(), b"not a folder");
}
