//! Shares of counted things with Wilson's interval, and the difference of two of them (§5.1, §5.2).

use crate::level::two_sided;
use crate::{Interval, Level};

/// `successes` out of `trials`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proportion {
    successes: u64,
    trials: u64,
}

/// More successes than trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected at most {trials} successes, the number of trials, got {successes}")]
pub struct ProportionError {
    /// Successes.
    pub successes: u64,
    /// Trials.
    pub trials: u64,
}

impl Proportion {
    /// # Errors
    /// If there are more successes than trials. No trials at all are allowed, but have no rate.
    pub fn new(successes: u64, trials: u64) -> Result<Self, ProportionError> {
        if successes <= trials {
            Ok(Self { successes, trials })
        } else {
            Err(ProportionError { successes, trials })
        }
    }

    /// How many of `items` are a success.
    pub(crate) fn count(items: impl Iterator<Item = bool>) -> Self {
        items.fold(Self { successes: 0, trials: 0 }, |sum, success| Self {
            successes: sum.successes + u64::from(success),
            trials: sum.trials + 1,
        })
    }

    /// Number of successes.
    #[must_use]
    pub fn successes(&self) -> u64 {
        self.successes
    }

    /// Number of trials.
    #[must_use]
    pub fn trials(&self) -> u64 {
        self.trials
    }

    /// Successes by trials, nothing without trials.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        (self.trials > 0).then(|| self.successes as f64 / self.trials as f64)
    }

    /// Wilson's interval of the rate (Wilson 1927), nothing without trials. Unlike the usual ± it stays in 0..=1 and
    /// is right for rates near its ends.
    #[must_use]
    pub fn wilson(&self, level: Level) -> Option<Interval> {
        let rate = self.rate()?;
        let (n, z) = (self.trials as f64, level.z());
        let denominator = 1.0 + z * z / n;
        let center = (rate + z * z / (2.0 * n)) / denominator;
        let half = z * (rate * (1.0 - rate) / n + z * z / (4.0 * n * n)).sqrt() / denominator;
        Some(Interval { low: (center - half).max(0.0), high: (center + half).min(1.0) })
    }
}

/// The difference of two rates, as of an A/B test of the click-through rate.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct TwoProportions {
    /// Rate of the first minus rate of the second.
    pub difference: f64,
    /// Newcombe's interval of it, made of two Wilson intervals (Newcombe 1998, method 10).
    pub interval: Interval,
    /// The first rate by the second, such as 1.032 for the paper's +3.2% in CTR (§5.2); absent if one rate is 0.
    pub ratio: Option<f64>,
    /// Interval of the ratio by its logarithm (Katz et al. 1978).
    pub ratio_interval: Option<Interval>,
    /// Difference by its standard error if both rates were the same; absent if both are 0, or both 1.
    pub z: Option<f64>,
    /// Two-sided p-value of z.
    pub p_value: Option<f64>,
}

/// Compares the rate of `a` with that of `b`, whose trials are independent; nothing if one of them has no trials.
#[must_use]
pub fn two_proportions(a: Proportion, b: Proportion, level: Level) -> Option<TwoProportions> {
    let ((p, p_interval), (q, q_interval)) = ((a.rate()?, a.wilson(level)?), (b.rate()?, b.wilson(level)?));
    let difference = p - q;
    let interval = Interval {
        low: difference - (p - p_interval.low).hypot(q_interval.high - q),
        high: difference + (p_interval.high - p).hypot(q - q_interval.low),
    };
    let ratio = (p > 0.0 && q > 0.0).then(|| p / q);
    let z = pooled_z(a, b, difference);
    Some(TwoProportions {
        difference,
        interval,
        ratio,
        ratio_interval: ratio.map(|ratio| katz(a, b, ratio, level)),
        z,
        p_value: z.map(two_sided),
    })
}

fn pooled_z(a: Proportion, b: Proportion, difference: f64) -> Option<f64> {
    let (n, m) = (a.trials as f64, b.trials as f64);
    let pooled = (a.successes as f64 + b.successes as f64) / (n + m);
    let error = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
    (error > 0.0).then(|| difference / error)
}

fn katz(a: Proportion, b: Proportion, ratio: f64, level: Level) -> Interval {
    let part = |p: Proportion| 1.0 / p.successes as f64 - 1.0 / p.trials as f64;
    let factor = libm::exp(level.z() * (part(a) + part(b)).sqrt());
    Interval { low: ratio / factor, high: ratio * factor }
}

#[cfg(test)]
mod tests {
    use super::{Proportion, two_proportions};
    use crate::{Interval, Level};

    fn of(successes: u64, trials: u64) -> Proportion {
        Proportion::new(successes, trials).unwrap()
    }

    fn level(level: f64) -> Level {
        Level::new(level).unwrap()
    }

    fn assert_near(actual: Interval, low: f64, high: f64) {
        assert!((actual.low - low).abs() < 1e-10 && (actual.high - high).abs() < 1e-10, "{actual:?}");
    }

    #[test]
    fn wilson_is_that_of_statsmodels() {
        // `proportion_confint(x, n, 1 - level, method="wilson")` of statsmodels 0.15.
        let cases = [
            (136, 1000, 0.9, 0.119_149_072_949_914_53, 0.154_815_248_128_631_15),
            (136, 1000, 0.95, 0.116_142_064_549_661_49, 0.158_643_815_627_822_7),
            (0, 20, 0.95, 0.0, 0.161_125_158_052_819_4),
            (20, 20, 0.95, 0.838_874_841_947_180_4, 1.0),
            (1, 3, 0.9, 0.078_265_726_333_728_36, 0.746_466_131_718_776),
            (193, 1000, 0.99, 0.162_919_359_743_709_8, 0.227_127_615_506_982_02),
            (204_000, 1_500_000, 0.95, 0.135_452_366_227_945_8, 0.136_549_498_155_293_9),
        ];
        for (x, n, at, low, high) in cases {
            assert_near(of(x, n).wilson(level(at)).unwrap(), low, high);
        }
        assert_eq!(of(0, 0).wilson(level(0.9)), None);
        assert_eq!(of(0, 0).rate(), None);
        assert!(Proportion::new(2, 1).is_err());
    }

    #[test]
    fn two_rates_are_compared_as_statsmodels_does() {
        // `confint_proportions_2indep(method="newcomb")`, `proportions_ztest` and
        // `confint_proportions_2indep(compare="ratio", method="log")`. The third is Newcombe's own example (a).
        let cases = [
            (
                (193, 1000, 136, 1000),
                0.95,
                (0.024_533_170_089_267_51, 0.089_412_167_832_873_01),
                (3.437_982_641_459_947_7, 0.000_586_065_266_678_565_8),
                (1.160_523_393_364_426_1, 1.735_333_305_393_672_6),
            ),
            (
                (1032, 10_000, 1000, 10_000),
                0.9,
                (-0.003_829_678_109_754_658, 0.010_230_580_922_081_898),
                (0.748_950_741_158_964_7, 0.453_886_895_580_673_4),
                (0.963_018_292_184_687, 1.105_922_918_228_172_7),
            ),
            (
                (56, 70, 48, 80),
                0.95,
                (0.052_431_472_402_364_98, 0.333_872_654_036_906_16),
                (2.650_171_951_258_533_6, 0.008_045_081_368_196_56),
                (1.076_626_422_763_192_8, 1.651_248_511_266_387_3),
            ),
        ];
        for ((x, n, y, m), at, (low, high), (z, p), (ratio_low, ratio_high)) in cases {
            let result = two_proportions(of(x, n), of(y, m), level(at)).unwrap();
            assert_near(result.interval, low, high);
            assert!((result.z.unwrap() - z).abs() < 1e-9, "{:?}", result.z);
            assert!((result.p_value.unwrap() - p).abs() < 1e-9, "{:?}", result.p_value);
            assert_near(result.ratio_interval.unwrap(), ratio_low, ratio_high);
        }
    }

    #[test]
    fn rates_of_zero_have_a_difference_but_no_ratio() {
        let result = two_proportions(of(0, 15), of(3, 20), level(0.95)).unwrap();
        assert_near(result.interval, -0.360_418_864_740_756_96, 0.076_053_671_101_303_0);
        assert!((result.z.unwrap() + 1.568_737_549_751_391_6).abs() < 1e-9);
        assert_eq!(result.ratio, None);
        let none = two_proportions(of(0, 15), of(0, 20), level(0.95)).unwrap();
        assert_eq!((none.difference, none.z, none.p_value), (0.0, None, None));
        assert_eq!(two_proportions(of(0, 0), of(3, 20), level(0.95)), None);
    }
}
