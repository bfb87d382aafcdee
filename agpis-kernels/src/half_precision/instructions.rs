//! What multiplies in 16 bits: found out at run time.

#[cfg(not(target_arch = "x86_64"))]
use super::MOST_ROWS;
use super::{Line, PanelRow, Sums};
#[cfg(target_arch = "x86_64")]
use super::{amx, avx512};

/// Which of a processor's instructions multiply.
#[derive(Clone, Copy, Debug)]
pub(super) enum Instructions {
    /// Of AVX512_BF16.
    Vectors,
    /// Of AMX: where it is there, those of AVX512_BF16 are no faster than vectors of 32 bits.
    Tiles,
}

#[cfg(target_arch = "x86_64")]
impl Instructions {
    /// The fastest ones.
    pub(super) fn of_processor() -> Option<Self> {
        let has_vectors = is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bf16");
        has_vectors.then(|| if amx::is_supported() { Self::Tiles } else { Self::Vectors })
    }

    /// Rows that are computed at once.
    pub(super) fn rows(self) -> usize {
        match self {
            Self::Vectors => avx512::ROWS,
            Self::Tiles => amx::ROWS,
        }
    }

    /// Rows that there have to be for `rows`.
    pub(super) fn padded(self, rows: usize) -> usize {
        match self {
            Self::Vectors => rows,
            Self::Tiles => rows.next_multiple_of(amx::ROWS),
        }
    }

    /// The products of some rows with a panel; sums beyond them mean nothing.
    pub(super) fn multiply(self, left: &[Line], panel: &[PanelRow], sums: &mut Sums) {
        // SAFETY: `of_processor` has found the instructions.
        #[allow(unsafe_code)]
        unsafe {
            match self {
                Self::Vectors => avx512::multiply(left, panel, sums),
                Self::Tiles => amx::multiply(left, panel, sums),
            }
        }
    }

    pub(super) fn pairs_of_row(self, row: &[f32], lines: &mut [Line]) {
        // SAFETY: `of_processor` has found the instructions.
        #[allow(unsafe_code)]
        unsafe {
            avx512::pairs_of_row(row, lines);
        }
    }
}

#[cfg(not(target_arch = "x86_64"))]
impl Instructions {
    pub(super) fn of_processor() -> Option<Self> {
        None
    }

    pub(super) fn rows(self) -> usize {
        MOST_ROWS
    }

    pub(super) fn padded(self, rows: usize) -> usize {
        rows
    }

    pub(super) fn multiply(self, _: &[Line], _: &[PanelRow], _: &mut Sums) {}

    pub(super) fn pairs_of_row(self, _: &[f32], _: &mut [Line]) {}
}
