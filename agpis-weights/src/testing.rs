//! Weights made from names, for tests and benchmarks: a model of any size without a file.
//!
//! Every value is an integer hash of a seed, the name of its tensor and its place in it, scaled with
//! exact operations, so that it is the same bits in every language and on every platform. Reference
//! outputs of full-size models need no weights beside them then.

use std::ops::Range;

use crate::{DType, Tensor, TensorFile, Values};

/// 2⁶⁴ divided by the golden ratio, the increment of SplitMix64 (Steele et al. 2014).
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
/// Names of embeddings end so; their values are small.
const EMBEDDINGS: [&str; 4] = ["wte.weight", "wpe.weight", "position_embeddings", "cls_token"];
/// Names of GPT-2's `Conv1D` matrices, stored `[in, out]`, end so.
const CONV1D: [&str; 4] = ["c_attn.weight", "c_proj.weight", "c_fc.weight", "q_attn.weight"];

/// An endless series of numbers, fixed by a seed and a name.
#[derive(Clone, Copy, Debug)]
pub struct Series {
    start: u64,
}

impl Series {
    /// The series of `name`.
    #[must_use]
    pub fn new(seed: u64, name: &str) -> Self {
        let hash = u64::from(crc32(name.as_bytes()));
        Self { start: (hash << 32) ^ seed.wrapping_mul(GOLDEN) }
    }

    /// Its number `index`, of 24 bits.
    #[must_use]
    pub fn bits(self, index: u64) -> u32 {
        let z = (self.start ^ index).wrapping_add(GOLDEN);
        let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 40) as u32
    }

    /// Its number `index` as a float in `-1.0..1.0`.
    #[must_use]
    pub fn unit(self, index: u64) -> f32 {
        self.bits(index) as f32 / 8_388_608.0 - 1.0
    }

    /// The first `length` numbers in `-1.0..1.0`, such as the pixels of an input.
    #[must_use]
    pub fn units(self, length: usize) -> Vec<f32> {
        (0..length as u64).map(|index| self.unit(index)).collect()
    }

    /// The first `length` integers of `range`, such as tokens.
    ///
    /// # Panics
    /// If the range is empty.
    #[must_use]
    pub fn integers(self, length: usize, range: Range<i64>) -> Vec<i64> {
        let width = range.end - range.start;
        (0..length as u64).map(|index| range.start + i64::from(self.bits(index)) % width).collect()
    }
}

/// The values of the tensor `name`, as large as those of a trained model: what kind of parameter it is
/// shows in its name and shape. A tied `lm_head.weight` is the same as `transformer.wte.weight`.
#[must_use]
pub fn weights(seed: u64, name: &str, shape: &[usize]) -> Vec<f32> {
    let tied = name.strip_suffix("lm_head.weight").map(|model| format!("{model}transformer.wte.weight"));
    let name = tied.as_deref().unwrap_or(name);
    let (center, scale) = distribution(name, shape);
    let units = Series::new(seed, name).units(shape.iter().product());
    units.into_iter().map(|unit| center + unit * scale).collect()
}

/// Middle and half width of the values.
fn distribution(name: &str, shape: &[usize]) -> (f32, f32) {
    let ends_with = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    match shape {
        _ if ends_with(&EMBEDDINGS) => (0.0, 0.08),
        _ if ends_with(&["running_mean"]) => (0.0, 0.1),
        _ if ends_with(&["running_var"]) => (1.0, 0.5),
        _ if ends_with(&[".bias"]) => (0.0, 0.05),
        [_] => (1.0, 0.1),
        [fan_in, ..] if ends_with(&CONV1D) => (0.0, unit_variance(*fan_in)),
        [_, fan_in @ ..] => (0.0, unit_variance(fan_in.iter().product())),
        [] => (0.0, unit_variance(1)),
    }
}

/// The half width with which a product with `fan_in` uniform weights keeps its variance.
fn unit_variance(fan_in: usize) -> f32 {
    (3.0 / fan_in as f64).sqrt() as f32
}

impl TensorFile {
    /// A file of [`weights`] with these names and shapes; they are made when they are read.
    #[must_use]
    pub fn generated(seed: u64, tensors: impl IntoIterator<Item = (String, Vec<usize>)>) -> Self {
        let tensor = |(name, shape): (String, Vec<usize>)| {
            let (key, sizes) = (name.clone(), shape.clone());
            let read = move || Ok(Values::F32(weights(seed, &key, &sizes)));
            (name, Tensor::new(DType::F32, shape, read))
        };
        Self::unchecked(tensors.into_iter().map(tensor).collect())
    }
}

/// The checksum of ZIP and PNG.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1));
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), step))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBERS: &str = include_str!("../tests/fixtures/weightgen_vectors.txt");
    const TENSORS: &str = include_str!("../tests/fixtures/weightgen_tensors.txt");

    fn bits(hexadecimal: &str) -> u32 {
        u32::from_str_radix(hexadecimal, 16).expect("bits of a float")
    }

    #[test]
    fn numbers_are_those_of_the_reference_to_the_bit() {
        for line in NUMBERS.lines() {
            let [seed, name, index, expected, _] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let series = Series::new(seed.parse().unwrap(), name);
            assert_eq!(series.unit(index.parse().unwrap()).to_bits(), bits(expected), "{line}");
        }
        assert!(NUMBERS.lines().count() > 100);
    }

    #[test]
    fn tensors_are_those_of_the_reference_to_the_bit() {
        for line in TENSORS.lines() {
            let [seed, name, shape, expected @ ..] = &line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let shape: Vec<usize> = shape.split('x').map(|size| size.parse().unwrap()).collect();
            let file = TensorFile::generated(seed.parse().unwrap(), [((*name).to_owned(), shape.clone())]);
            let values = file.get(name).unwrap().read().unwrap().into_f32();
            assert_eq!(values.len(), shape.iter().product::<usize>(), "{line}");
            let actual: Vec<u32> = values.iter().take(expected.len()).map(|v| v.to_bits()).collect();
            assert_eq!(actual, expected.iter().map(|e| bits(e)).collect::<Vec<_>>(), "{line}");
        }
        assert!(TENSORS.lines().count() >= 10);
    }

    #[test]
    fn integers_lie_in_their_range() {
        let integers = Series::new(1, "tokens").integers(1000, -3..4);
        assert!(integers.iter().all(|i| (-3..4).contains(i)));
        assert!((-3..4).all(|i| integers.contains(&i)));
    }
}
