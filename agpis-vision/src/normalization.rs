//! The scales of pixels that published weights were trained with.

use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};

use crate::nn::in_precision_of;

/// Mean and standard deviation of ImageNet by channel, for pixels in `0.0..=1.0`.
const IMAGENET: [[f32; 3]; 2] = [[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]];

/// How a model wants its pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Normalization {
    /// From −1 to 1, as [`Preprocess`](crate::Preprocess) gives them: ViT, BiT, and the paper's models.
    #[default]
    Half,
    /// With ImageNet's mean and standard deviation by channel: the ResNets of torchvision, most of timm's.
    Imagenet,
}

impl Normalization {
    /// From pixels in `-1.0..=1.0` to what the model wants.
    ///
    /// # Shapes
    /// - `images` and output: `[batch, 3, H, W]`
    #[must_use]
    pub fn apply(self, images: Tensor<4>) -> Tensor<4> {
        match self {
            Self::Half => images,
            Self::Imagenet => {
                let channels = |values: [f32; 3]| Tensor::<1>::from_floats(values, &images.device());
                let [mean, deviation] =
                    IMAGENET.map(|values| in_precision_of(channels(values).reshape([1, 3, 1, 1]), &images));
                (images.mul_scalar(0.5).add_scalar(0.5) - mean) / deviation
            }
        }
    }
}
