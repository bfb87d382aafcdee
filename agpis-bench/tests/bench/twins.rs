//! Twins differ in one thing, and that thing decides.

use agpis_bench::{Plan, Split};

use super::bench;

/// Groups of which one sequence is good and the other breaks a rule that `fits`: index of the good and of the bad one.
fn twins(fits: impl Fn(&str) -> bool) -> Vec<([u64; 2], [Plan; 2])> {
    let bench = bench(8);
    let groups = (0..1_000).filter_map(|group| {
        let indices = [2 * group, 2 * group + 1];
        let plans = indices.map(|index| bench.plan(Split::Train, index));
        let good = plans.iter().position(|plan| plan.violations.is_empty())?;
        let rule = plans[1 - good].broken_rule().filter(|_| plans[0].is_twin)?;
        let [a, b] = plans;
        let ordered =
            if good == 0 { ([indices[0], indices[1]], [a, b]) } else { ([indices[1], indices[0]], [b, a]) };
        fits(rule).then_some(ordered)
    });
    groups.collect()
}

#[test]
fn of_a_wrong_order_every_picture_is_in_the_right_one() {
    let bench = bench(16);
    let found = twins(|rule| matches!(rule, "M01" | "M02"));
    assert!(found.len() > 20, "{}", found.len());
    for ([right, wrong], _) in found {
        let [right, wrong] = [right, wrong].map(|index| bench.sequence(Split::Train, index));
        assert_eq!(right.title, wrong.title);
        assert_ne!(right.images, wrong.images);
        assert!(right.images.iter().all(|image| wrong.images.contains(image)));
    }
}

#[test]
fn of_a_wrong_title_every_picture_is_that_of_the_right_one() {
    let found = twins(|rule| matches!(rule, "M08" | "M09" | "M10" | "M11" | "M12" | "M13"));
    assert!(found.len() > 20, "{}", found.len());
    for (_, [right, wrong]) in found {
        if wrong.violations.len() == 1 {
            assert_eq!(right.metas, wrong.metas);
        }
        assert_ne!(right.title.text, wrong.title.text);
        assert_ne!(right.title.claims, wrong.title.claims);
    }
}

#[test]
fn of_a_wrong_pair_all_other_pictures_are_those_of_the_right_one() {
    let found = twins(|rule| rule.starts_with('P'));
    assert!(found.len() > 30, "{}", found.len());
    for (_, [right, wrong]) in found {
        if wrong.violations.len() == 1 {
            let changed = right.metas.iter().zip(&wrong.metas).filter(|(a, b)| a != b).count();
            assert_eq!(changed, 1, "{:?}", wrong.violations);
        }
        assert_eq!(right.title, wrong.title);
    }
}

/// Else the mirror image alone, or the copy's camera, would tell.
#[test]
fn what_makes_a_pair_wrong_occurs_in_right_ones_as_often() {
    let share = |plans: &[&Plan], fits: fn(&agpis_bench::ImageMeta) -> bool| {
        let all: Vec<_> = plans.iter().flat_map(|plan| &plan.metas).collect();
        all.iter().filter(|meta| fits(meta)).count() as f64 / all.len() as f64
    };
    let found = twins(|rule| rule.starts_with('P'));
    let [right, wrong] = [0, 1].map(|i| found.iter().map(|(_, plans)| &plans[i]).collect::<Vec<&Plan>>());
    let features: [fn(&agpis_bench::ImageMeta) -> bool; 5] = [
        |meta| meta.mirrored,
        |meta| meta.photo.subsampled,
        |meta| meta.scale < 0.5,
        |meta| meta.role.leads(),
        |meta| meta.shows_whole(),
    ];
    for (i, feature) in features.into_iter().enumerate() {
        let [a, b] = [&right, &wrong].map(|plans| share(plans, feature));
        assert!((a - b).abs() < 0.08, "feature {i}: {a:.3} of right ones, {b:.3} of wrong ones");
    }
}
