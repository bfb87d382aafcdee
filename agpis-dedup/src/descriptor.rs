//! A patch descriptor that needs no network.

use std::f32::consts::PI;

use agpis_core::{Embedder, Embedding, Error, Image};
use rayon::prelude::*;

use crate::Lab;
use crate::approximate::angle;
use crate::resample::resize;

/// Patches are brought to this many pixels a side.
const SIDE: usize = 32;
/// Cells a side.
const CELLS: usize = 4;
const CELL: usize = SIDE / CELLS;
/// Directions of a gradient, modulo π.
const BINS: usize = 8;
const SHAPE: usize = CELLS * CELLS * BINS;
const COLOUR: usize = CELLS * CELLS * 3;
/// No bin may hold a larger part of the unit vector (Dalal and Triggs, CVPR 2005).
const CLIP: f32 = 0.2;
/// Gradients that are no more than noise, in L*/100 a pixel over the patch.
const NOISE: f32 = 0.5;
/// Keeps the colour of black from being the null vector.
const BLACK: f32 = 0.2;

/// Shape and colour of a patch: histograms of gradient directions (HOG) in 4 × 4 cells, and the mean
/// L*a*b* colour of the same cells.
///
/// It stands in for the pretrained network of §3.3.2 where none is at hand. Patches of any size and shape
/// are allowed; 176 values of unit length, so that two patches are at most 2 apart.
#[derive(Clone, Debug, PartialEq)]
pub struct PatchDescriptor {
    /// Share of colour in the squared length, in `0.0..=1.0`, the rest is shape. Default 0.3.
    pub colour_weight: f32,
}

impl Default for PatchDescriptor {
    fn default() -> Self {
        Self { colour_weight: 0.3 }
    }
}

impl Embedder for PatchDescriptor {
    fn dimension(&self) -> usize {
        SHAPE + COLOUR
    }

    fn embed(&self, batch: &[Image]) -> Result<Vec<Embedding>, Error> {
        Ok(batch.par_iter().map(|patch| self.describe(patch)).collect())
    }

    /// Cells change places, and directions are reflected.
    fn embed_mirrored(&self, _: &[Image], plain: &[Embedding]) -> Result<Vec<Embedding>, Error> {
        Ok(plain.iter().map(|embedding| mirrored(embedding)).collect())
    }
}

fn mirrored(embedding: &[f32]) -> Embedding {
    let (shape, colour) = embedding.split_at(SHAPE);
    let cells = (0..CELLS * CELLS).map(|cell| cell / CELLS * CELLS + CELLS - 1 - cell % CELLS);
    let bins = |cell: usize| (0..BINS).map(move |bin| shape[cell * BINS + (BINS - bin) % BINS]);
    let colours = cells.clone().flat_map(|cell| &colour[cell * 3..cell * 3 + 3]);
    cells.flat_map(bins).chain(colours.copied()).collect()
}

impl PatchDescriptor {
    fn describe(&self, patch: &Image) -> Embedding {
        let lab = Lab::new(&resize(patch, SIDE as u32, SIDE as u32));
        let colour_weight = self.colour_weight.clamp(0.0, 1.0);
        let mut embedding = scaled(shape(&lab), (1.0 - colour_weight).sqrt());
        embedding.extend(scaled(colour(&lab), colour_weight.sqrt()));
        let length = length(&embedding);
        if length > 0.0 {
            return scaled(embedding, 1.0 / length);
        }
        // A plain patch without colour: some fixed point of unit length.
        let mut plain = vec![0.0; SHAPE + COLOUR];
        plain[SHAPE] = 1.0;
        plain
    }
}

/// The HOG of L*, of at most unit length.
fn shape(lab: &Lab) -> Vec<f32> {
    let mut histograms = vec![0.0; SHAPE];
    for (y, x) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (y, x))) {
        let (gx, gy) = lab.planes[0].gradient(x, y);
        let direction = angle((gx, gy)) * (BINS as f32 / PI);
        let (bin, share) = (direction as usize, direction.fract());
        let cell = (y / CELL * CELLS + x / CELL) * BINS;
        let magnitude = (gx * gx + gy * gy).sqrt();
        histograms[cell + bin % BINS] += magnitude * (1.0 - share);
        histograms[cell + (bin + 1) % BINS] += magnitude * share;
    }
    let length_of_raw = length(&histograms).max(NOISE);
    let clipped: Vec<f32> = histograms.iter().map(|v| (v / length_of_raw).min(CLIP)).collect();
    let length = length(&clipped).max(CLIP);
    scaled(clipped, 1.0 / length)
}

/// Mean colours of the cells, of unit length.
fn colour(lab: &Lab) -> Vec<f32> {
    let mut sums = vec![0.0; COLOUR];
    for (y, x) in (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (y, x))) {
        let cell = (y / CELL * CELLS + x / CELL) * 3;
        for (sum, v) in sums[cell..].iter_mut().zip(lab.pixel(x, y)) {
            *sum += v;
        }
    }
    for colour in sums.chunks_exact_mut(3) {
        colour[0] += BLACK * (CELL * CELL) as f32;
    }
    let length = length(&sums);
    scaled(sums, 1.0 / length)
}

fn length(values: &[f32]) -> f32 {
    values.iter().map(|v| v * v).sum::<f32>().sqrt()
}

fn scaled(mut values: Vec<f32>, factor: f32) -> Vec<f32> {
    values.iter_mut().for_each(|v| *v *= factor);
    values
}

#[cfg(test)]
mod tests {
    use agpis_core::{Embedder, Image};
    use proptest::prelude::*;

    use super::PatchDescriptor;

    fn any_patch() -> impl Strategy<Value = Image> {
        (1u32..40, 1u32..40).prop_flat_map(|(w, h)| {
            let pixel = prop_oneof![Just(0u8), Just(255), any::<u8>()];
            prop::collection::vec(pixel, (w * h * 3) as usize)
                .prop_map(move |pixels| Image::from_rgb8(w, h, pixels).unwrap())
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn unit_length_whatever_the_patch(patch in any_patch(), plain: [u8; 3], colour_weight in 0.0f32..=1.0) {
            let descriptor = PatchDescriptor { colour_weight };
            let plain = Image::from_rgb8(3, 2, plain.repeat(6)).unwrap();
            for embedding in descriptor.embed(&[patch, plain]).unwrap() {
                prop_assert_eq!(embedding.len(), descriptor.dimension());
                let length: f32 = embedding.iter().map(|v| v * v).sum();
                prop_assert!((length - 1.0).abs() < 1e-4, "{}", length);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn a_mirror_image_need_not_be_looked_at(patch in any_patch()) {
            let descriptor = PatchDescriptor::default();
            let plain = descriptor.embed(std::slice::from_ref(&patch)).unwrap();
            let told = descriptor.embed_mirrored(std::slice::from_ref(&patch), &plain).unwrap();
            let seen = descriptor.embed(&[patch.mirrored()]).unwrap();
            for (told, seen) in told[0].iter().zip(&seen[0]) {
                prop_assert!((told - seen).abs() < 0.02, "{} is not {}", told, seen);
            }
        }
    }

    #[test]
    fn size_hardly_matters_and_content_does() {
        let stripes = |side: u32, across: bool| {
            let dark = move |v: u32| (v * 8 / side).is_multiple_of(2);
            let level = move |x, y| if dark(if across { x } else { y }) { 20 } else { 220 };
            let pixels = (0..side).flat_map(|y| (0..side).flat_map(move |x| [level(x, y); 3]));
            Image::from_rgb8(side, side, pixels.collect::<Vec<u8>>()).unwrap()
        };
        let [small, large, turned] = PatchDescriptor::default()
            .embed(&[stripes(40, true), stripes(120, true), stripes(40, false)])
            .unwrap()
            .try_into()
            .unwrap();
        let similarity = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        assert!(similarity(&small, &large) > 0.95);
        assert!(similarity(&small, &turned) < 0.7);
    }
}
