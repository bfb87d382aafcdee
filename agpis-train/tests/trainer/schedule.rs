//! The learning rate of every step.

use agpis_train::{Schedule, TrainConfig};

use crate::common::trained;

fn config(schedule: Schedule) -> TrainConfig {
    TrainConfig { warmup_steps: 10, schedule, ..TrainConfig::new(100, 1.0) }
}

#[track_caller]
fn expect(config: &TrainConfig, rates: &[(usize, f64)]) {
    for &(step, rate) in rates {
        let actual = config.learning_rate_at(step);
        assert!((actual - rate).abs() < 1e-12, "step {step}: expected {rate}, got {actual}");
    }
}

#[test]
fn all_schedules_warm_up_along_a_line() {
    for schedule in [Schedule::Cosine, Schedule::Linear, Schedule::Constant] {
        expect(&config(schedule), &[(0, 0.1), (4, 0.5), (9, 1.0), (10, 1.0)]);
    }
}

#[test]
fn they_fall_as_they_are_called() {
    // After a third of the rest, a half, two thirds.
    expect(&config(Schedule::Cosine), &[(40, 0.75), (55, 0.5), (70, 0.25)]);
    expect(&config(Schedule::Linear), &[(40, 2.0 / 3.0), (55, 0.5), (70, 1.0 / 3.0)]);
    expect(&config(Schedule::Constant), &[(40, 1.0), (55, 1.0), (99, 1.0)]);
    for schedule in [Schedule::Cosine, Schedule::Linear] {
        let config = config(schedule);
        assert!((10..99).all(|s| config.learning_rate_at(s) > config.learning_rate_at(s + 1)));
        assert!(config.learning_rate_at(99) > 0.0, "the last step learns, too");
    }
}

#[test]
fn training_that_is_all_warm_up_ends_at_the_top() {
    let config = TrainConfig { warmup_steps: 5, ..TrainConfig::new(5, 1.0) };
    expect(&config, &[(0, 0.2), (4, 1.0)]);
}

#[test]
fn the_curves_have_the_rate_of_every_step() {
    let config = TrainConfig { warmup_steps: 2, ..TrainConfig::new(6, 0.01) };
    let history = trained(&config).unwrap().history;
    let expected: Vec<(f64, f64)> =
        (0..6).map(|step| (step as f64 + 1.0, config.learning_rate_at(step))).collect();
    assert_eq!(history.curve("learning_rate"), expected);
    assert_eq!(history.names(), ["learning_rate", "loss", "error"]);
    assert_eq!(history.curve("loss"), history.curve("error"));
}
