//! Splits and windows.

use super::*;

fn many(count: usize) -> Vec<Review> {
    let reviews = (0..count).map(|i| Review { sku: format!("s{}", i / 3), ..review(i, "yes", 1) });
    reviews.collect()
}

#[test]
fn parts_share_no_product_and_have_their_shares() {
    let reviews = many(9_000);
    let splits = SplitPlan::default().apply(&reviews);
    let skus = |name: &str| -> BTreeSet<&str> {
        splits.part(name).iter().map(|&i| reviews[i].sku.as_str()).collect()
    };
    let parts = ["train", "validation", "test"].map(skus);
    assert_eq!(parts.iter().map(BTreeSet::len).sum::<usize>(), 3_000);
    assert!(parts.iter().enumerate().all(|(i, a)| parts[i + 1..].iter().all(|b| a.is_disjoint(b))));
    for (part, share) in parts.iter().zip([0.8, 0.1, 0.1]) {
        // Three standard deviations.
        let (expected, deviation) = (3_000.0 * share, (3_000.0_f64 * share * (1.0 - share)).sqrt());
        assert!((part.len() as f64 - expected).abs() < 3.0 * deviation, "{}", part.len());
    }
    let mut turned = reviews.clone();
    turned.reverse();
    let again = SplitPlan::default().apply(&turned[..100]);
    for (name, part) in &again.parts {
        assert!(
            part.iter().all(|&i| skus(name).contains(turned[i].sku.as_str())),
            "order and company decide"
        );
    }
    let other = SplitPlan::default().with_seed(1).apply(&reviews);
    let common = other.part("test").iter().filter(|i| splits.part("test").contains(i)).count();
    assert!(common < other.part("test").len() / 4, "another seed parts anew: {common}");
}

#[test]
fn given_splits_are_kept() {
    let mut reviews = many(12);
    reviews[1].split = Some("VAL".into());
    reviews[4].split = Some("new-family".into());
    reviews[5].split = Some("train".into());
    let splits = SplitPlan::default().apply(&reviews);
    assert!([0, 1, 2].iter().all(|i| splits.part("validation").contains(i)));
    assert_eq!(splits.part("new-family"), [3, 4]);
    assert_eq!(splits.conflicting, [5]);
    let listed: usize = splits.parts.values().map(Vec::len).sum();
    assert_eq!(listed + 1, 12);
}

#[test]
fn any_shares_will_do_if_they_are_shares() {
    let only = SplitPlan::new(&[("a", 0.0), ("b", 3.0), ("c", 0.0)]).unwrap();
    assert!((0..200).all(|i| only.part_of(&i.to_string()) == "b"));
    for bad in [
        &[][..],
        &[("a", 0.0)],
        &[("a", -1.0), ("b", 2.0)],
        &[("a", f64::NAN)],
        &[("a", f64::INFINITY)],
        &[("val", 1.0), ("validation", 1.0)],
        &[(" ", 1.0)],
    ] {
        assert!(matches!(SplitPlan::new(bad), Err(DataError::Setting { .. })), "{bad:?}");
    }
}

#[test]
fn a_window_holds_the_newest_three_months() {
    let days = ["2021-12-31T23:00Z", "2021-10-01", "2021-09-30", "", "2022-01-01", "2021-11-15 08:00"];
    let reviews: Vec<Review> = days
        .iter()
        .enumerate()
        .map(|(i, day)| Review {
            reviewed_at: (!day.is_empty()).then(|| (*day).to_owned()),
            ..review(i, "yes", 1)
        })
        .collect();
    let found = Window::default().up_to("2021-12-31").unwrap().apply(&reviews);
    assert_eq!(
        (found.inside, found.older, found.newer, found.undated),
        (vec![0, 1, 5], vec![2], vec![4], vec![3])
    );
    assert_eq!((found.from.as_deref(), found.to.as_deref()), (Some("2021-10-01"), Some("2021-12-31")));
    let found = Window::months(1).unwrap().apply(&reviews);
    assert_eq!((found.inside, found.to.as_deref()), (vec![0, 4], Some("2022-01-01")));
    assert_eq!(Window::default().apply(&reviews[3..4]).undated, [0]);
    assert!(Window::months(0).is_err() && Window::default().up_to("soon").is_err());
    let _ = Window::months(u32::MAX).unwrap().apply(&reviews);
}
