//! The cluster bootstrap: how a number would vary if other SKUs had come along.
//!
//! Sequences of one SKU resemble each other, so rows are not drawn one by one: whole SKUs are, with
//! replacement, and all rows of a SKU come along (Davison & Hinkley 1997, §3.8; Field & Welsh 2007).
//! Intervals are percentile intervals (Efron & Tibshirani 1993, §13.3).

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rayon::prelude::*;

use crate::{Estimate, Interval, Level};

/// How to resample. By default 1000 resamples, seed 0, and intervals of level 0.9.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bootstrap {
    level: Level,
    resamples: usize,
    seed: u64,
}

/// That many resamples are not meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected 1 to {MAX_RESAMPLES} resamples, got {got}")]
pub struct ResamplesError {
    /// What was asked for.
    pub got: usize,
}

const MAX_RESAMPLES: usize = 100_000;

impl Default for Bootstrap {
    fn default() -> Self {
        Self { level: Level::default(), resamples: 1000, seed: 0 }
    }
}

impl Bootstrap {
    /// Intervals of another level.
    #[must_use]
    pub fn with_level(self, level: Level) -> Self {
        Self { level, ..self }
    }

    /// Another seed.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Another number of resamples.
    ///
    /// # Errors
    /// If it is not in 1..=100,000.
    pub fn with_resamples(self, resamples: usize) -> Result<Self, ResamplesError> {
        if (1..=MAX_RESAMPLES).contains(&resamples) {
            Ok(Self { resamples, ..self })
        } else {
            Err(ResamplesError { got: resamples })
        }
    }

    /// The level of the intervals.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// The number of resamples.
    #[must_use]
    pub fn resamples(&self) -> usize {
        self.resamples
    }

    /// The seed.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Estimates of what `statistics` computes from the weights of `clusters` clusters: always the same number
    /// of values, nothing where one is undefined.
    ///
    /// An interval is made of the resamples in which the value is defined. It is absent if fewer than half are,
    /// or if there are not two clusters. The result does not depend on the number of threads.
    pub fn estimate(
        &self,
        clusters: usize,
        statistics: impl Fn(&[u32]) -> Vec<Option<f64>> + Sync,
    ) -> Vec<Option<Estimate>> {
        let values = statistics(&vec![1; clusters]);
        let replicates = self.replicates(clusters, values.len(), &statistics);
        let with_interval = |(value, replicates): (Option<f64>, Replicates)| {
            value.map(|value| Estimate { value, interval: replicates.interval(self) })
        };
        values.into_iter().zip(replicates).map(with_interval).collect()
    }

    /// For each of the `count` statistics, its values over the resamples.
    pub(crate) fn replicates(
        &self,
        clusters: usize,
        count: usize,
        statistics: &(impl Fn(&[u32]) -> Vec<Option<f64>> + Sync),
    ) -> Vec<Replicates> {
        if clusters < 2 {
            return vec![Replicates(Vec::new()); count];
        }
        let resampled: Vec<Vec<Option<f64>>> = (0..self.resamples)
            .into_par_iter()
            .map(|index| statistics(&self.draw(index, clusters)))
            .collect();
        let of = |statistic: usize| {
            let mut defined: Vec<f64> =
                resampled.iter().filter_map(|values| *values.get(statistic)?).collect();
            defined.sort_by(f64::total_cmp);
            Replicates(defined)
        };
        (0..count).map(of).collect()
    }

    /// How often each cluster is in resample `index`: a function of seed and index alone, so that resamples can
    /// be made side by side.
    fn draw(&self, index: usize, clusters: usize) -> Vec<u32> {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&self.seed.to_le_bytes());
        key[8..16].copy_from_slice(&(index as u64).to_le_bytes());
        let mut rng = ChaCha8Rng::from_seed(key);
        let mut weights = vec![0; clusters];
        for _ in 0..clusters {
            weights[below(clusters as u64, &mut rng) as usize] += 1;
        }
        weights
    }
}

/// Uniform in `0..n`, by rejection; written out because the algorithms of random-number libraries may change
/// between versions, and with them every interval ever reported.
fn below(n: u64, rng: &mut ChaCha8Rng) -> u64 {
    let reject_from = u64::MAX - u64::MAX % n;
    loop {
        let value = rng.next_u64();
        if value < reject_from {
            return value % n;
        }
    }
}

/// The defined values of one statistic over the resamples, ascending.
#[derive(Clone, Debug)]
pub(crate) struct Replicates(Vec<f64>);

impl Replicates {
    pub(crate) fn interval(&self, bootstrap: &Bootstrap) -> Option<Interval> {
        if self.0.is_empty() || self.0.len() * 2 < bootstrap.resamples {
            return None;
        }
        let tail = (1.0 - bootstrap.level.get()) / 2.0;
        Some(Interval { low: self.quantile(tail), high: self.quantile(1.0 - tail) })
    }

    /// The share above zero, a value of zero counting one half.
    pub(crate) fn above_zero(&self) -> Option<f64> {
        let halves: usize = self.0.iter().map(|v| if *v > 0.0 { 2 } else { usize::from(*v == 0.0) }).sum();
        (!self.0.is_empty()).then(|| halves as f64 / (2 * self.0.len()) as f64)
    }

    /// Linear between order statistics, as NumPy's default.
    fn quantile(&self, q: f64) -> f64 {
        let place = q * (self.0.len() - 1) as f64;
        let (low, share) = (place.floor() as usize, place.fract());
        let high = (low + 1).min(self.0.len() - 1);
        self.0[low] + (self.0[high] - self.0[low]) * share
    }
}

#[cfg(test)]
mod tests {
    use super::{Bootstrap, Replicates};
    use crate::Level;

    #[test]
    fn quantiles_are_linear_between_values() {
        // `numpy.quantile([1, 2, 4, 8], [0, 0.25, 0.5, 0.9, 1])`
        let replicates = Replicates(vec![1.0, 2.0, 4.0, 8.0]);
        for (q, expected) in [(0.0, 1.0), (0.25, 1.75), (0.5, 3.0), (0.9, 6.8), (1.0, 8.0)] {
            assert!((replicates.quantile(q) - expected).abs() < 1e-12, "{q}");
        }
    }

    #[test]
    fn a_resample_has_as_many_clusters_and_depends_on_seed_and_index() {
        let bootstrap = Bootstrap::default();
        let drawn = bootstrap.draw(3, 50);
        assert_eq!(drawn.iter().sum::<u32>(), 50);
        assert_eq!(drawn, bootstrap.draw(3, 50));
        assert_ne!(drawn, bootstrap.draw(4, 50));
        assert_ne!(drawn, bootstrap.with_seed(1).draw(3, 50));
    }

    #[test]
    fn the_interval_of_a_mean_is_that_of_its_standard_error() {
        let values: Vec<f64> = (0..400).map(|i| f64::from(i % 20)).collect();
        let mean = |weights: &[u32]| {
            let sum: f64 = weights.iter().zip(&values).map(|(w, v)| f64::from(*w) * v).sum();
            vec![Some(sum / 400.0)]
        };
        let level = Level::new(0.95).unwrap();
        let estimate =
            Bootstrap::default().with_level(level).with_resamples(4000).unwrap().estimate(400, mean)[0]
                .unwrap();
        // The standard deviation of 0..20 is 5.766, of the mean of 400 a twentieth of it.
        let half = 1.96 * 5.766 / 20.0;
        let interval = estimate.interval.unwrap();
        assert!((estimate.value - 9.5).abs() < 1e-12);
        assert!((interval.low - (9.5 - half)).abs() < 0.06, "{interval:?}");
        assert!((interval.high - (9.5 + half)).abs() < 0.06, "{interval:?}");
    }

    #[test]
    fn without_two_clusters_or_defined_resamples_there_is_no_interval() {
        let one = Bootstrap::default().estimate(1, |_| vec![Some(1.0)])[0].unwrap();
        assert_eq!(one.interval, None);
        // Defined only where every cluster is drawn, which is rare.
        let all = |weights: &[u32]| vec![(!weights.contains(&0)).then_some(1.0)];
        assert_eq!(Bootstrap::default().estimate(10, all)[0].unwrap().interval, None);
        assert!(Bootstrap::default().with_resamples(0).is_err());
    }

    #[test]
    fn the_share_above_zero_halves_zeros() {
        assert_eq!(Replicates(vec![-1.0, 0.0, 1.0, 2.0]).above_zero(), Some(0.625));
        assert_eq!(Replicates(vec![]).above_zero(), None);
    }
}
