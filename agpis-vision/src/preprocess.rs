//! From pictures to the input tensor of a model (§4.2).

mod resample;

use std::num::NonZeroU32;

use agpis_core::Image;
use burn::tensor::{Device, Tensor, TensorData};

pub use self::resample::resize;

/// Resizes to a square without keeping the aspect ratio and scales the values to `-1.0..=1.0`,
/// `(x / 255 - 0.5) / 0.5`: bit for bit what the authors' feature extractor computes with Pillow 9.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preprocess {
    /// Side of the square in pixels.
    pub size: u32,
}

impl Preprocess {
    /// # Shapes
    /// - output: `[images, 3, size, size]`, values in `-1.0..=1.0`
    #[must_use]
    pub fn to_tensor(self, images: &[Image], device: &Device) -> Tensor<4> {
        let side = self.size as usize;
        let values = self.to_values(images);
        Tensor::from_data(TensorData::new(values, [images.len(), 3, side, side]), device)
    }

    /// What [`to_tensor`](Self::to_tensor) holds, in the order of its shape, in host memory.
    #[must_use]
    pub fn to_values(self, images: &[Image]) -> Vec<f32> {
        let side = self.size as usize;
        let mut values = Vec::with_capacity(images.len() * 3 * side * side);
        if let Some(size) = NonZeroU32::new(self.size) {
            for image in images {
                extend_channels_first(&mut values, resize(image, size, size).pixels());
            }
        }
        values
    }
}

fn extend_channels_first(values: &mut Vec<f32>, pixels: &[u8]) {
    let (pixels, _) = pixels.as_chunks::<3>();
    for channel in 0..3 {
        values.extend(pixels.iter().map(|pixel| normalize(pixel[channel])));
    }
}

fn normalize(value: u8) -> f32 {
    (f32::from(value) / 255.0 - 0.5) / 0.5
}
