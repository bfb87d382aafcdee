//! SIGKILL, at moments that look random.

use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::training::{Training, experiment, names};

/// Kills a training `delay` after `has_come` is true for the first time.
fn kill(training: &Training, options: &[&str], has_come: impl Fn() -> bool, delay: Duration) {
    let mut child = training.command(options).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let start = Instant::now();
    while !has_come() {
        assert!(start.elapsed() < Duration::from_secs(120), "the moment never came");
        assert!(child.try_wait().unwrap().is_none(), "it ended before the moment came");
        thread::sleep(Duration::from_micros(50));
    }
    thread::sleep(delay);
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(9), "it ended before it was killed");
}

/// Marsaglia's xorshift.
fn random(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

#[test]
fn a_killed_training_ends_with_the_same_bytes() {
    let training = Training::new(&experiment(0));
    let mut state = 0x2545_F491_4F6C_DD1D;
    let mut delay = || Duration::from_micros(random(&mut state) % 30_000);
    let newest = || training.steps().last().cloned().unwrap_or_default();

    let is_pretraining = || {
        names(&training.run_folder()).iter().any(|name| {
            let folder = training.run_folder().join(name);
            name.ends_with(".checkpoints") && names(&folder).iter().any(|step| step.starts_with("step-"))
        })
    };
    kill(&training, &[], is_pretraining, delay());
    assert!(training.steps().is_empty(), "it was killed while pretraining");

    kill(&training, &["--resume"], || newest().as_str() >= "step-000000006", delay());
    let before = newest();
    kill(&training, &["--resume"], || newest() > before, delay());
    // In the middle of a checkpoint: what is unfinished is neither used nor in the way.
    let before = newest();
    let is_writing = || newest() > before && training.checkpoints().join(".unfinished").exists();
    kill(&training, &["--resume"], is_writing, Duration::ZERO);

    let said = training.ends(&["--resume"]);
    assert!(said.contains("training goes on after step"), "{said}");
    training.expect_same_results();
    assert_eq!(training.steps(), ["step-000000027", "step-000000030"]);
    assert!(!training.checkpoints().join(".unfinished").exists());
}

#[test]
fn a_finished_training_is_only_reported_again() {
    let training = Training::without_results();
    let said = training.ends(&["--resume"]);
    assert!(said.contains("training goes on after step 30"), "{said}");
    training.expect_same_results();
}
