//! What MUIsC writes in a reviewer's place, for those who measure it.

use agpis_eval::{Prediction, Predictions};
use agpis_muisc::{Generation, Muisc, TextLayout};
use burn::tensor::{Device, Int, Tensor};
use rayon::prelude::*;

use crate::data::Examples;
use crate::image_task::Pixels;
use crate::predict::sequence;
use crate::{SequenceModelConfig, TrainError};

/// MUIsC as a writer of feedback. The model lives on the device, without automatic differentiation.
#[derive(Clone, Copy, Debug)]
pub struct FeedbackWriter<'a> {
    /// The model.
    pub model: &'a Muisc,
    /// Its sizes, and how it takes images.
    pub config: &'a SequenceModelConfig,
    /// Its texts.
    pub text: &'a TextLayout,
    /// Where it lives.
    pub device: &'a Device,
}

impl FeedbackWriter<'_> {
    /// `predictions` with what the model writes, greedily, of the first `count` sequences that reviewers rejected. The
    /// predictions are those of `examples`, in the same order. `progress` hears how many are done, in any order.
    ///
    /// # Errors
    /// If pictures cannot be had, or the device fails.
    pub fn write(
        &self,
        predictions: &Predictions,
        count: usize,
        examples: &dyn Examples,
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Predictions, TrainError> {
        let mut rows = predictions.rows().to_vec();
        let rejected = rows.iter_mut().enumerate().filter(|(_, row)| !row.is_qualified());
        let rejected: Vec<(usize, &mut Prediction)> = rejected.take(count).collect();
        rejected.into_par_iter().try_for_each(|(index, row)| {
            row.written = Some(self.written(examples, index)?);
            progress(1);
            Ok::<_, TrainError>(())
        })?;
        Ok(Predictions::new(rows)?)
    }

    /// One by one, because prompts differ in length.
    fn written(&self, examples: &dyn Examples, index: usize) -> Result<String, TrainError> {
        let Self { model, config, text, device } = *self;
        let images = Pixels::new(&sequence(examples, index, config)?, config.image_size());
        let images = images.sequences(config.sequence_length(), device);
        let memory = model.encoder.forward(config.arrange(images));
        let prompt = text.prompt(&examples.examples()[index].title).tokens;
        let prompt: Vec<i64> = prompt.into_iter().map(i64::from).collect();
        let prompt = Tensor::<1, Int>::from_data(prompt.as_slice(), device).unsqueeze();
        let generated = model.generate(prompt, &memory, text.end(), &Generation::default())?;
        Ok(generated.first().map(|generated| text.decode(&generated.tokens)).unwrap_or_default())
    }
}
