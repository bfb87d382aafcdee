//! Products with a matrix in bf16: values are multiplied in 16 bits and added up in 32, by the instructions of AVX512_BF16 or AMX.
//!
//! Two values of 16 bits lie in 32, and the instructions multiply pairs and add each product to its neighbour. So rows of the left
//! matrix become rows of pairs, and 32 columns of the right one a panel: the pairs of all of them, one behind the other. What lies
//! beyond the last row, column or pair is 0. A thread computes some columns, and makes their panels once.

#[cfg(target_arch = "x86_64")]
mod amx;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod instructions;
mod target;
mod weight;

use rayon::prelude::*;

use self::instructions::Instructions;
use self::target::Target;
pub(crate) use self::weight::{Order, Weight};

/// Columns of a panel.
const COLUMNS: usize = 32;
/// Rows that are computed at once, at most.
const MOST_ROWS: usize = 32;
/// Pairs of a line.
const PAIRS: usize = 16;
/// Panels that a thread makes at once: every row of the left matrix is then read for all of them.
const MOST_PANELS: usize = 4;
/// Rows of the left matrix that a thread turns into pairs at least.
const MIN_ROWS: usize = 16;

/// Pairs as they lie in a register, the even value of each in the lower half.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([u32; PAIRS]);

/// Pairs of two neighbouring rows, of all columns of a panel.
type PanelRow = [Line; COLUMNS / PAIRS];

/// What adds up a panel's columns.
type Sums = [[f32; COLUMNS]; MOST_ROWS];

impl Line {
    const ZERO: Self = Self([0; PAIRS]);
}

/// Whether this processor has the instructions.
pub(crate) fn is_supported() -> bool {
    Instructions::of_processor().is_some()
}

/// `x · weight`, plus `bias` in every row if there is one, from `rows` rows. The values of `x` are rounded to bf16.
///
/// # Panics
/// If the shapes do not fit, or the instructions are missing.
pub(crate) fn product(x: &[f32], rows: usize, weight: Weight<'_>, bias: Option<&[f32]>) -> Vec<f32> {
    product_by(Instructions::of_processor().expect("a processor with AVX512_BF16"), x, rows, weight, bias)
}

fn product_by(
    instructions: Instructions,
    x: &[f32],
    rows: usize,
    weight: Weight<'_>,
    bias: Option<&[f32]>,
) -> Vec<f32> {
    let [d_input, d_output] = weight.shape();
    assert_eq!(x.len(), rows * d_input, "expected {rows} rows of {d_input} values");
    assert!(bias.is_none_or(|bias| bias.len() == d_output), "expected a bias of {d_output} values");
    let left = Left::new(x, rows, d_input, instructions);
    let mut values = Vec::with_capacity(rows * d_output);
    let target = Target::new(&mut values.spare_capacity_mut()[..rows * d_output], d_output);
    let panels = d_output.div_ceil(COLUMNS).div_ceil(rayon::current_num_threads()).clamp(1, MOST_PANELS);
    let at_once = panels * COLUMNS;
    (0..d_output.div_ceil(at_once)).into_par_iter().for_each_init(
        || Panels::new(left.depth, panels),
        |panels, i| {
            let columns = i * at_once..d_output.min((i + 1) * at_once);
            weight.pack(columns.clone(), panels);
            let mut sums = [[0.0; COLUMNS]; MOST_ROWS];
            for first in (0..rows).step_by(instructions.rows()) {
                let (lines, count) = (left.rows(first), instructions.rows().min(rows - first));
                for (start, panel) in columns.clone().step_by(COLUMNS).zip(panels.iter()) {
                    instructions.multiply(lines, panel, &mut sums);
                    let columns = start..columns.end.min(start + COLUMNS);
                    // SAFETY: these columns are this call's alone.
                    #[allow(unsafe_code)]
                    unsafe {
                        target.write(first, columns, &sums[..count], bias);
                    }
                }
            }
        },
    );
    // SAFETY: every row of every column was written.
    #[allow(unsafe_code)]
    unsafe {
        values.set_len(rows * d_output);
    }
    values
}

/// The left matrix as rows of pairs.
struct Left {
    lines: Vec<Line>,
    /// Pairs of a row.
    depth: usize,
    rows_at_once: usize,
}

impl Left {
    fn new(x: &[f32], rows: usize, d_input: usize, instructions: Instructions) -> Self {
        let of_row = d_input.div_ceil(2 * PAIRS);
        let mut lines = vec![Line::ZERO; instructions.padded(rows) * of_row];
        if of_row > 0 {
            let of_rows = lines.par_chunks_mut(of_row).zip(x.par_chunks(d_input)).with_min_len(MIN_ROWS);
            of_rows.for_each(|(lines, row)| instructions.pairs_of_row(row, lines));
        }
        Self { lines, depth: of_row * PAIRS, rows_at_once: instructions.rows() }
    }

    /// Rows from the `first` on that are computed at once.
    fn rows(&self, first: usize) -> &[Line] {
        let of_row = self.depth / PAIRS;
        let end = self.lines.len().min((first + self.rows_at_once) * of_row);
        &self.lines[first * of_row..end]
    }
}

/// Columns of the right matrix, [`COLUMNS`] in a panel.
struct Panels {
    rows: Vec<PanelRow>,
    depth: usize,
}

impl Panels {
    fn new(depth: usize, count: usize) -> Self {
        Self { rows: vec![[Line::ZERO; COLUMNS / PAIRS]; depth * count], depth }
    }

    fn iter(&self) -> impl Iterator<Item = &[PanelRow]> {
        (0..).map_while(|i| self.rows.get(i * self.depth..(i + 1) * self.depth))
    }
}

#[cfg(test)]
mod tests {
    use half::bf16;

    use super::*;

    /// Vectors are tried where tiles are what is used, too.
    #[test]
    fn all_instructions_say_the_same() {
        let Some(fastest) = Instructions::of_processor() else { return };
        let values = |count: usize| (0..count).map(|i| (i as f32 * 0.731).sin());
        for [rows, d_input, d_output] in [[1, 1, 1], [5, 31, 33], [14, 32, 32], [40, 97, 70], [64, 64, 128]] {
            let x: Vec<f32> = values(rows * d_input).collect();
            let stored: Vec<bf16> = values(d_input * d_output).map(bf16::from_f32).collect();
            let bias: Vec<f32> = values(d_output).collect();
            for order in [Order::Rows, Order::Columns] {
                let of = |instructions| {
                    let weight = Weight::new(&stored, [d_input, d_output], order);
                    product_by(instructions, &x, rows, weight, Some(&bias))
                };
                for (one, other) in of(fastest).iter().zip(of(Instructions::Vectors)) {
                    let allowed = 2e-6 * one.abs().max(1.0);
                    assert!(
                        (one - other).abs() <= allowed,
                        "{rows} × {d_input} × {d_output}: {one}, {other}"
                    );
                }
            }
        }
    }
}
