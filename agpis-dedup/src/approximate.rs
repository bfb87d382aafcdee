//! Logarithm, logistic function and arc tangent, cheap and the same on every platform.

use std::f32::consts::{FRAC_PI_2, LN_2, PI};

/// The natural logarithm of a positive normal number, within 1e-4: the exponent, and a polynomial of the
/// mantissa.
pub(crate) fn ln(v: f32) -> f32 {
    let bits = v.to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    // In 1..2; the series of atanh converges fast there.
    let mantissa = f32::from_bits(bits & 0x007f_ffff | 0x3f80_0000);
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let t2 = t * t;
    exponent as f32 * LN_2 + 2.0 * t * (1.0 + t2 * (1.0 / 3.0 + t2 * (1.0 / 5.0 + t2 * (1.0 / 7.0))))
}

/// `1 / (1 + e^-v)`, within 1e-4, in `0.0..=1.0`.
pub(crate) fn logistic(v: f32) -> f32 {
    1.0 / (1.0 + exp(-v))
}

/// `e^v`, of `v` within ±60.
fn exp(v: f32) -> f32 {
    let power = v.clamp(-60.0, 60.0) / LN_2;
    // Rounds down, as the sum is positive.
    let whole = (power + 128.0) as i32 - 128;
    let part = (power - whole as f32) * LN_2;
    let series =
        1.0 + part * (1.0 + part * (1.0 / 2.0 + part * (1.0 / 6.0 + part * (1.0 / 24.0 + part / 120.0))));
    series * f32::from_bits(((whole + 127) as u32) << 23)
}

/// The angle of a vector, modulo π, in `0.0..=π`, within 2e-5: Abramowitz and Stegun, 4.4.47. 0 for no vector.
pub(crate) fn angle((x, y): (f32, f32)) -> f32 {
    let flat = y.abs() <= x.abs();
    let (small, large) = if flat { (y, x) } else { (x, y) };
    let t = if large == 0.0 { 0.0 } else { small / large };
    let t2 = t * t;
    let powers = 0.180_141 + t2 * (-0.085_133 + t2 * 0.020_835_1);
    let arc = t * (0.999_866 + t2 * (-0.330_299_5 + t2 * powers));
    let angle = if flat { arc } else { FRAC_PI_2 - arc };
    if angle < 0.0 { angle + PI } else { angle }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::PI;

    use super::{angle, ln, logistic};

    #[test]
    fn close_to_the_exact_functions() {
        for i in -4000..4000i16 {
            let v = f32::from(i) / 100.0;
            assert!((logistic(v) - 1.0 / (1.0 + (-v).exp())).abs() < 1e-4, "logistic({v})");
            assert!((ln(v.exp()) - v).abs() < 1e-4, "ln(e^{v})");
        }
        for v in [f32::MIN, -1e9, 1e9, f32::MAX] {
            assert!((0.0..=1.0).contains(&logistic(v)), "logistic({v})");
        }
    }

    #[test]
    fn angles_count_modulo_half_a_turn() {
        for i in 0..720i16 {
            let (sin, cos) = (f32::from(i) / 2.0).to_radians().sin_cos();
            let difference = (angle((cos, sin)) - sin.atan2(cos)).rem_euclid(PI);
            assert!(difference.min(PI - difference) < 2e-5, "{i} half degrees");
            assert!((0.0..=PI).contains(&angle((cos, sin))), "{i} half degrees");
        }
    }
}
