//! Sixteen bits where the device has them.

use agpis_train::{Precision, TrainConfig};

use crate::common::{TWO, trained};

#[test]
fn bfloat16_learns_about_the_same() {
    let of = |precision| {
        let config = TrainConfig { precision, shards: TWO, ..TrainConfig::new(100, 0.02) };
        trained(&config).unwrap().history.curve("loss")
    };
    let (full, half) = (of(Precision::F32), of(Precision::Bf16));
    let mean = |curve: &[(f64, f64)]| curve.iter().map(|(_, loss)| loss).sum::<f64>() / curve.len() as f64;
    assert_ne!(full, half);
    // Eight bits of mantissa: the first loss has an error of some tenths of a per cent.
    assert!((full[0].1 / half[0].1 - 1.0).abs() < 0.01, "{:?} {:?}", full[0], half[0]);
    let (full, half) = (mean(&full[80..]), mean(&half[80..]));
    assert!((full / half - 1.0).abs() < 0.1, "{full} {half}");
}
