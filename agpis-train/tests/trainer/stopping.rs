//! Validation chooses the model, and may end the training.

use std::cell::{Cell, RefCell};

use agpis_train::{Event, TrainConfig, Trained, Trainer};
use burn::module::Module;

use crate::common::{Net, Points, bits, device};

/// The outcome, the bits of every validated model, and what was said of validations and the end.
fn run(patience: Option<usize>, scores: &[f64]) -> (Trained<Net>, Vec<Vec<u8>>, Vec<Event>) {
    let device = device();
    let config = TrainConfig {
        validate_every: Some(2.try_into().unwrap()),
        patience,
        ..TrainConfig::new(2 * scores.len() - 1, 0.02)
    };
    let (models, next, mut events) = (RefCell::new(Vec::new()), Cell::new(0), Vec::new());
    let validation = |model: &Net| {
        models.borrow_mut().push(bits(&model.valid()));
        next.set(next.get() + 1);
        Ok(scores[next.get() - 1])
    };
    let task = Points::of(&config);
    let trainer = Trainer::new(&task, &config, &device).with_validation(&validation);
    let trained = trainer.run(Net::new(0.0, &device), |event| {
        if matches!(event, Event::Validated { .. } | Event::StoppedEarly(_)) {
            events.push(event);
        }
    });
    (trained.unwrap(), models.into_inner(), events)
}

fn validated(step: usize, score: f64, is_best: bool) -> Event {
    Event::Validated { step, score, is_best }
}

#[test]
fn the_best_model_is_returned_and_the_last_step_is_validated() {
    let (trained, models, events) = run(None, &[0.5, 0.8, 0.7, 0.8]);
    assert_eq!(trained.step, 4);
    assert_eq!(bits(&trained.model), models[1]);
    let expected = [
        validated(2, 0.5, true),
        validated(4, 0.8, true),
        validated(6, 0.7, false),
        validated(7, 0.8, false),
    ];
    assert_eq!(events, expected);
    assert_eq!(trained.history.curve("validation"), [(2.0, 0.5), (4.0, 0.8), (6.0, 0.7), (7.0, 0.8)]);
}

#[test]
fn patience_ends_the_training() {
    let scores = [0.5, 0.4, 0.6, 0.6, 0.1, 0.9, 0.9, 0.9];
    let (trained, models, events) = run(Some(1), &scores);
    assert_eq!((trained.step, models.len()), (6, 5));
    assert_eq!(bits(&trained.model), models[2]);
    assert_eq!(events.last(), Some(&Event::StoppedEarly(10)));
    let (patient, models, events) = run(Some(2), &scores);
    assert_eq!((patient.step, models.len()), (12, 8));
    assert_eq!(events.len(), 8, "it is not said to end early");
}

#[test]
fn a_score_that_is_no_number_is_the_worst() {
    let (trained, ..) = run(None, &[f64::NAN, 0.3, f64::NAN, 0.2]);
    assert_eq!(trained.step, 4);
    let (trained, ..) = run(None, &[f64::NAN, f64::NAN]);
    assert_eq!(trained.step, 2);
}
