//! Functions of a row of values.

use std::marker::PhantomData;

use rayon::prelude::*;

use crate::scalar::exp;
use crate::vectorized::{CHUNK, Kernel, run};

/// Sums that are kept side by side, on every processor, so that all of them add in one order.
const LANES: usize = 16;

/// A function of a row, and how its gradient follows from its result.
pub(crate) trait RowFunction: Send + Sync {
    /// Puts the function's values in the place of `row`.
    fn apply<const FMA: bool>(row: &mut [f32]);
    /// Puts the gradient of the arguments in the place of that of the `results`.
    fn backward<const FMA: bool>(gradients: &mut [f32], results: &[f32]);
}

/// Applies a function to every row of `width` values.
pub(crate) fn apply<F: RowFunction>(values: &mut [f32], width: usize) {
    if width > 0 {
        let chunks = values.par_chunks_mut(chunk(width));
        chunks.for_each(|values| run(Apply::<F>::new(values, width)));
    }
}

/// Takes gradients of every row from results to arguments.
///
/// # Panics
/// If there are not as many of both.
pub(crate) fn backward<F: RowFunction>(gradients: &mut [f32], results: &[f32], width: usize) {
    assert_eq!(gradients.len(), results.len(), "expected a gradient for every value");
    if width > 0 {
        let chunks = gradients.par_chunks_mut(chunk(width)).zip(results.par_chunks(chunk(width)));
        chunks.for_each(|(gradients, results)| run(Backward::<F>::new(gradients, results, width)));
    }
}

/// Whole rows.
fn chunk(width: usize) -> usize {
    CHUNK.div_ceil(width) * width
}

/// What [`apply`] does, on one thread.
pub(crate) struct Apply<'a, F> {
    values: &'a mut [f32],
    width: usize,
    function: PhantomData<F>,
}

impl<'a, F> Apply<'a, F> {
    pub(crate) fn new(values: &'a mut [f32], width: usize) -> Self {
        Self { values, width, function: PhantomData }
    }
}

impl<F: RowFunction> Kernel for Apply<'_, F> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        for row in self.values.chunks_exact_mut(self.width) {
            F::apply::<FMA>(row);
        }
    }
}

/// What [`backward`] does, on one thread.
pub(crate) struct Backward<'a, F> {
    gradients: &'a mut [f32],
    results: &'a [f32],
    width: usize,
    function: PhantomData<F>,
}

impl<'a, F> Backward<'a, F> {
    pub(crate) fn new(gradients: &'a mut [f32], results: &'a [f32], width: usize) -> Self {
        Self { gradients, results, width, function: PhantomData }
    }
}

impl<F: RowFunction> Kernel for Backward<'_, F> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let rows = self.gradients.chunks_exact_mut(self.width).zip(self.results.chunks_exact(self.width));
        for (gradients, results) in rows {
            F::backward::<FMA>(gradients, results);
        }
    }
}

/// eˣ over their sum.
pub(crate) struct Softmax;

impl RowFunction for Softmax {
    #[inline(always)]
    fn apply<const FMA: bool>(row: &mut [f32]) {
        let most = max(row);
        let scale = 1.0
            / sum(row, |x| {
                *x = exp::<FMA>(*x - most);
                *x
            });
        for x in row {
            *x *= scale;
        }
    }

    /// y · (g − Σ g y)
    #[inline(always)]
    fn backward<const FMA: bool>(gradients: &mut [f32], results: &[f32]) {
        let total = dot(gradients, results);
        for (g, y) in gradients.iter_mut().zip(results) {
            *g = *y * (*g - total);
        }
    }
}

/// x − log Σ eˣ
pub(crate) struct LogSoftmax;

impl RowFunction for LogSoftmax {
    #[inline(always)]
    fn apply<const FMA: bool>(row: &mut [f32]) {
        let most = max(row);
        let log_sum = sum(row, |x| {
            *x -= most;
            exp::<FMA>(*x)
        })
        .ln();
        for x in row {
            *x -= log_sum;
        }
    }

    /// g − eʸ · Σ g
    #[inline(always)]
    fn backward<const FMA: bool>(gradients: &mut [f32], results: &[f32]) {
        let total = sum(gradients, |g| *g);
        for (g, y) in gradients.iter_mut().zip(results) {
            *g -= exp::<FMA>(*y) * total;
        }
    }
}

#[inline(always)]
fn max(row: &[f32]) -> f32 {
    let (chunks, rest) = row.as_chunks::<LANES>();
    let mut lanes = [f32::NEG_INFINITY; LANES];
    for chunk in chunks {
        for (lane, x) in lanes.iter_mut().zip(chunk) {
            *lane = if *x > *lane { *x } else { *lane };
        }
    }
    lanes.iter().chain(rest).fold(f32::NEG_INFINITY, |most, x| if *x > most { *x } else { most })
}

/// The sum of what `term` makes of every value.
#[inline(always)]
fn sum(row: &mut [f32], term: impl Fn(&mut f32) -> f32) -> f32 {
    let (chunks, rest) = row.as_chunks_mut::<LANES>();
    let mut lanes = [0.0; LANES];
    for chunk in chunks {
        for (lane, x) in lanes.iter_mut().zip(chunk) {
            *lane += term(x);
        }
    }
    lanes.into_iter().sum::<f32>() + rest.iter_mut().map(term).sum::<f32>()
}

#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a_chunks, a_rest), (b_chunks, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let mut lanes = [0.0; LANES];
    for (a, b) in a_chunks.iter().zip(b_chunks) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += a * b;
        }
    }
    lanes.into_iter().sum::<f32>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f32>()
}
