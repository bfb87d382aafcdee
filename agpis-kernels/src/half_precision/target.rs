//! Where a product goes.

use std::mem::MaybeUninit;
use std::ops::Range;

use super::COLUMNS;

/// A matrix of which every column is written by one thread.
pub(super) struct Target {
    values: *mut MaybeUninit<f32>,
    count: usize,
    stride: usize,
}

// SAFETY: it is written by `write` only, whose callers have different columns.
#[allow(unsafe_code)]
unsafe impl Sync for Target {}

impl Target {
    pub(super) fn new(values: &mut [MaybeUninit<f32>], stride: usize) -> Self {
        Self { values: values.as_mut_ptr(), count: values.len(), stride }
    }

    /// Writes sums, and `bias` on top of them, into rows from the `first` on.
    ///
    /// # Safety
    /// The values are borrowed, and no other thread has the same columns.
    #[allow(unsafe_code)]
    pub(super) unsafe fn write(
        &self,
        first: usize,
        columns: Range<usize>,
        sums: &[[f32; COLUMNS]],
        bias: Option<&[f32]>,
    ) {
        for (row, sums) in (first..).zip(sums) {
            let start = row * self.stride + columns.start;
            assert!(start + columns.len() <= self.count, "expected room for row {row}");
            // SAFETY: the columns lie within the values, and are nobody else's.
            let target = unsafe { std::slice::from_raw_parts_mut(self.values.add(start), columns.len()) };
            match bias {
                None => {
                    target.write_copy_of_slice(&sums[..columns.len()]);
                }
                Some(bias) => {
                    for ((target, sum), bias) in target.iter_mut().zip(sums).zip(&bias[columns.clone()]) {
                        target.write(sum + bias);
                    }
                }
            }
        }
    }
}
