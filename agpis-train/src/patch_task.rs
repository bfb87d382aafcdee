//! Contrastive training of the patch embedder (§3.3.2): two views of one patch belong together, all
//! other patches of the batch do not.

use std::num::NonZeroUsize;

use agpis_core::{Image, Region};
use agpis_muisc::mcc_loss;
use agpis_vision::{EmbedderModel, Preprocess};
use burn::tensor::{Device, Int, Tensor};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::{Progress, TrainConfig, TrainError, fit};

/// τ of the normalised temperature-scaled cross-entropy (Chen et al. 2020).
const TEMPERATURE: f64 = 0.1;
/// Smallest standard deviation of a patch's values; plainer patches teach nothing.
const MIN_CONTRAST: f64 = 12.0;

/// How to train the patch embedder.
#[derive(Clone, Debug, PartialEq)]
pub struct PatchTraining {
    /// Steps and rates.
    pub train: TrainConfig,
    /// Patches a step; each is seen twice.
    pub batch_size: usize,
    /// Parts of a step that are computed side by side; a patch is compared within its part.
    pub shards: NonZeroUsize,
    /// Which patches are cut.
    pub seed: u64,
}

/// Trains `model`, which expects squares of `patch_size` pixels, on patches cut out of `images`.
///
/// # Errors
/// As [`fit`].
pub fn train_embedder(
    model: EmbedderModel,
    patch_size: usize,
    images: &[Image],
    training: &PatchTraining,
    device: &Device,
    progress: impl FnMut(Progress),
) -> Result<EmbedderModel, TrainError> {
    let patches = training.batch_size.div_ceil(training.shards.get());
    let preprocess = Preprocess { size: patch_size as u32 };
    let loss = |model: &EmbedderModel, step: usize, shard: usize| {
        let part = (step * training.shards.get() + shard) as u64;
        let mut rng = ChaCha8Rng::seed_from_u64(training.seed ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let pairs: Vec<[Image; 2]> = (0..patches).map(|_| two_views(images, &mut rng)).collect();
        let views = |i: usize| {
            let images: Vec<Image> = pairs.iter().map(|pair| pair[i].clone()).collect();
            preprocess.to_tensor(&images, device)
        };
        contrastive_loss(model.forward(views(0)), model.forward(views(1)))
    };
    fit(model, &training.train, training.shards, device, loss, progress)
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
