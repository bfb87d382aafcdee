//! What the task of sequences makes of its examples.

use agpis_core::Image;
use agpis_train::data::{Augmentation, DataError, Example, Examples};
use agpis_train::{SequenceModel, SequenceModelConfig, SequenceTask, Task, TrainConfig};
use agpis_vision::{BackboneConfig, Fusion, SingleTowerConfig};
use burn::tensor::Device;

use crate::shop::vit;

/// Eight sequences of so many images.
struct Held {
    examples: Vec<Example>,
    length: usize,
}

impl Held {
    fn new(length: usize) -> Self {
        let example = |i: usize| Example {
            id: i.to_string(),
            sku: i.to_string(),
            title: String::new(),
            class: i % 2,
            true_class: None,
            feedback: String::new(),
        };
        Self { examples: (0..8).map(example).collect(), length }
    }
}

impl Examples for Held {
    fn examples(&self) -> &[Example] {
        &self.examples
    }

    fn images(&self, index: usize) -> Result<Vec<Image>, DataError> {
        let pixel = |image: usize| move |i: usize| ((i * (7 + index) + 31 * image) % 256) as u8;
        let image = |k| Image::from_rgb8(16, 16, (0..768).map(pixel(k)).collect::<Vec<u8>>()).unwrap();
        Ok((0..self.length).map(image).collect())
    }
}

fn config() -> SequenceModelConfig {
    let sizes = SingleTowerConfig::new(BackboneConfig::from(vit()), Fusion::Late);
    SequenceModelConfig::SingleTower { sizes: SingleTowerConfig { num_classes: 2, ..sizes } }
}

/// The losses of steps, all examples in each.
fn losses(task: &SequenceTask, model: &SequenceModel, steps: &[usize]) -> Vec<f32> {
    let loss = |&step: &usize| {
        let batch = task.prepare(step, 0).unwrap();
        agpis_vision::read(task.loss(model, batch, &Device::flex()).total).unwrap()[0]
    };
    steps.iter().map(loss).collect()
}

#[test]
fn images_vary_by_epoch_and_a_step_is_always_the_same() {
    let (device, config, held) = (Device::flex(), config(), Held::new(3));
    device.seed(3);
    let model = config.init(&device);
    let task = || SequenceTask::new(&held, &config, None, 8, &TrainConfig::new(10, 1e-3)).unwrap();
    let apart = |a: f32, b: f32| (a - b).abs() > 1e-5;

    // The order of the examples does not matter to their mean.
    let plain = losses(&task(), &model, &[0, 1]);
    assert!(!apart(plain[0], plain[1]), "{plain:?}");
    let augmented = || task().with_augmentation(Augmentation::new(12.0, 0, 2).unwrap());
    let varied = losses(&augmented(), &model, &[0, 1, 2]);
    assert!(apart(varied[0], plain[0]) && apart(varied[0], varied[1]), "{plain:?} {varied:?}");
    assert_eq!(losses(&augmented(), &model, &[2, 0]), [varied[2], varied[0]]);
}

#[test]
fn another_number_of_images_is_an_error() {
    let (config, held) = (config(), Held::new(2));
    let task = SequenceTask::new(&held, &config, None, 8, &TrainConfig::new(1, 1e-3)).unwrap();
    let error = task.prepare(0, 0).err().unwrap();
    assert_eq!(error.to_string(), "images of a sequence: expected 3, got 2");
}
