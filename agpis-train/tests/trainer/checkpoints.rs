//! A training that is cut off ends with the bits of one that is not, whatever became of its checkpoints.

use std::cell::Cell;
use std::fs;
use std::path::Path;

use agpis_train::{
    CheckpointError, Checkpoints, Event, Lora, ParameterGroup, TrainConfig, TrainError, Trained, Trainer,
};
use tempfile::TempDir;

use crate::common::{Net, Points, TWO, alone, bits, device};

fn config() -> TrainConfig {
    TrainConfig {
        shards: TWO,
        accumulation: TWO,
        clip_norm: Some(1.0),
        validate_every: Some(3.try_into().unwrap()),
        checkpoint_every: Some(2.try_into().unwrap()),
        ..TrainConfig::new(11, 0.02)
    }
}

/// Trains with dropout in `folder`, until the data of step `fails_at` cannot be had.
fn run(
    config: &TrainConfig,
    folder: &Path,
    fails_at: Option<usize>,
    observe: impl FnMut(Event),
) -> Result<Trained<Net>, TrainError> {
    let device = device();
    let task = Points::of(config).with_dropout();
    let task = fails_at.into_iter().fold(task, |task, step| task.failing_at(step));
    // The first weight: no number that a text would keep to the last bit.
    let validation =
        |model: &Net| Ok(f64::from(agpis_vision::read(model.first.weight.val())?[0].abs()) / 3.0);
    device.seed(5);
    Trainer::new(&task, config, &device)
        .with_checkpoints(Checkpoints::new(folder, "this one"))
        .with_validation(&validation)
        .run(Net::new(0.4, &device), observe)
}

fn steps(folder: &Path) -> Vec<usize> {
    Checkpoints::new(folder, "").steps()
}

#[track_caller]
fn expect_same(actual: &Trained<Net>, expected: &Trained<Net>) {
    assert_eq!(bits(&actual.model), bits(&expected.model));
    assert_eq!(actual.step, expected.step);
    assert_eq!(actual.history.to_csv(), expected.history.to_csv());
}

/// A training that was cut off after step 7: checkpoints 4 and 6 are there.
fn cut_off(config: &TrainConfig) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(run(config, folder.path(), Some(7), |_| {}), Err(TrainError::Data(_))));
    assert_eq!(steps(folder.path()), [4, 6]);
    folder
}

#[test]
fn it_goes_on_as_if_nothing_had_happened() {
    let _alone = alone();
    let frozen = ParameterGroup { path: "second".to_owned(), learning_rate: 1.0, frozen: true };
    let slow = ParameterGroup { path: "first".to_owned(), learning_rate: 0.3, frozen: false };
    let lora = Lora { rank: TWO, alpha: 2.0, path: String::new() };
    let configs = [
        config(),
        TrainConfig { groups: vec![frozen, slow], ..config() },
        TrainConfig { lora: Some(lora), ..config() },
        TrainConfig { patience: Some(1), ..config() },
    ];
    for config in configs {
        let undisturbed = run(&config, tempfile::tempdir().unwrap().path(), None, |_| {}).unwrap();
        let folder = cut_off(&config);
        let resumed = Cell::new(0);
        let trained = run(&config, folder.path(), None, |event| {
            if let Event::Resumed(step) = event {
                resumed.set(step);
            }
        });
        assert_eq!(resumed.get(), 6);
        expect_same(&trained.unwrap(), &undisturbed);
        // Once more: there is nothing left to do.
        expect_same(&run(&config, folder.path(), None, |_| {}).unwrap(), &undisturbed);
    }
}

#[test]
fn two_checkpoints_are_kept() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    run(&config(), folder.path(), None, |_| {}).unwrap();
    assert_eq!(steps(folder.path()), [10, 11]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "and nothing else");
}

type Damage = fn(&Path);

fn flip(path: &Path, at: impl Fn(usize) -> usize) {
    let mut bytes = fs::read(path).unwrap();
    let at = at(bytes.len());
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

const DAMAGES: [(&str, Damage); 8] = [
    ("model.bpk", |folder| flip(&folder.join("model.bpk"), |length| length / 2)),
    ("optimizer.bpk", |folder| flip(&folder.join("optimizer.bpk"), |length| length - 1)),
    ("best.bpk", |folder| flip(&folder.join("best.bpk"), |_| 0)),
    ("history.bin", |folder| flip(&folder.join("history.bin"), |length| length - 8)),
    // The digit of a step: JSON as before.
    ("state.json", |folder| {
        let text = fs::read_to_string(folder.join("state.json")).unwrap();
        let changed = text.replace("\"stale\":0", "\"stale\":1").replace("\"step\":6", "\"step\":5");
        assert_ne!(changed, text);
        fs::write(folder.join("state.json"), changed).unwrap();
    }),
    ("state.sha256", |folder| fs::remove_file(folder.join("state.sha256")).unwrap()),
    ("model.bpk", |folder| {
        let file = fs::OpenOptions::new().write(true).open(folder.join("model.bpk")).unwrap();
        file.set_len(100).unwrap();
    }),
    ("state.json", |folder| fs::remove_file(folder.join("state.json")).unwrap()),
];

#[test]
fn the_one_before_a_damaged_one_serves() {
    let _alone = alone();
    let undisturbed = run(&config(), tempfile::tempdir().unwrap().path(), None, |_| {}).unwrap();
    for (file, damage) in DAMAGES {
        let folder = cut_off(&config());
        damage(&folder.path().join("step-000000006"));
        let (mut skipped, mut resumed) = (Vec::new(), None);
        let trained = run(&config(), folder.path(), None, |event| match event {
            Event::Skipped(problem) => skipped.push(problem),
            Event::Resumed(step) => resumed = Some(step),
            _ => {}
        });
        assert_eq!((skipped.len(), resumed), (1, Some(4)), "{file}: {skipped:?}");
        assert!(skipped[0].contains(file), "{skipped:?}");
        expect_same(&trained.unwrap(), &undisturbed);
    }
}

#[test]
fn a_damaged_one_does_not_take_the_place_of_a_good_one() {
    let _alone = alone();
    let folder = cut_off(&config());
    fs::rename(folder.path().join("step-000000006"), folder.path().join("step-000000009")).unwrap();
    fs::remove_file(folder.path().join("step-000000009/model.bpk")).unwrap();
    // Cut off again, after one more checkpoint.
    assert!(run(&config(), folder.path(), Some(7), |_| {}).is_err());
    assert_eq!(steps(folder.path()), [4, 6]);
}

#[track_caller]
fn fails(folder: &Path) -> CheckpointError {
    match run(&config(), folder, None, |_| {}) {
        Err(TrainError::Checkpoint(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn where_none_is_whole_nothing_begins_anew() {
    let _alone = alone();
    let folder = cut_off(&config());
    for step in [4, 6] {
        fs::remove_file(folder.path().join(format!("step-{step:09}/optimizer.bpk"))).unwrap();
    }
    let error = fails(folder.path());
    assert!(matches!(error, CheckpointError::NoneWhole { count: 2, .. }), "{error:?}");
    assert!(error.to_string().contains("expected a checkpoint that is whole, got 2 that are not"), "{error}");
    assert_eq!(steps(folder.path()), [4, 6]);
}

#[test]
fn those_of_another_training_are_refused() {
    let _alone = alone();
    let folder = cut_off(&config());
    let (device, config) = (device(), config());
    let task = Points::of(&config).with_dropout();
    let trainer = Trainer::new(&task, &config, &device)
        .with_checkpoints(Checkpoints::new(folder.path(), "another one"));
    let error = trainer.run(Net::new(0.4, &device), |_| {}).unwrap_err();
    assert!(matches!(error, TrainError::Checkpoint(CheckpointError::Foreign { .. })), "{error:?}");
    assert_eq!(steps(folder.path()), [4, 6]);
}

#[test]
fn a_folder_that_cannot_be_read_or_written_is_an_error() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "not a folder").unwrap();
    assert!(matches!(fails(&file), CheckpointError::Read { .. }));
    // Below a file there is nothing, and nothing can be made.
    let error = fails(&file.join("checkpoints"));
    assert!(matches!(error, CheckpointError::Read { .. } | CheckpointError::Write { .. }), "{error:?}");
}

#[test]
fn those_of_another_version_say_so() {
    let _alone = alone();
    let folder = cut_off(&config());
    for step in [4, 6] {
        fs::write(folder.path().join(format!("step-{step:09}/state.json")), r#"{"version":1}"#).unwrap();
    }
    let CheckpointError::NoneWhole { source, .. } = fails(folder.path()) else { panic!("expected another") };
    assert!(source.to_string().ends_with("expected version 2, got version 1"), "{source}");
}
