//! Images with labels, read whenever they are needed: those of months of reviews fit into no memory.

use agpis_core::{Classifier, Image};
use agpis_vision::{BinaryClassifier, BinaryModel};
use burn::tensor::Device;
use rayon::prelude::*;

use crate::batches::Batches;
use crate::data::{DataError, ImageLabel, ReviewExamples};
use crate::image_task::BinaryBatch;
use crate::{Loss, Task, TrainConfig, TrainError};

/// Images that are read and scored at a time.
const AT_A_TIME: usize = 256;

/// Labelled images of the reviews of one part.
pub(super) struct LabelledImages<'a> {
    part: &'a ReviewExamples,
    labels: Vec<ImageLabel>,
}

impl<'a> LabelledImages<'a> {
    /// Those that can be read, and how many cannot. Images of sequences were read before; candidates were not.
    pub(super) fn readable(part: &'a ReviewExamples, labels: Vec<ImageLabel>) -> (Self, usize) {
        let all = labels.len();
        let is_readable = |label: &ImageLabel| {
            part.reviews()[label.review].images.contains(&label.path)
                || part.folder().read(&label.path).is_ok()
        };
        let labels: Vec<ImageLabel> = labels.into_par_iter().filter(is_readable).collect();
        let unreadable = all - labels.len();
        (Self { part, labels }, unreadable)
    }

    pub(super) fn len(&self) -> usize {
        self.labels.len()
    }

    pub(super) fn positives(&self) -> usize {
        self.labels.iter().filter(|label| label.label).count()
    }

    /// Whether there are positives and negatives.
    pub(super) fn has_both(&self) -> bool {
        (1..self.len()).contains(&self.positives())
    }

    /// Labels, and what a model says.
    pub(super) fn scored(
        &self,
        model: &BinaryModel,
        image_size: usize,
        device: &Device,
    ) -> Result<(Vec<bool>, Vec<f64>), TrainError> {
        let classifier = BinaryClassifier::new(model.clone(), image_size, device.clone());
        let mut scores = Vec::with_capacity(self.len());
        for some in self.labels.chunks(AT_A_TIME) {
            let images = some.par_iter().map(|label| self.image(label)).collect::<Result<Vec<_>, _>>()?;
            scores.extend(classifier.classify(&images)?.into_iter().map(|p| f64::from(p.get())));
        }
        Ok((self.labels.iter().map(|label| label.label).collect(), scores))
    }

    fn image(&self, label: &ImageLabel) -> Result<Image, DataError> {
        let failed = |actual| DataError::Setting { expected: "pictures that stay as they were", actual };
        self.part.folder().read(&label.path).map_err(failed)
    }
}

/// Binary cross-entropy over labelled images.
pub(super) struct LabelTask<'a> {
    images: &'a LabelledImages<'a>,
    image_size: usize,
    batches: Batches,
}

impl<'a> LabelTask<'a> {
    pub(super) fn new(
        images: &'a LabelledImages<'a>,
        image_size: usize,
        batch_size: usize,
        train: &TrainConfig,
    ) -> Result<Self, TrainError> {
        let batches = Batches::new(images.len(), batch_size, train.parts(), train.seed)?;
        Ok(Self { images, image_size, batches })
    }
}

impl Task for LabelTask<'_> {
    type Model = BinaryModel;
    type Batch = BinaryBatch;

    fn prepare(&self, step: usize, part: usize) -> Result<BinaryBatch, TrainError> {
        let chosen = self.batches.indices(step, part);
        let labels: Vec<&ImageLabel> = chosen.into_iter().map(|i| &self.images.labels[i]).collect();
        let images = labels.iter().map(|label| self.images.image(label)).collect::<Result<Vec<_>, _>>()?;
        Ok(BinaryBatch::new(&images, labels.iter().map(|label| label.label), self.image_size))
    }

    fn loss(&self, model: &BinaryModel, batch: BinaryBatch, device: &Device) -> Loss {
        batch.loss(model, device)
    }
}
