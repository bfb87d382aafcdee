//! Products with a matrix in bf16: values are multiplied in 16 bits and added up in 32, by the instructions of AVX512_BF16.
//!
//! Two values of 16 bits lie in 32, and one instruction multiplies 32 of them and adds each to its neighbour. So rows of the left
//! matrix become rows of pairs, and 32 columns of the right one a panel: the pairs of all of them, one behind the other. A tile
//! of so many rows and columns as there are registers is added up at once. What lies beyond the last row or column is 0.

use std::ops::Range;

use half::bf16;
use rayon::prelude::*;

/// Columns of a panel: two registers.
const COLUMNS: usize = 32;
/// Rows of a tile: their sums take 28 of 32 registers.
const ROWS: usize = 14;

/// Whether this processor has the instructions.
pub(crate) fn is_supported() -> bool {
    #[cfg(target_arch = "x86_64")]
    return is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bf16");
    #[cfg(not(target_arch = "x86_64"))]
    return false;
}

/// How the values of a matrix `[d_input, d_output]` lie.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Order {
    /// Row by row.
    Rows,
    /// Column by column, as those of a transposed matrix.
    Columns,
}

/// The right matrix, `[d_input, d_output]`.
#[derive(Clone, Copy)]
pub(crate) struct Weight<'a> {
    values: &'a [bf16],
    d_input: usize,
    d_output: usize,
    order: Order,
}

impl<'a> Weight<'a> {
    /// # Panics
    /// If there are not as many values.
    pub(crate) fn new(values: &'a [bf16], [d_input, d_output]: [usize; 2], order: Order) -> Self {
        assert_eq!(values.len(), d_input * d_output, "expected a matrix of {d_input} × {d_output}");
        Self { values, d_input, d_output, order }
    }
}

/// `x · weight`, plus `bias` in every row if there is one, from `rows` rows. The values of `x` are rounded to bf16.
///
/// # Panics
/// If the shapes do not fit, or the instructions are missing.
pub(crate) fn product(x: &[f32], rows: usize, weight: Weight<'_>, bias: Option<&[f32]>) -> Vec<f32> {
    assert!(is_supported(), "expected a processor with AVX512_BF16");
    let Weight { d_input, d_output, .. } = weight;
    assert_eq!(x.len(), rows * d_input, "expected {rows} rows of {d_input} values");
    let mut result = match bias {
        Some(bias) => bias.repeat(rows),
        None => vec![0.0; rows * d_output],
    };
    if result.is_empty() || d_input == 0 {
        return result;
    }
    let at_once = rows.div_ceil(rayon::current_num_threads()).next_multiple_of(ROWS);
    let chunks = result.par_chunks_mut(at_once * d_output).zip(x.par_chunks(at_once * d_input));
    chunks.for_each(|(target, x)| {
        // SAFETY: the instructions are there, as was asserted above.
        #[cfg(target_arch = "x86_64")]
        #[allow(unsafe_code)]
        unsafe {
            x86::add_product(target, x, weight);
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = (target, x);
    });
    result
}

impl Weight<'_> {
    /// Columns from `first` on: for every two rows, the pairs of their values.
    #[inline(always)]
    fn pack(&self, first: usize, panel: &mut [[u32; COLUMNS]]) {
        let columns = COLUMNS.min(self.d_output - first);
        match self.order {
            Order::Rows => self.pack_rows(first..first + columns, panel),
            Order::Columns => self.pack_columns(first..first + columns, panel),
        }
    }

    #[inline(always)]
    fn pack_rows(&self, columns: Range<usize>, panel: &mut [[u32; COLUMNS]]) {
        let mut rows = self.values.chunks_exact(self.d_output).map(|row| &row[columns.clone()]);
        for pairs in panel {
            let (Some(even), odd) = (rows.next(), rows.next()) else { return };
            for (j, (target, even)) in pairs.iter_mut().zip(even).enumerate() {
                *target = pair(*even, odd.map_or(bf16::ZERO, |odd| odd[j]));
            }
        }
    }

    #[inline(always)]
    fn pack_columns(&self, columns: Range<usize>, panel: &mut [[u32; COLUMNS]]) {
        let columns = self.values.chunks_exact(self.d_input).skip(columns.start).take(columns.len());
        for (j, column) in columns.enumerate() {
            for (pairs, two) in panel.iter_mut().zip(column.chunks(2)) {
                pairs[j] = pair(two[0], two.get(1).copied().unwrap_or(bf16::ZERO));
            }
        }
    }
}

/// As they lie in memory, the even one first.
#[inline(always)]
fn pair(even: bf16, odd: bf16) -> u32 {
    u32::from(even.to_bits()) | u32::from(odd.to_bits()) << 16
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m512bh, __m512i, _mm512_cvtne2ps_pbh, _mm512_dpbf16_ps, _mm512_loadu_ps, _mm512_loadu_si512,
        _mm512_set1_epi32, _mm512_setzero_ps, _mm512_storeu_ps, _mm512_storeu_si512,
    };
    use std::mem::transmute;

    use half::bf16;

    use super::{COLUMNS, ROWS, Weight, pair};

    /// Adds `x · right` to `target`, on one thread.
    #[target_feature(enable = "avx512f,avx512bf16")]
    pub(super) fn add_product(target: &mut [f32], x: &[f32], weight: Weight<'_>) {
        let (pairs, d_output) = (weight.d_input.div_ceil(2), weight.d_output);
        let x = pairs_of_rows(x, weight.d_input);
        let mut panel = vec![[0; COLUMNS]; pairs];
        for first in (0..d_output).step_by(COLUMNS) {
            let columns = COLUMNS.min(d_output - first);
            if columns < COLUMNS {
                panel.fill([0; COLUMNS]);
            }
            weight.pack(first, &mut panel);
            let tiles = target.chunks_mut(ROWS * d_output).zip(x.chunks(ROWS * pairs));
            for (target, x) in tiles {
                add_tile(&mut target[first..], d_output, columns, x, &panel);
            }
        }
    }

    /// Every two values of a row as a pair; behind an odd number of values stands a 0.
    #[target_feature(enable = "avx512f,avx512bf16")]
    fn pairs_of_rows(x: &[f32], d_input: usize) -> Vec<u32> {
        let mut pairs = vec![0_u32; x.len() / d_input * d_input.div_ceil(2)];
        for (row, pairs) in x.chunks_exact(d_input).zip(pairs.chunks_exact_mut(d_input.div_ceil(2))) {
            let (values, rest) = row.as_chunks::<32>();
            let (whole, part) = pairs.as_chunks_mut::<16>();
            for (values, pairs) in values.iter().zip(&mut *whole) {
                // SAFETY: 32 values are read and 16 pairs written, which is what there are; both registers have 512 bits.
                #[allow(unsafe_code)]
                unsafe {
                    let [low, high] = [0, 16].map(|i| _mm512_loadu_ps(values.as_ptr().add(i)));
                    let rounded = transmute::<__m512bh, __m512i>(_mm512_cvtne2ps_pbh(high, low));
                    _mm512_storeu_si512(pairs.as_mut_ptr().cast(), rounded);
                }
            }
            let rest_of_pairs = whole[values.len()..].as_flattened_mut().iter_mut().chain(part);
            for (two, target) in rest.chunks(2).zip(rest_of_pairs) {
                let [even, odd] = [0, 1].map(|i| bf16::from_f32(two.get(i).copied().unwrap_or(0.0)));
                *target = pair(even, odd);
            }
        }
        pairs
    }

    /// A tile of as many rows as `x` has, at most [`ROWS`].
    #[target_feature(enable = "avx512f,avx512bf16")]
    fn add_tile(target: &mut [f32], stride: usize, columns: usize, x: &[u32], panel: &[[u32; COLUMNS]]) {
        macro_rules! by_rows {
            ($($rows:literal)*) => {
                match x.len() / panel.len() {
                    $($rows => add_rows::<$rows>(target, stride, columns, x, panel),)*
                    rows => assert_eq!(rows, 0, "expected at most {ROWS} rows"),
                }
            };
        }
        by_rows!(14 13 12 11 10 9 8 7 6 5 4 3 2 1);
    }

    #[target_feature(enable = "avx512f,avx512bf16")]
    fn add_rows<const R: usize>(
        target: &mut [f32],
        stride: usize,
        columns: usize,
        x: &[u32],
        panel: &[[u32; COLUMNS]],
    ) {
        assert_eq!(x.len(), R * panel.len(), "expected {R} rows of pairs");
        let mut sums = [[_mm512_setzero_ps(); 2]; R];
        for (i, columns) in panel.iter().enumerate() {
            // SAFETY: 32 pairs are read, which is what there are; registers of pairs have 512 bits.
            #[allow(unsafe_code)]
            let right = unsafe {
                [0, 16].map(|j| {
                    transmute::<__m512i, __m512bh>(_mm512_loadu_si512(columns.as_ptr().add(j).cast()))
                })
            };
            for (row, sums) in sums.iter_mut().enumerate() {
                // SAFETY: row < R and i < panel.len(), and `x` has R times as many values.
                #[allow(unsafe_code)]
                let left = unsafe {
                    let pair = *x.get_unchecked(row * panel.len() + i);
                    transmute::<__m512i, __m512bh>(_mm512_set1_epi32(pair.cast_signed()))
                };
                for (sum, right) in sums.iter_mut().zip(right) {
                    *sum = _mm512_dpbf16_ps(*sum, left, right);
                }
            }
        }
        for (sums, target) in sums.iter().zip(target.chunks_mut(stride)) {
            let mut row = [0.0_f32; COLUMNS];
            for (half, sum) in row.as_chunks_mut::<16>().0.iter_mut().zip(sums) {
                // SAFETY: 16 values are written, which is what there are.
                #[allow(unsafe_code)]
                unsafe {
                    _mm512_storeu_ps(half.as_mut_ptr(), *sum);
                }
            }
            for (target, value) in target[..columns].iter_mut().zip(row) {
                *target += value;
            }
        }
    }
}
