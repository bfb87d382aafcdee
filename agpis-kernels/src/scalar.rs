//! The functions of one value, without a branch, so that a compiler can do many values at once.
//!
//! `FMA` says whether the processor multiplies and adds in one instruction; where it does not, `f32::mul_add` is a slow
//! function call.

use std::f32::consts::{FRAC_1_SQRT_2, LN_2, LOG2_E};

/// `exp` of anything above is `exp` of this, the largest that is a number.
const MOST: f32 = 88.3;
/// `exp` of anything below is 0.
const LEAST: f32 = -87.3;
/// Added to a small number, it leaves the number's integer part in the lowest bits.
const ROUNDER: f32 = 12_582_912.0; // 1.5 · 2²³
/// √(2/π)
const SQRT_2_OVER_PI: f32 = 0.797_884_6;
/// 1/√(2π)
const FRAC_1_SQRT_2PI: f32 = 0.398_942_3;
/// Of the cubic term of GELU with a tangent.
const CUBIC: f32 = 0.044_715;

#[inline(always)]
fn mul_add<const FMA: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FMA { a.mul_add(b, c) } else { a * b + c }
}

/// The value of a polynomial, its highest coefficient first (Horner).
#[inline(always)]
fn polynomial<const FMA: bool, const N: usize>(coefficients: [f32; N], x: f32) -> f32 {
    coefficients.into_iter().reduce(|sum, c| mul_add::<FMA>(sum, x, c)).unwrap_or(0.0)
}

/// eˣ = 2ⁿ · eᶠ with a whole n and |f| ≤ ln 2 / 2, eᶠ by its Taylor series. Relative error below 3e-7.
#[inline(always)]
pub(crate) fn exp<const FMA: bool>(x: f32) -> f32 {
    // ln 2 in two parts: n times the first one is exact.
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = LN_2 - LN_2_HIGH;
    let small = if x > MOST { MOST } else { x };
    let rounded = mul_add::<FMA>(small, LOG2_E, ROUNDER);
    let n = rounded - ROUNDER;
    let f = mul_add::<FMA>(n, -LN_2_LOW, mul_add::<FMA>(n, -LN_2_HIGH, small));
    let series = [1.0 / 5040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0];
    let power = f32::from_bits((rounded.to_bits() << 23).wrapping_add(1.0f32.to_bits()));
    let value = polynomial::<FMA, 8>(series, f) * power;
    if x < LEAST { 0.0 } else { value }
}

/// Φ(x), the share of a normal distribution below `x`, and e^(−x²/2); erfc by Abramowitz and Stegun 7.1.26, within 1.5e-7.
#[inline(always)]
fn normal<const FMA: bool>(x: f32) -> (f32, f32) {
    const P: f32 = 0.327_591_1;
    const A: [f32; 6] = [1.061_405_4, -1.453_152_1, 1.421_413_8, -0.284_496_72, 0.254_829_6, 0.0];
    let bell = exp::<FMA>(-0.5 * x * x);
    let t = 1.0 / mul_add::<FMA>(P, x.abs() * FRAC_1_SQRT_2, 1.0);
    let beyond = 0.5 * polynomial::<FMA, 6>(A, t) * bell;
    (if x < 0.0 { beyond } else { 1.0 - beyond }, bell)
}

/// A function of one value, and its derivative.
pub(crate) trait Function: Copy + Send + Sync {
    /// f(x)
    fn value<const FMA: bool>(x: f32) -> f32;
    /// f′(x)
    fn slope<const FMA: bool>(x: f32) -> f32;
}

/// x · Φ(x)
#[derive(Clone, Copy)]
pub(crate) struct Gelu;

impl Function for Gelu {
    #[inline(always)]
    fn value<const FMA: bool>(x: f32) -> f32 {
        x * normal::<FMA>(x).0
    }

    #[inline(always)]
    fn slope<const FMA: bool>(x: f32) -> f32 {
        let (below, bell) = normal::<FMA>(x);
        mul_add::<FMA>(x * FRAC_1_SQRT_2PI, bell, below)
    }
}

/// x · (1 + tanh(u)) / 2 with u = √(2/π) · (x + 0.044715 x³), which is x · sigmoid(2u).
#[derive(Clone, Copy)]
pub(crate) struct GeluTanh;

impl GeluTanh {
    #[inline(always)]
    fn sigmoid<const FMA: bool>(x: f32) -> f32 {
        let double = 2.0 * SQRT_2_OVER_PI * x * mul_add::<FMA>(CUBIC * x, x, 1.0);
        let share = 1.0 / (1.0 + exp::<FMA>(-double));
        // Of a number as large as any, even the smallest share would be something.
        if double < -MOST { 0.0 } else { share }
    }
}

impl Function for GeluTanh {
    #[inline(always)]
    fn value<const FMA: bool>(x: f32) -> f32 {
        x * Self::sigmoid::<FMA>(x)
    }

    #[inline(always)]
    fn slope<const FMA: bool>(x: f32) -> f32 {
        let share = Self::sigmoid::<FMA>(x);
        let inner = 2.0 * SQRT_2_OVER_PI * mul_add::<FMA>(3.0 * CUBIC * x, x, 1.0);
        // Where x² is infinite, the share is 0 or 1 and the slope is the share.
        let bend = share * (1.0 - share);
        if bend == 0.0 { share } else { mul_add::<FMA>(x * bend, inner, share) }
    }
}
