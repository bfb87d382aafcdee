//! The right matrix of a product, in bf16, and its panels.

use std::ops::Range;

use half::bf16;

use super::{COLUMNS, Line, PAIRS, PanelRow, Panels};
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

    /// For every two rows, the pairs of their values in some columns, at most as many as the panels have. `panels` are those that
    /// this function has made before, or 0.
    pub(super) fn pack(&self, columns: Range<usize>, panels: &mut Panels) {
        if !columns.len().is_multiple_of(COLUMNS) {
            panels.rows.fill([Line::ZERO; COLUMNS / PAIRS]);
        }
        run(Pack { weight: *self, columns, panels });
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
    panels: &'a mut Panels,
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
        let Self { weight, columns, panels: Panels { rows, depth } } = self;
        let nothing = [bf16::ZERO; COLUMNS];
        for i in 0..weight.d_input.div_ceil(2) {
            let even = weight.row(2 * i, columns.clone());
            let odd = if 2 * i + 1 < weight.d_input { weight.row(2 * i + 1, columns.clone()) } else { &[] };
            for (panel, even) in even.chunks(COLUMNS).enumerate() {
                let lines = &mut rows[panel * *depth + i];
                let odd = odd.chunks(COLUMNS).nth(panel).unwrap_or(&nothing[..even.len()]);
                match (even.as_array(), odd.as_array()) {
                    (Some(even), Some(odd)) => pair_all(lines, even, odd),
                    _ => {
                        let whole =
                            |part: &[bf16]| std::array::from_fn(|j| part.get(j).copied().unwrap_or_default());
                        pair_all(lines, &whole(even), &whole(odd));
                    }
                }
            }
        }
    }

    /// Some rows of a panel at a time, so that they stay in the cache while all columns write into them.
    #[inline(always)]
    fn of_columns(self) {
        let Self { weight, columns, panels: Panels { rows, depth } } = self;
        for (panel, first) in columns.clone().step_by(COLUMNS).enumerate() {
            let columns = first..columns.end.min(first + COLUMNS);
            let rows = &mut rows[panel * *depth..(panel + 1) * *depth];
            for (part, lines) in rows.chunks_mut(PAIRS).enumerate() {
                for (j, column) in columns.clone().enumerate() {
                    let values = weight.column(column);
                    let values = &values[values.len().min(part * 2 * PAIRS)..];
                    for (line, two) in lines.iter_mut().zip(values.chunks(2)) {
                        line[j / PAIRS].0[j % PAIRS] =
                            paired(two[0], two.get(1).copied().unwrap_or_default());
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn pair_all(lines: &mut PanelRow, even: &[bf16; COLUMNS], odd: &[bf16; COLUMNS]) {
    for (i, line) in lines.iter_mut().enumerate() {
        for (j, pair) in line.0.iter_mut().enumerate() {
            *pair = paired(even[i * PAIRS + j], odd[i * PAIRS + j]);
        }
    }
}

/// As they lie in memory, the even one first.
#[inline(always)]
fn paired(even: bf16, odd: bf16) -> u32 {
    u32::from(even.to_bits()) | u32::from(odd.to_bits()) << 16
}
