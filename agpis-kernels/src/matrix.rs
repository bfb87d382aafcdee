//! Products of matrices, wherever their values lie: the crate `gemm`, behind checks.

use std::mem::MaybeUninit;
use std::ops::Range;

use gemm::Parallelism;
use rayon::prelude::*;

/// Rows of a product that one thread computes at least: with fewer, reading the right matrix takes longer than multiplying.
const MIN_ROWS: usize = 64;
/// Multiplications from which on one product is worth all threads.
const MIN_SHARED: usize = 1 << 22;

/// A matrix in a slice, of which it may be a part.
#[derive(Clone, Copy)]
pub(crate) struct Matrix<'a> {
    values: &'a [f32],
    shape: [usize; 2],
    strides: [usize; 2],
}

impl<'a> Matrix<'a> {
    /// The matrix with its first value at the beginning of `values`.
    ///
    /// # Panics
    /// If there are too few values.
    pub(crate) fn new(values: &'a [f32], shape: [usize; 2], strides: [usize; 2]) -> Self {
        assert!(span(shape, strides) <= values.len(), "expected values for {shape:?}, got {}", values.len());
        Self { values, shape, strides }
    }

    /// Rows of `columns` values, one behind the other.
    pub(crate) fn of_rows(values: &'a [f32], columns: usize) -> Self {
        Self::new(values, [values.len() / columns.max(1), columns], [columns, 1])
    }

    /// Rows as columns.
    pub(crate) fn transposed(self) -> Self {
        let ([rows, columns], [row, column]) = (self.shape, self.strides);
        Self { shape: [columns, rows], strides: [column, row], ..self }
    }

    fn rows(self, range: Range<usize>) -> Self {
        Self::new(&self.values[range.start * self.strides[0]..], [range.len(), self.shape[1]], self.strides)
    }
}

/// How many values lie from the first to the last.
fn span(shape: [usize; 2], strides: [usize; 2]) -> usize {
    if shape.contains(&0) {
        return 0;
    }
    shape.iter().zip(strides).map(|(size, stride)| (size - 1) * stride).sum::<usize>() + 1
}

/// `left · right`, plus `bias` in every row if there is one, by all threads.
///
/// # Panics
/// If the shapes do not fit.
pub(crate) fn product(left: Matrix<'_>, right: Matrix<'_>, bias: Option<&[f32]>) -> Vec<f32> {
    let ([rows, _], [_, columns]) = (left.shape, right.shape);
    let mut values = Vec::with_capacity(rows * columns);
    let target = &mut values.spare_capacity_mut()[..rows * columns];
    if !target.is_empty() {
        // Of more than one row each, as a single one is added up in another order: results do not depend on the number of threads.
        let threads = rayon::current_num_threads();
        let parts = (rows / MIN_ROWS).clamp(1, threads);
        let is_shared = parts == 1 && rows * columns * left.shape[1] >= MIN_SHARED;
        let parallelism = if is_shared && threads > 1 { Parallelism::Rayon(0) } else { Parallelism::None };
        split(target, rows, columns, parts).into_par_iter().for_each(|(range, target)| {
            if let Some(bias) = bias {
                for row in target.chunks_exact_mut(columns) {
                    row.write_copy_of_slice(bias);
                }
            }
            write(target, columns, left.rows(range), right, 1.0, bias.is_some(), parallelism);
        });
    }
    // SAFETY: every chunk of the values within the capacity has been written by `write`.
    #[allow(unsafe_code)]
    unsafe {
        values.set_len(rows * columns);
    }
    values
}

/// About equally many rows in every part, and what they are.
fn split<T>(
    mut values: &mut [T],
    rows: usize,
    columns: usize,
    parts: usize,
) -> Vec<(Range<usize>, &mut [T])> {
    let part = |i| {
        let range = i * rows / parts..(i + 1) * rows / parts;
        let part = values.split_off_mut(..range.len() * columns).expect("rows that are left");
        (range, part)
    };
    (0..parts).map(part).collect()
}

/// Writes `scale · left · right` into rows that begin `stride` values apart.
///
/// # Panics
/// If the shapes do not fit.
pub(crate) fn multiply(target: &mut [f32], stride: usize, left: Matrix<'_>, right: Matrix<'_>, scale: f32) {
    // SAFETY: initialised values may be written like others, and `write` makes none uninitialised.
    #[allow(unsafe_code)]
    let target = unsafe { &mut *(std::ptr::from_mut(target) as *mut [MaybeUninit<f32>]) };
    write(target, stride, left, right, scale, false, Parallelism::None);
}

/// Writes `scale · left · right`; with `adds`, adds it to what is in `target`, which is initialised then.
fn write(
    target: &mut [MaybeUninit<f32>],
    stride: usize,
    left: Matrix<'_>,
    right: Matrix<'_>,
    scale: f32,
    adds: bool,
    parallelism: Parallelism,
) {
    let ([rows, depth], [right_rows, columns]) = (left.shape, right.shape);
    assert_eq!(depth, right_rows, "expected as many columns on the left as rows on the right");
    assert!(span([rows, columns], [stride, 1]) <= target.len(), "expected room for {rows} × {columns}");
    assert!(stride >= columns || rows <= 1, "expected rows that do not overlap");
    // SAFETY: by the assertions above and those of `Matrix::new`, all that is read and written lies in the slices; the target
    // is borrowed mutably, so it is none of the others; it is read only where it is initialised.
    #[allow(unsafe_code)]
    unsafe {
        gemm::gemm(
            rows,
            columns,
            depth,
            target.as_mut_ptr().cast::<f32>(),
            1,
            stride as isize,
            adds,
            left.values.as_ptr(),
            left.strides[1] as isize,
            left.strides[0] as isize,
            right.values.as_ptr(),
            right.strides[1] as isize,
            right.strides[0] as isize,
            1.0,
            scale,
            false,
            false,
            false,
            parallelism,
        );
    }
}
