//! Contrastive training of the patch embedder (§3.3.2): two views of one patch belong together, all
//! other patches of the batch do not.

use agpis_core::{Image, Region};
use agpis_muisc::mcc_loss;
use agpis_vision::{ConfigError, EmbedderModel, Preprocess};
use burn::tensor::{Device, Int, Tensor, TensorData};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::{Loss, Task, TrainConfig, TrainError};

/// τ of the normalised temperature-scaled cross-entropy (Chen et al. 2020).
const TEMPERATURE: f64 = 0.1;
/// Smallest standard deviation of a patch's values; plainer patches teach nothing.
const MIN_CONTRAST: f64 = 12.0;

/// Contrastive training of an [`EmbedderModel`].
#[derive(Debug)]
pub struct PatchTask<'a> {
    images: &'a [Image],
    preprocess: Preprocess,
    /// Patches a part; one is compared within its part.
    patches: usize,
    parts: usize,
    seed: u64,
}

impl<'a> PatchTask<'a> {
    /// On patches cut out of `images`, `batch_size` of them a step, each seen twice, for a model that expects squares
    /// of `patch_size` pixels.
    ///
    /// # Errors
    /// If the batch cannot be cut into equal parts, or there is no image.
    pub fn new(
        images: &'a [Image],
        patch_size: usize,
        batch_size: usize,
        train: &TrainConfig,
    ) -> Result<Self, TrainError> {
        let parts = train.parts().get();
        ConfigError::check_range("batch_size", batch_size, parts..=1_000_000)?;
        ConfigError::check_multiple("batch_size", batch_size, parts)?;
        ConfigError::check_range("images", images.len(), 1..=usize::MAX)?;
        let preprocess = Preprocess { size: patch_size as u32 };
        Ok(Self { images, preprocess, patches: batch_size / parts, parts, seed: train.seed })
    }
}

impl Task for PatchTask<'_> {
    type Model = EmbedderModel;
    /// First views, second views.
    type Batch = [Vec<f32>; 2];

    fn prepare(&self, step: usize, part: usize) -> Result<Self::Batch, TrainError> {
        let part = (step * self.parts + part) as u64;
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let pairs: Vec<[Image; 2]> = (0..self.patches).map(|_| two_views(self.images, &mut rng)).collect();
        let views = |i: usize| {
            let images: Vec<Image> = pairs.iter().map(|pair| pair[i].clone()).collect();
            self.preprocess.to_values(&images)
        };
        Ok([views(0), views(1)])
    }

    fn loss(&self, model: &EmbedderModel, batch: Self::Batch, device: &Device) -> Loss {
        let side = self.preprocess.size as usize;
        let [a, b] = batch.map(|values| {
            let shape = [self.patches, 3, side, side];
            model.forward(Tensor::<4>::from_data(TensorData::new(values, shape), device))
        });
        Loss::from(contrastive_loss(a, b))
    }
}

/// Cross-entropy of finding each first view's second view among all second views, and the reverse.
///
/// # Shapes
/// - `a`, `b`: `[patches, dimension]`, rows of unit length
fn contrastive_loss(a: Tensor<2>, b: Tensor<2>) -> Tensor<1> {
    let patches = a.dims()[0] as i64;
    let own = Tensor::<1, Int>::arange(0..patches, &a.device());
    let similarity = a.matmul(b.transpose()).div_scalar(TEMPERATURE);
    (mcc_loss(similarity.clone(), own.clone()) + mcc_loss(similarity.transpose(), own)).div_scalar(2.0)
}

/// Two views of one patch: moved, scaled and lit a little differently.
fn two_views(images: &[Image], rng: &mut ChaCha8Rng) -> [Image; 2] {
    let mut patch = cut(images, rng);
    for _ in 0..8 {
        if contrast(&patch[0]) >= MIN_CONTRAST {
            break;
        }
        patch = cut(images, rng);
    }
    patch
}

fn cut(images: &[Image], rng: &mut ChaCha8Rng) -> [Image; 2] {
    let image = &images[(rng.next_u64() % images.len() as u64) as usize];
    let side = f64::from(image.width().min(image.height()));
    let (width, height) = (side * between(0.2, 0.7, rng), side * between(0.2, 0.7, rng));
    let x = between(0.0, f64::from(image.width()) - width, rng);
    let y = between(0.0, f64::from(image.height()) - height, rng);
    [(); 2].map(|()| {
        let (w, h) = (width * between(0.85, 1.15, rng), height * between(0.85, 1.15, rng));
        let (dx, dy) = (width * between(-0.1, 0.1, rng), height * between(-0.1, 0.1, rng));
        let region = Region {
            x: (x + dx).max(0.0) as u32,
            y: (y + dy).max(0.0) as u32,
            width: w.max(2.0) as u32,
            height: h.max(2.0) as u32,
        };
        lit(&image.crop(region).unwrap_or_else(|| image.clone()), rng)
    })
}

/// Under another light: gain and offset of all values, gain of each channel.
fn lit(image: &Image, rng: &mut ChaCha8Rng) -> Image {
    let gains = [(); 3].map(|()| between(0.8, 1.2, rng) * between(0.95, 1.05, rng));
    let offset = between(-20.0, 20.0, rng);
    let common = gains[0];
    let value =
        |(i, &v): (usize, &u8)| (f64::from(v) * (common + 0.3 * (gains[i % 3] - common)) + offset) as u8;
    let pixels: Vec<u8> = image.pixels().iter().enumerate().map(value).collect();
    Image::from_rgb8(image.width(), image.height(), pixels).unwrap_or_else(|_| image.clone())
}

fn contrast(image: &Image) -> f64 {
    let n = image.pixels().len() as f64;
    let (sum, squares) = image.pixels().iter().fold((0.0, 0.0), |(sum, squares), &v| {
        let v = f64::from(v);
        (sum + v, squares + v * v)
    });
    (squares / n - (sum / n).powi(2)).max(0.0).sqrt()
}

fn between(low: f64, high: f64, rng: &mut ChaCha8Rng) -> f64 {
    low + (high - low) * (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}
