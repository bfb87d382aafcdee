//! With vectors of AVX512_BF16: sixteen pairs of values are multiplied and added up by one instruction.

use std::arch::x86_64::{
    __m512bh, __m512i, _mm512_cvtne2ps_pbh, _mm512_dpbf16_ps, _mm512_loadu_ps, _mm512_loadu_si512,
    _mm512_set1_epi32, _mm512_setzero_ps, _mm512_storeu_ps, _mm512_storeu_si512,
};
use std::mem::transmute;

use super::{COLUMNS, Line, PAIRS, PanelRow, Sums};

/// Rows of a tile: their sums take 28 of 32 registers.
pub(super) const ROWS: usize = 14;

/// Values of a row as pairs; behind the last one stand zeros.
#[target_feature(enable = "avx512f,avx512bf16")]
pub(super) fn pairs_of_row(row: &[f32], lines: &mut [Line]) {
    for (values, line) in row.chunks(2 * PAIRS).zip(lines) {
        let mut whole = [0.0; 2 * PAIRS];
        whole[..values.len()].copy_from_slice(values);
        // SAFETY: 32 values are read and 16 pairs written, which is what there are; both registers have 512 bits.
        #[allow(unsafe_code)]
        unsafe {
            let [low, high] = [0, PAIRS].map(|i| _mm512_loadu_ps(whole.as_ptr().add(i)));
            let rounded = transmute::<__m512bh, __m512i>(_mm512_cvtne2ps_pbh(high, low));
            _mm512_storeu_si512(line.0.as_mut_ptr().cast(), rounded);
        }
    }
}

/// The sums of as many rows as `left` has, at most [`ROWS`].
#[target_feature(enable = "avx512f,avx512bf16")]
pub(super) fn multiply(left: &[Line], panel: &[PanelRow], sums: &mut Sums) {
    macro_rules! by_rows {
        ($($rows:literal)*) => {
            match left.len() * PAIRS / panel.len().max(1) {
                $($rows => of_rows::<$rows>(left, panel, sums),)*
                rows => assert_eq!(rows, 0, "expected at most {ROWS} rows"),
            }
        };
    }
    by_rows!(14 13 12 11 10 9 8 7 6 5 4 3 2 1);
}

#[target_feature(enable = "avx512f,avx512bf16")]
fn of_rows<const R: usize>(left: &[Line], panel: &[PanelRow], target: &mut Sums) {
    assert_eq!(left.len() * PAIRS, R * panel.len(), "expected {R} rows of pairs");
    let left = left.as_ptr().cast::<i32>();
    let mut sums = [[_mm512_setzero_ps(); COLUMNS / PAIRS]; R];
    for (i, lines) in panel.iter().enumerate() {
        // SAFETY: 16 pairs are read, which is what a line has; registers of pairs have 512 bits.
        #[allow(unsafe_code)]
        let right = unsafe {
            [0, 1].map(|j: usize| {
                transmute::<__m512i, __m512bh>(_mm512_loadu_si512((&raw const lines[j]).cast()))
            })
        };
        for (row, sums) in sums.iter_mut().enumerate() {
            // SAFETY: row < R and i < panel.len(), and `left` has R times as many pairs.
            #[allow(unsafe_code)]
            let left = unsafe {
                transmute::<__m512i, __m512bh>(_mm512_set1_epi32(*left.add(row * panel.len() + i)))
            };
            for (sum, right) in sums.iter_mut().zip(right) {
                *sum = _mm512_dpbf16_ps(*sum, left, right);
            }
        }
    }
    for (sums, row) in sums.iter().zip(target) {
        for (half, sum) in row.as_chunks_mut::<PAIRS>().0.iter_mut().zip(sums) {
            // SAFETY: 16 values are written, which is what there are.
            #[allow(unsafe_code)]
            unsafe {
                _mm512_storeu_ps(half.as_mut_ptr(), *sum);
            }
        }
    }
}
