//! Tensors as PyTorch stores them: a window of a storage, and how far one step in each dimension goes.

use crate::values::Place;
use crate::{DType, Tensor, Values};

/// Sizes and steps of a tensor's dimensions, outermost first, both in elements.
#[derive(Clone, Debug)]
pub(crate) struct Strided {
    pub(crate) shape: Vec<usize>,
    pub(crate) stride: Vec<usize>,
}

impl Strided {
    /// Whether every dimension has a size and a step, and all together not more elements than memory.
    pub(crate) fn is_sound(&self) -> bool {
        self.shape.len() == self.stride.len() && self.num_elements().is_some()
    }

    /// Number of elements, unless it is beyond all memory.
    pub(crate) fn num_elements(&self) -> Option<usize> {
        self.shape.iter().try_fold(1_usize, |product, &size| product.checked_mul(size))
    }

    /// How many elements of the storage lie between its first and behind its last element, unless there
    /// are more than any storage has.
    pub(crate) fn window(&self) -> Option<usize> {
        if self.shape.contains(&0) {
            return Some(0);
        }
        let mut steps = self.shape.iter().zip(&self.stride);
        let last =
            steps.try_fold(0_usize, |last, (size, step)| last.checked_add((size - 1).checked_mul(*step)?));
        last?.checked_add(1)
    }

    /// The tensor whose window begins at `place`. Its number of elements and its window are known to be
    /// in bounds.
    pub(crate) fn tensor(self, place: Place, dtype: DType) -> Tensor {
        let (sizes, steps) = self.moving_dimensions();
        let (length, window) = (self.num_elements().unwrap_or(0), self.window().unwrap_or(0));
        if is_row_by_row(&sizes, &steps) {
            return Tensor::at(place, dtype, self.shape);
        }
        Tensor::new(dtype, self.shape, move || {
            let gather = |values| gather_any(values, length, &sizes, &steps);
            Values::read(dtype, &place, window).map(gather)
        })
    }

    /// Without dimensions of size 1, in which nothing steps.
    fn moving_dimensions(&self) -> (Vec<usize>, Vec<usize>) {
        self.shape.iter().zip(&self.stride).filter(|&(&size, _)| size != 1).unzip()
    }
}

fn is_row_by_row(sizes: &[usize], steps: &[usize]) -> bool {
    let mut expected = 1_usize;
    sizes.contains(&0)
        || sizes.iter().zip(steps).rev().all(|(size, step)| {
            let is_next = *step == expected;
            expected = expected.saturating_mul(*size);
            is_next
        })
}

fn gather_any(window: Values, length: usize, sizes: &[usize], steps: &[usize]) -> Values {
    match window {
        Values::F32(window) => Values::F32(gather(&window, length, sizes, steps)),
        Values::F16(window) => Values::F16(gather(&window, length, sizes, steps)),
        Values::BF16(window) => Values::BF16(gather(&window, length, sizes, steps)),
    }
}

/// The elements row by row: an odometer whose last wheel turns fastest.
fn gather<T: Copy>(window: &[T], length: usize, sizes: &[usize], steps: &[usize]) -> Vec<T> {
    let mut values = Vec::with_capacity(length);
    let (mut index, mut at) = (vec![0; sizes.len()], 0);
    for _ in 0..length {
        values.push(window[at]);
        for dimension in (0..sizes.len()).rev() {
            index[dimension] += 1;
            at += steps[dimension];
            if index[dimension] < sizes[dimension] {
                break;
            }
            at -= sizes[dimension] * steps[dimension];
            index[dimension] = 0;
        }
    }
    values
}
