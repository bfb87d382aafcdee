//! Class weights and orders.

use super::*;

#[test]
fn weights_balance_classes() {
    let classes = [0, 0, 0, 0, 0, 0, 2, 2, 3];
    let weights = balanced_weights(&classes, 5).unwrap();
    assert_eq!(weights, [0.5, 1.0, 1.5, 3.0, 1.0]);
    let total: f32 = classes.iter().map(|&class| weights[class]).sum();
    assert!((total - 9.0).abs() < 1e-5);
    let roots = root_balanced_weights(&classes, 5).unwrap();
    assert!(roots.iter().zip(&weights).all(|(root, weight)| (root * root - weight).abs() < 1e-6));
    assert!(balanced_weights(&[5], 5).is_err());
    assert_eq!(balanced_weights(&[], 2).unwrap(), [1.0, 1.0]);
}

fn counts(order: &EpochOrder, epochs: u64) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::new();
    (0..epochs)
        .flat_map(|epoch| order.epoch_order(3, epoch))
        .for_each(|i| *counts.entry(i).or_default() += 1);
    counts
}

#[test]
fn an_epoch_has_every_example_once() {
    let order = EpochOrder::new((0..50).map(|i| i % 3));
    assert!((0..50).all(|i| counts(&order, 1)[&i] == 1));
    assert_ne!(order.epoch_order(3, 0), order.epoch_order(3, 1));
    assert_ne!(order.epoch_order(3, 0), order.epoch_order(4, 0));
    assert_eq!(order.epoch_order(3, 7), order.epoch_order(3, 7));
    assert_ne!(order.epoch_order(3, 0), (0..50).collect::<Vec<_>>());
}

#[test]
fn an_epoch_has_the_wanted_share_of_qualified_examples() {
    // 71 qualified, 29 rejected.
    let order = EpochOrder::new((0..100).map(|i| usize::from(i >= 71))).with_qualified_share(0.5).unwrap();
    for epoch in 0..20 {
        let drawn = order.epoch_order(3, epoch);
        assert_eq!((drawn.len(), drawn.iter().filter(|&&i| i < 71).count()), (100, 50));
        let first_half = drawn[..50].iter().filter(|&&i| i < 71).count();
        assert!((10..40).contains(&first_half), "mixed: {first_half}");
    }
    // After any number of epochs no example has come twice more often than another of its side.
    for epochs in [1, 2, 7] {
        let counts = counts(&order, epochs);
        let of = |range: std::ops::Range<usize>| {
            let counts: Vec<usize> = range.map(|i| counts.get(&i).copied().unwrap_or(0)).collect();
            (*counts.iter().min().unwrap(), *counts.iter().max().unwrap())
        };
        for (least, most) in [of(0..71), of(71..100)] {
            assert!(most - least <= 1, "{epochs} epochs: {least}..{most}");
        }
    }
    let only = EpochOrder::new(vec![0; 5]).with_qualified_share(0.2).unwrap();
    assert_eq!(only.epoch_order(0, 0).len(), 5);
    assert!(EpochOrder::new([]).with_qualified_share(0.3).unwrap().epoch_order(0, 9).is_empty());
    assert!(EpochOrder::new([0]).with_qualified_share(1.1).is_err());
    assert!(EpochOrder::new([0]).with_qualified_share(f64::NAN).is_err());
    assert_eq!(order.epoch_order(u64::MAX, u64::MAX).len(), 100);
}
