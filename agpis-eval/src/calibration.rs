//! Whether p^t is the share that is accepted (Guo et al. 2017, "On Calibration of Modern Neural Networks").

/// Reliability of predicted probabilities.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// Expected calibration error: the mean distance between predicted and observed share, over bins of equal
    /// width, each counting by its rows. In 0..=1, and upwards of 0 even for a perfect model, since small bins
    /// scatter; so it has no bootstrap interval, which would be off by as much.
    pub expected_error: f64,
    /// All bins from 0 to 1; bin i holds (i/n, (i+1)/n], the first one 0 as well, as scikit-learn has it.
    pub bins: Vec<ReliabilityBin>,
}

/// One bin of predicted probabilities.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReliabilityBin {
    /// Where it begins; its probabilities are above.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// How many rows are in it.
    pub rows: usize,
    /// Their mean predicted probability, 0 without rows.
    pub predicted: f64,
    /// The share of them that is positive, 0 without rows.
    pub observed: f64,
}

impl Calibration {
    /// The calibration of rows (positive, probability) over at least one bin.
    pub(crate) fn new(rows: impl Iterator<Item = (bool, f64)>, bins: usize) -> Self {
        let edge = |i: usize| i as f64 / bins as f64;
        let mut sums = vec![(0usize, 0.0, 0usize); bins];
        let mut total = 0u32;
        let inner: Vec<f64> = (1..bins).map(edge).collect();
        for (positive, p) in rows {
            let (count, predicted, positives) = &mut sums[inner.partition_point(|edge| *edge < p)];
            *count += 1;
            *predicted += p;
            *positives += usize::from(positive);
            total += 1;
        }
        let distance =
            |&(_, predicted, positives): &(usize, f64, usize)| (predicted - positives as f64).abs();
        let expected_error = sums.iter().map(distance).sum::<f64>() / f64::from(total.max(1));
        let bin = |(i, &(rows, predicted, positives)): (usize, &(usize, f64, usize))| ReliabilityBin {
            low: edge(i),
            high: edge(i + 1),
            rows,
            predicted: predicted / rows.max(1) as f64,
            observed: positives as f64 / rows.max(1) as f64,
        };
        Self { expected_error, bins: sums.iter().enumerate().map(bin).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::Calibration;

    /// Drawn once with NumPy: `p = round(beta(2, 1.3), 3)` with some values put on edges of bins.
    const P: [f64; 40] = [
        0.0, 1.0, 0.2, 0.5, 0.901, 0.31, 0.937, 0.834, 0.28, 0.597, 0.944, 0.285, 0.249, 0.604, 0.618, 0.414,
        0.906, 0.179, 0.808, 0.866, 0.867, 0.396, 0.527, 0.653, 0.354, 0.933, 0.754, 0.732, 0.651, 0.796,
        0.121, 0.611, 0.965, 0.856, 0.571, 0.826, 0.601, 0.568, 0.779, 0.413,
    ];
    const Y: [u8; 40] = [
        0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        0, 1, 0, 1, 1, 1,
    ];

    #[test]
    fn bins_are_those_of_scikit_learn() {
        // From `calibration_curve(y, p, n_bins=n, strategy="uniform")` of scikit-learn 1.9, weighted by bin.
        let expected = [
            (5, 0.097, vec![4, 6, 7, 10, 13]),
            (10, 0.113_35, vec![1, 3, 3, 3, 3, 4, 6, 4, 6, 7]),
            (15, 0.137_45, vec![1, 1, 2, 1, 3, 2, 2, 2, 3, 6, 1, 3, 5, 4, 4]),
        ];
        for (bins, error, counts) in expected {
            let calibration = Calibration::new(Y.iter().map(|y| *y == 1).zip(P), bins);
            assert!(
                (calibration.expected_error - error).abs() < 1e-12,
                "{bins}: {}",
                calibration.expected_error
            );
            assert_eq!(calibration.bins.iter().map(|bin| bin.rows).collect::<Vec<_>>(), counts);
        }
        let third = Calibration::new(Y.iter().map(|y| *y == 1).zip(P), 5).bins[2];
        assert!((third.observed - 0.571_428_571_428_571_4).abs() < 1e-12);
        assert!((third.predicted - 0.512_857_142_857_142_8).abs() < 1e-12);
        assert_eq!((third.low, third.high), (0.4, 0.6));
    }

    #[test]
    fn empty_bins_are_there() {
        let calibration = Calibration::new([(true, 1.0)].into_iter(), 4);
        assert_eq!(calibration.bins.iter().map(|bin| bin.rows).collect::<Vec<_>>(), [0, 0, 0, 1]);
        assert_eq!((calibration.expected_error, calibration.bins[0].observed), (0.0, 0.0));
    }
}
