//! Training of the image models of stage 1 (§3.3.1).

use agpis_core::Image;
use agpis_vision::nn::linear;
use agpis_vision::{BinaryModel, Preprocess, Vit, VitConfig};
use burn::tensor::activation::log_sigmoid;
use burn::tensor::{Device, Tensor, TensorData};

use crate::batches::Batches;
use crate::{Loss, Task, TrainConfig, TrainError};

/// A picture and the answer to one question about it.
#[derive(Clone, Debug)]
pub struct LabelledPicture {
    /// The picture.
    pub image: Image,
    /// The answer.
    pub is_positive: bool,
}

/// Binary cross-entropy of a [`BinaryModel`].
#[derive(Debug)]
pub struct BinaryTask<'a> {
    pictures: &'a [LabelledPicture],
    image_size: usize,
    batches: Batches,
}

impl<'a> BinaryTask<'a> {
    /// On `pictures`, `batch_size` of them a step.
    ///
    /// # Errors
    /// If the batch cannot be cut into equal parts, or there is no picture.
    pub fn new(
        pictures: &'a [LabelledPicture],
        image_size: usize,
        batch_size: usize,
        train: &TrainConfig,
    ) -> Result<Self, TrainError> {
        let batches = Batches::new(pictures.len(), batch_size, train.parts(), train.seed)?;
        Ok(Self { pictures, image_size, batches })
    }

    /// A model that starts from a trained encoder.
    #[must_use]
    pub fn model(encoder: Vit, config: &VitConfig, device: &Device) -> BinaryModel {
        BinaryModel { vit: encoder, head: linear(config.d_model, 1, device) }
    }
}

/// Pixels and labels in host memory.
#[derive(Debug)]
pub struct BinaryBatch {
    pixels: Pixels,
    /// 1 or -1.
    signs: Vec<f32>,
}

impl BinaryBatch {
    /// Images and whether each is positive, for a model of squares of `size`.
    pub(crate) fn new(images: &[Image], positive: impl Iterator<Item = bool>, size: usize) -> Self {
        let signs = positive.map(|positive| if positive { 1.0 } else { -1.0 }).collect();
        Self { pixels: Pixels::new(images, size), signs }
    }

    /// The mean cross-entropy.
    pub(crate) fn loss(self, model: &BinaryModel, device: &Device) -> Loss {
        let logits = model.forward(self.pixels.images(device));
        let signs = Tensor::<1>::from_data(self.signs.as_slice(), device);
        Loss::from(-log_sigmoid(logits * signs).mean())
    }
}

impl Task for BinaryTask<'_> {
    type Model = BinaryModel;
    type Batch = BinaryBatch;

    fn prepare(&self, step: usize, part: usize) -> Result<BinaryBatch, TrainError> {
        let chosen: Vec<&LabelledPicture> =
            self.batches.indices(step, part).into_iter().map(|i| &self.pictures[i]).collect();
        let images: Vec<Image> = chosen.iter().map(|picture| picture.image.clone()).collect();
        Ok(BinaryBatch::new(&images, chosen.iter().map(|picture| picture.is_positive), self.image_size))
    }

    fn loss(&self, model: &BinaryModel, batch: BinaryBatch, device: &Device) -> Loss {
        batch.loss(model, device)
    }
}

/// Squares of one size in host memory.
#[derive(Debug)]
pub(crate) struct Pixels {
    values: Vec<f32>,
    images: usize,
    size: usize,
}

impl Pixels {
    pub(crate) fn new(images: &[Image], size: usize) -> Self {
        let values = Preprocess { size: size as u32 }.to_values(images);
        Self { values, images: images.len(), size }
    }

    /// `[images, 3, size, size]`.
    pub(crate) fn images(self, device: &Device) -> Tensor<4> {
        Tensor::from_data(TensorData::new(self.values, [self.images, 3, self.size, self.size]), device)
    }

    /// `[images / length, length, 3, size, size]`.
    pub(crate) fn sequences(self, length: usize, device: &Device) -> Tensor<5> {
        let shape = [self.images / length, length, 3, self.size, self.size];
        self.images(device).reshape(shape)
    }
}
