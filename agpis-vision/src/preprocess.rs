//! From pictures to the input tensor of a model (§4.2).

use agpis_core::Image;
use burn::tensor::{Device, Tensor, TensorData};
use fast_image_resize::images::{Image as Canvas, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// Resizes to a square without keeping the aspect ratio, as the authors do (antialiased bilinear),
/// and scales the values to `-1.0..=1.0`: `(x / 255 - 0.5) / 0.5`.
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
        let mut values = Vec::with_capacity(images.len() * 3 * side * side);
        for image in images {
            let resized = self.resize(image);
            for channel in 0..3 {
                values.extend(resized.iter().skip(channel).step_by(3).map(|&v| normalize(v)));
            }
        }
        Tensor::from_data(TensorData::new(values, [images.len(), 3, side, side]), device)
    }

    /// RGB bytes of the resized square, row by row.
    fn resize(self, image: &Image) -> Vec<u8> {
        if image.width() == self.size && image.height() == self.size {
            return image.pixels().to_vec();
        }
        let source = ImageRef::new(image.width(), image.height(), image.pixels(), PixelType::U8x3)
            .expect("an image holds three bytes a pixel");
        let mut square = Canvas::new(self.size, self.size, PixelType::U8x3);
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
        Resizer::new().resize(&source, &mut square, &options).expect("both have the same pixel type");
        square.into_vec()
    }
}

fn normalize(value: u8) -> f32 {
    (f32::from(value) / 255.0 - 0.5) / 0.5
}
