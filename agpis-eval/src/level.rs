//! How sure an interval is to be, and what that is in standard deviations.

/// The share of repetitions in which an interval is to hold the truth: more than 0 and less than 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Level(f64);

/// That is no level.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("expected a level above 0 and below 1, got {got}")]
pub struct LevelError {
    /// What was given.
    pub got: f64,
}

impl Level {
    /// # Errors
    /// If it is not above 0 and below 1.
    pub fn new(level: f64) -> Result<Self, LevelError> {
        if level > 0.0 && level < 1.0 { Ok(Self(level)) } else { Err(LevelError { got: level }) }
    }

    /// The level as a number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }

    /// The z with this share of a normal distribution between -z and z, such as 1.96 for 0.95.
    #[must_use]
    pub fn z(self) -> f64 {
        let outside = 1.0 - self.0;
        let mut z = 0.0;
        // Newton's method: from 0 on the function is convex and falls, so every step stays left of the root.
        for _ in 0..MAX_STEPS {
            let slope = (2.0 / std::f64::consts::PI).sqrt() * libm::exp(-0.5 * z * z);
            let step = (two_sided(z) - outside) / slope;
            z += step;
            if step.abs() < 1e-15 {
                break;
            }
        }
        z
    }
}

impl Default for Level {
    /// 0.9: at this level an interval of 1000 resamples is not made by the handful of most extreme ones.
    fn default() -> Self {
        Self(0.9)
    }
}

/// The largest z that a level below 1 can have is about 8, which takes far fewer steps.
const MAX_STEPS: usize = 200;

/// The share of a normal distribution further out than z on either side.
pub(crate) fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::Level;

    #[test]
    fn z_is_that_of_the_normal_distribution() {
        // `scipy.stats.norm.isf((1 - level) / 2)`, SciPy 1.17.
        let expected = [
            (0.5, 0.674_489_750_196_081_7),
            (0.8, 1.281_551_565_544_600_4),
            (0.9, 1.644_853_626_951_472_9),
            (0.95, 1.959_963_984_540_054),
            (0.99, 2.575_829_303_548_900_4),
            (0.999_999, 4.891_638_475_692_932_5),
        ];
        for (level, z) in expected {
            let actual = Level::new(level).unwrap().z();
            assert!((actual - z).abs() < 1e-10, "{level}: {actual} for {z}");
        }
    }

    #[test]
    fn a_level_is_inside_0_and_1() {
        for wrong in [0.0, 1.0, -0.1, 90.0, f64::NAN] {
            assert!(Level::new(wrong).is_err(), "{wrong}");
        }
        assert!(Level::new(1.0 - f64::EPSILON).unwrap().z() > 7.0);
    }
}
