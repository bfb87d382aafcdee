//! What is refused before anything is lost.

use std::fs;

use crate::training::{Training, experiment, names, undisturbed};

#[test]
fn a_folder_with_a_run_is_not_written_over() {
    let folder = undisturbed().run_folder();
    let times = || {
        let time = |name: &String| folder.join(name).metadata().unwrap().modified().unwrap();
        names(&folder).iter().map(time).collect::<Vec<_>>()
    };
    let before = times();
    let parts = ["expected a folder without a run, got one with checkpoints, model.safetensors", "--resume"];
    undisturbed().fails(&[], &parts);
    assert_eq!(times(), before);
}

#[test]
fn another_experiment_takes_another_folder() {
    let training = Training::new(&experiment(1));
    fs::create_dir(training.run_folder()).unwrap();
    let toml = experiment(0).to_toml().unwrap();
    fs::write(training.run_folder().join("experiment.toml"), &toml).unwrap();
    let parts = ["expected the experiment that is to be run, got another one"];
    training.fails(&[], &parts);
    training.fails(&["--resume"], &parts);
    assert_eq!(fs::read_to_string(training.run_folder().join("experiment.toml")).unwrap(), toml);
}

#[test]
fn a_file_that_is_no_experiment_is_said_to_be_none() {
    let mut wrong = experiment(0);
    wrong.train.steps = 0;
    Training::new(&wrong).fails(&[], &["steps: expected 1 to 1000000000, got 0"]);
}

#[test]
fn the_report_shows_the_worst_mistakes() {
    let read = |name: &str| fs::read_to_string(undisturbed().run_folder().join(name)).unwrap();
    assert!(read("report.html").contains("data:image/png;base64,"));
    assert!(read("report.md").contains("| AUC |"));
    assert!(read("report.json").contains("\"auc\""));
}
