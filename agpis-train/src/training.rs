//! How long and how strongly to train, where that depends on how many examples there turn out to be.

use std::num::NonZeroUsize;

use agpis_vision::ConfigError;

use crate::TrainConfig;

/// Fixed, so that the weights do not depend on the machine.
pub(crate) const SHARDS: NonZeroUsize = NonZeroUsize::new(2).unwrap();

/// A training in epochs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Training {
    /// Times that every example is seen; 0 leaves a model as it is.
    pub epochs: f64,
    /// Examples in a step, an even number.
    pub batch_size: usize,
    /// Largest learning rate.
    pub learning_rate: f64,
    /// Seed of the order of the examples and of dropout.
    pub seed: u64,
}

impl Training {
    /// The configuration for so many examples, validated after every epoch; nothing if there is nothing to do.
    pub(crate) fn config(&self, examples: usize) -> Result<Option<TrainConfig>, ConfigError> {
        let Self { epochs, batch_size, learning_rate, seed } = *self;
        if !(0.0..=1e6).contains(&epochs) {
            let (expected, actual) = ("a number from 0 to 1000000".to_owned(), epochs.to_string());
            return Err(ConfigError { field: "epochs", expected, actual });
        }
        let per_epoch = (examples / batch_size.max(1)).max(1);
        let steps = (epochs * per_epoch as f64).ceil() as usize;
        let config = TrainConfig {
            seed,
            shards: SHARDS,
            clip_norm: Some(1.0),
            validate_every: NonZeroUsize::new(per_epoch),
            ..TrainConfig::new(steps, learning_rate)
        };
        Ok((steps > 0).then_some(config))
    }
}
