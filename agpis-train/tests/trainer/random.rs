//! Dropout draws the same in every run, and something else for every part.

use std::sync::Mutex;

use agpis_train::{Loss, Task, TrainConfig, TrainError, Trainer};
use burn::nn::DropoutConfig;
use burn::tensor::{Device, Tensor};

use crate::common::{FOUR, Net, TWO, alone, bits, device, trained, trained_with_dropout};

fn config() -> TrainConfig {
    TrainConfig { shards: TWO, accumulation: TWO, ..TrainConfig::new(10, 0.02) }
}

#[test]
fn two_runs_have_the_same_bits() {
    let _alone = alone();
    let (first, second) = (trained_with_dropout(&config()), trained_with_dropout(&config()));
    assert_eq!(bits(&first.model), bits(&second.model));
    assert_eq!(first.history, second.history);
    let other = trained_with_dropout(&TrainConfig { seed: 1, ..config() });
    assert_ne!(bits(&other.model), bits(&first.model));
    assert_ne!(bits(&trained(&config()).unwrap().model), bits(&first.model));
}

#[test]
fn threads_do_not_matter() {
    let _alone = alone();
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        bits(&pool.install(|| trained_with_dropout(&config())).model)
    };
    assert_eq!(with(1), with(4));
}

/// Notes what dropout leaves of ones.
#[derive(Default)]
struct Masks(Mutex<Vec<Vec<f32>>>);

impl Task for Masks {
    type Model = Net;
    type Batch = ();

    fn prepare(&self, _: usize, _: usize) -> Result<(), TrainError> {
        Ok(())
    }

    fn loss(&self, model: &Net, (): (), device: &Device) -> Loss {
        let mask = DropoutConfig::new(0.5).init().forward(Tensor::<2>::ones([8, 8], device));
        self.0.lock().unwrap().push(agpis_vision::read(mask).unwrap());
        Loss::from(model.forward(Tensor::<2>::ones([1, 3], device)).mean())
    }

    fn is_random(&self) -> bool {
        true
    }
}

fn masks(shards: usize, accumulation: usize, devices: usize) -> Vec<Vec<f32>> {
    let (device, masks) = (device(), Masks::default());
    let config = TrainConfig {
        shards: shards.try_into().unwrap(),
        accumulation: accumulation.try_into().unwrap(),
        ..TrainConfig::new(3, 0.01)
    };
    let more = (1..devices).map(|_| device.clone());
    let trainer = Trainer::new(&masks, &config, &device).with_more_devices(more);
    trainer.run(Net::new(0.0, &device), |_| {}).unwrap();
    masks.0.into_inner().unwrap()
}

#[test]
fn every_part_of_every_step_draws_its_own() {
    let _alone = alone();
    let in_rounds = masks(2, 2, 1);
    assert_eq!(in_rounds.len(), 12);
    assert!(in_rounds.iter().flatten().all(|value| [0.0, 2.0].contains(value)));
    for (i, mask) in in_rounds.iter().enumerate() {
        assert!(!in_rounds[..i].contains(mask), "mask {i} came before");
    }
    assert_eq!(masks(FOUR.get(), 1, 1), in_rounds);
    assert_eq!(masks(1, 4, 1), in_rounds);
    assert_eq!(masks(2, 2, 2), in_rounds, "nor does the number of devices matter");
}
