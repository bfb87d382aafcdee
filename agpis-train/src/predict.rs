//! What a model says of reviewed sequences.

use agpis_core::{Image, roc_auc};
use agpis_eval::{Prediction, Predictions};
use agpis_muisc::{Text, TextLayout};
use agpis_vision::ConfigError;
use agpis_vision::sequences::class_probabilities;
use burn::tensor::Device;
use rayon::prelude::*;

use crate::TrainError;
use crate::data::Examples;
use crate::image_task::Pixels;
use crate::sequence_model::{SequenceModel, SequenceModelConfig};

/// Sequences in a call of the model.
const CHUNK: usize = 16;

/// p^t and the likeliest class of every example, in their order. `model` lives on `device`, without automatic
/// differentiation. `progress` hears how many are done, in any order.
///
/// # Errors
/// If pictures cannot be had, or the device fails.
pub fn predict(
    model: &SequenceModel,
    config: &SequenceModelConfig,
    text: Option<&TextLayout>,
    examples: &dyn Examples,
    device: &Device,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Predictions, TrainError> {
    let indices: Vec<usize> = (0..examples.examples().len()).collect();
    let said = |chunk: &[usize]| {
        let rows = rows(model, config, text, examples, chunk, device)?;
        progress(rows.len());
        Ok::<_, TrainError>(rows)
    };
    let rows: Vec<Vec<Prediction>> = indices.par_chunks(CHUNK).map(said).collect::<Result<_, _>>()?;
    Ok(Predictions::new(rows.into_iter().flatten().collect())?)
}

fn rows(
    model: &SequenceModel,
    config: &SequenceModelConfig,
    text: Option<&TextLayout>,
    examples: &dyn Examples,
    chunk: &[usize],
    device: &Device,
) -> Result<Vec<Prediction>, TrainError> {
    let chosen: Vec<_> = chunk.iter().map(|&i| &examples.examples()[i]).collect();
    let mut images: Vec<Image> = Vec::with_capacity(chunk.len() * config.sequence_length());
    for &i in chunk {
        images.extend(sequence(examples, i, config)?);
    }
    let images = Pixels::new(&images, config.image_size()).sequences(config.sequence_length(), device);
    let text = text.map(|layout| {
        let prompts: Vec<Text> = chosen.iter().map(|example| layout.prompt(&example.title)).collect();
        layout.batch(&prompts, device)
    });
    let logits = model.judge(config.arrange(images), text.as_ref()).class_logits;
    let probabilities = class_probabilities(logits)?;
    let row = |(example, p): (&&crate::data::Example, agpis_core::ClassProbabilities)| {
        let id = example.id.as_str();
        let mut row = Prediction::new(id, &*example.sku, example.class, f64::from(p.p_qualified().get()));
        row.label_true = example.true_class;
        row.predicted = (config.num_classes() > 2).then(|| p.most_likely());
        row.feedback = Some(example.feedback.clone());
        row
    };
    Ok(chosen.iter().zip(probabilities).map(row).collect())
}

/// The images of an example, as many as the model judges: one more or less would shift all that follow.
pub(crate) fn sequence(
    examples: &dyn Examples,
    index: usize,
    config: &SequenceModelConfig,
) -> Result<Vec<Image>, TrainError> {
    let (images, length) = (examples.images(index)?, config.sequence_length());
    ConfigError::check_range("images of a sequence", images.len(), length..=length)?;
    Ok(images)
}

/// The area under the ROC curve of p^t.
pub(crate) fn auc(predictions: &Predictions) -> Result<f64, TrainError> {
    let (qualified, p) = labels_and_scores(predictions);
    Ok(roc_auc(&qualified, &p)?)
}

/// Whether sequences are qualified, and p^t.
pub(crate) fn labels_and_scores(predictions: &Predictions) -> (Vec<bool>, Vec<f64>) {
    predictions.rows().iter().map(|row| (row.is_qualified(), row.p)).unzip()
}
