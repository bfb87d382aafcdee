//! A function of every value, and its derivative.

use std::marker::PhantomData;

use rayon::prelude::*;

use crate::scalar::Function;
use crate::vectorized::{CHUNK, Kernel, run};

/// Puts f(x) in the place of every x.
pub(crate) fn apply<F: Function>(values: &mut [f32]) {
    values.par_chunks_mut(CHUNK).for_each(|values| run(Apply::<F>(values, PhantomData)));
}

/// Puts f′(x) · g in the place of every g.
///
/// # Panics
/// If there are not as many of both.
pub(crate) fn times_slope<F: Function>(gradients: &mut [f32], x: &[f32]) {
    assert_eq!(gradients.len(), x.len(), "expected a gradient for every value");
    let chunks = gradients.par_chunks_mut(CHUNK).zip(x.par_chunks(CHUNK));
    chunks.for_each(|(gradients, x)| run(TimesSlope::<F>(gradients, x, PhantomData)));
}

struct Apply<'a, F>(&'a mut [f32], PhantomData<F>);

impl<F: Function> Kernel for Apply<'_, F> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        for value in self.0 {
            *value = F::value::<FMA>(*value);
        }
    }
}

struct TimesSlope<'a, F>(&'a mut [f32], &'a [f32], PhantomData<F>);

impl<F: Function> Kernel for TimesSlope<'_, F> {
    #[inline(always)]
    fn run<const FMA: bool>(self) {
        for (gradient, x) in self.0.iter_mut().zip(self.1) {
            *gradient *= F::slope::<FMA>(*x);
        }
    }
}
