//! The right matrix of a product, in bf16, and its panels.

use std::ops::Range;

use half::bf16;

use super::{COLUMNS, Line, PAIRS, PanelRow};
use crate::vectorized::{Kernel, run};

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

    /// `[d_input, d_output]`.
    pub(super) fn shape(&self) -> [usize; 2] {
        [self.d_input, self.d_output]
    }

    /// For every two rows, the pairs of their values in some columns, at most as many as a panel has. `panel` is one that was
    /// made by this function before, or 0.
    pub(super) fn pack(&self, columns: Range<usize>, panel: &mut [PanelRow]) {
        if columns.len() < COLUMNS {
            panel.fill([Line::ZERO; COLUMNS / PAIRS]);
        }
        run(Pack { weight: *self, columns, panel });
    }

    fn row(&self, row: usize, columns: Range<usize>) -> &'a [bf16] {
        &self.values[row * self.d_output..][columns]
    }

    fn column(&self, column: usize) -> &'a [bf16] {
        &self.values[column * self.d_input..][..self.d_input]
    }
}

struct Pack<'a> {
    weight: Weight<'a>,
    columns: Range<usize>,
    panel: &'a mut [PanelRow],
}

impl Kernel for Pack<'_> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        match self.weight.order {
            Order::Rows => self.of_rows(),
            Order::Columns => self.of_columns(),
        }
    }
}

impl Pack<'_> {
    #[inline(always)]
    fn of_rows(self) {
        let Self { weight, columns, panel } = self;
        for (i, lines) in panel.iter_mut().enumerate().take(weight.d_input.div_ceil(2)) {
            let even = weight.row(2 * i, columns.clone()).chunks(PAIRS);
            if 2 * i + 1 < weight.d_input {
                let odd = weight.row(2 * i + 1, columns.clone()).chunks(PAIRS);
                for ((line, even), odd) in lines.iter_mut().zip(even).zip(odd) {
                    for ((pair, even), odd) in line.0.iter_mut().zip(even).zip(odd) {
                        *pair = paired(*even, *odd);
                    }
                }
            } else {
                for (line, even) in lines.iter_mut().zip(even) {
                    for (pair, even) in line.0.iter_mut().zip(even) {
                        *pair = paired(*even, bf16::ZERO);
                    }
                }
            }
        }
    }

    /// Some rows of the panel at a time, so that they stay in the cache while all columns write into them.
    #[inline(always)]
    fn of_columns(self) {
        let Self { weight, columns, panel } = self;
        for (part, lines) in panel.chunks_mut(PAIRS).enumerate() {
            for (j, column) in columns.clone().enumerate() {
                let values = weight.column(column);
                let values = &values[values.len().min(part * 2 * PAIRS)..];
                for (line, two) in lines.iter_mut().zip(values.chunks(2)) {
                    line[j / PAIRS].0[j % PAIRS] = paired(two[0], two.get(1).copied().unwrap_or(bf16::ZERO));
                }
            }
        }
    }
}

/// As they lie in memory, the even one first.
#[inline(always)]
fn paired(even: bf16, odd: bf16) -> u32 {
    u32::from(even.to_bits()) | u32::from(odd.to_bits()) << 16
}
