//! A step in parts is one step.

use agpis_train::{Precision, TrainConfig, Trainer};

use crate::common::{FOUR, Net, Points, TWO, bits, device, trained};

fn config() -> TrainConfig {
    TrainConfig { clip_norm: Some(0.5), ..TrainConfig::new(12, 0.02) }
}

fn values(model: &Net) -> Vec<f32> {
    let mut values = agpis_vision::read(model.first.weight.val()).unwrap();
    values.extend(agpis_vision::read(model.second.weight.val()).unwrap());
    values
}

#[test]
fn accumulation_is_one_larger_batch() {
    let whole = values(&trained(&config()).unwrap().model);
    for (shards, accumulation) in [(1, 4), (4, 1), (2, 2), (1, 16)] {
        let config = TrainConfig {
            shards: shards.try_into().unwrap(),
            accumulation: accumulation.try_into().unwrap(),
            ..config()
        };
        let parts = values(&trained(&config).unwrap().model);
        let largest = whole.iter().zip(&parts).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(largest < 2e-5, "{shards} x {accumulation}: {largest}");
    }
}

#[test]
fn parts_side_by_side_are_the_bits_of_parts_in_turn() {
    let side_by_side = TrainConfig { shards: FOUR, ..config() };
    let in_turn = TrainConfig { accumulation: FOUR, ..config() };
    let both = TrainConfig { shards: TWO, accumulation: TWO, ..config() };
    let expected = bits(&trained(&side_by_side).unwrap().model);
    assert_eq!(bits(&trained(&in_turn).unwrap().model), expected);
    assert_eq!(bits(&trained(&both).unwrap().model), expected);
}

#[test]
fn several_devices_are_the_bits_of_one() {
    let config = TrainConfig { shards: FOUR, accumulation: TWO, ..config() };
    let task = Points::of(&config);
    let device = device();
    let one = trained(&config).unwrap();
    for more in [1, 2] {
        let devices = (0..more).map(|_| device.clone());
        let trainer = Trainer::new(&task, &config, &device).with_more_devices(devices);
        let several = trainer.run(Net::new(0.0, &device), |_| {}).unwrap();
        assert_eq!(bits(&several.model), bits(&one.model));
        assert_eq!(several.history, one.history);
    }
}

#[test]
fn a_norm_that_is_never_reached_clips_nothing() {
    let free = TrainConfig { clip_norm: None, ..config() };
    let wide = TrainConfig { clip_norm: Some(1e6), ..config() };
    let tight = TrainConfig { clip_norm: Some(1e-3), ..config() };
    let expected = bits(&trained(&free).unwrap().model);
    assert_eq!(bits(&trained(&wide).unwrap().model), expected);
    assert_ne!(bits(&trained(&tight).unwrap().model), expected);
}

#[test]
fn the_usual_network_is_trained_in_full() {
    assert_eq!(config().precision, Precision::F32);
    let history = trained(&TrainConfig::new(200, 0.02)).unwrap().history;
    let curve = history.curve("loss");
    assert!(curve[199].1 < 0.2 * curve[0].1, "{:?} {:?}", curve[0], curve[199]);
}
