//! What everybody who trains on the bench relies on.

use std::collections::HashSet;

use agpis_bench::{
    Bench, BenchConfig, Blur, Colour, Family, GENERATED, Ground, ImageMeta, LabelledImage, Plan, Product,
    Role, Scene, Split, coverage, draw, review, rules,
};
use agpis_core::{Image, RuleCategory};
use proptest::prelude::*;
use rayon::prelude::*;

fn bench(image_size: u32) -> Bench {
    Bench::new(BenchConfig { image_size, ..BenchConfig::default() })
}

fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, step)
}

fn pixels(images: &[Image]) -> Vec<u8> {
    images.iter().flat_map(|image| image.pixels()).copied().collect()
}

/// Changes only when the bench itself changes; the same on every platform.
#[test]
fn golden() {
    let bench = bench(48);
    let sequences = (0..64).map(|i| bench.sequence(Split::Train, i)).flat_map(|s| {
        let text = format!("{}|{}|{}|{}|{}", s.id, s.sku, s.title, s.class, s.feedback);
        [text.into_bytes(), pixels(&s.images)].concat()
    });
    let candidates = (0..64).flat_map(|i| pixels(&[bench.candidate(Split::Test, i).image]));
    let shops = (0..8).flat_map(|i| pixels(&bench.shop_product(Split::Validation, i).images));
    let hashes = [fnv1a(sequences), fnv1a(candidates), fnv1a(shops)].map(|hash| format!("{hash:016x}"));
    assert_eq!(hashes, GOLDEN);
}

const GOLDEN: [&str; 3] = ["3815eff7e57c7f73", "37c9c5ac57c9f1c3", "76af3747cc539015"];

#[test]
fn neither_order_nor_threads_matter() {
    let bench = bench(32);
    let one_by_one: Vec<_> = (0..40).rev().map(|i| bench.sequence(Split::Train, i)).collect();
    let in_parallel: Vec<_> = (0..40).into_par_iter().map(|i| bench.sequence(Split::Train, i)).collect();
    assert!(one_by_one.iter().rev().eq(&in_parallel));
}

/// What the product covers, no ground shines through; elsewhere the ground alone decides.
#[test]
fn coverage_is_where_the_ground_does_not_show() {
    let bench = bench(64);
    for (index, mirrored) in (0..24).zip([false, true].into_iter().cycle()) {
        let mut meta = bench.candidate(Split::Train, index).meta;
        let product = Product::new(meta.sku);
        assert_eq!(coverage(&product, &meta, 64).is_none(), meta.collage.is_some());
        (meta.collage, meta.blur, meta.mirrored) = (None, None, mirrored);
        (meta.overlays, meta.photo.softness, meta.photo.subsampled) = (Vec::new(), 0.0, false);
        let on = |ground: f32| {
            draw(&product, &ImageMeta { ground: Ground::Plain([ground; 3]), ..meta.clone() }, 64)
        };
        let (dark, light) = (on(0.1), on(0.9));
        let pixels = dark.pixels().chunks(3).zip(light.pixels().chunks(3));
        for (share, (dark, light)) in coverage(&product, &meta, 64).unwrap().into_iter().zip(pixels) {
            assert!(if dark == light { share == 1.0 } else { share < 1.0 }, "candidate {index}");
        }
    }
}

#[test]
fn labels_are_what_the_reviewer_says() {
    let (bench, set) = (bench(8), rules());
    for index in 0..800 {
        let plan = bench.plan(Split::Train, index);
        let said = review(&plan.metas, &plan.title);
        assert_eq!(said, plan.violation);
        assert_eq!(said.map_or(0, |violation| set.class_of(violation.rule).unwrap()), plan.class());
    }
}

#[test]
fn the_reviewer_sees_what_is_done_to_a_qualified_sequence() {
    let bench = bench(8);
    let fits = |plan: &Plan| {
        plan.violation.is_none() && plan.metas[0].role == Role::Hero && plan.metas[2].shows_whole()
    };
    let good = (0..).map(|i| bench.plan(Split::Train, i)).find(fits).unwrap();
    let other = |colour| if colour == Colour::Red { Colour::Blue } else { Colour::Red };
    type Case = (&'static str, fn(&mut Plan, Colour));
    let cases: [Case; 13] = [
        ("S08", |plan, _| plan.metas[2].blur = Some(Blur::OutOfFocus(0.03))),
        ("S13", |plan, _| plan.metas[0].ground = setting(0)),
        ("S13", |plan, _| plan.metas[1].ground = setting(3)),
        ("S15", |plan, _| plan.metas[0].scale = 0.2),
        ("P01", |plan, _| plan.metas[2] = plan.metas[0].clone()),
        ("P02", |plan, _| {
            plan.metas[2] = plan.metas[0].clone();
            plan.metas[2].scale *= 1.1;
        }),
        ("P03", |plan, _| {
            plan.metas[2] = plan.metas[0].clone();
            plan.metas[2].azimuth += 15.0;
        }),
        ("P04", |plan, _| {
            plan.metas[2] = plan.metas[0].clone();
            plan.metas[2].mirrored = !plan.metas[0].mirrored;
        }),
        ("P06", |plan, other| plan.metas[1].colour = other),
        ("P07", |plan, _| plan.metas[1].sku.seed ^= 1),
        ("M07", |plan, _| plan.metas.iter_mut().for_each(|meta| meta.ground = setting(0))),
        ("M09", |plan, other| plan.title.colour = Some(other)),
        ("M10", |plan, _| plan.metas.iter_mut().for_each(|meta| meta.sku.family = Family::Shoe)),
    ];
    for (rule, change) in cases {
        let mut bad = good.clone();
        change(&mut bad, other(good.metas[0].colour));
        bad.title.family = if rule == "M10" { Family::Mug } else { good.title.family };
        assert_eq!(review(&bad.metas, &bad.title).map(|violation| violation.rule), Some(rule));
    }
}

fn setting(clutter: usize) -> Ground {
    Ground::Setting { scene: Scene::Grass, seed: 1, clutter }
}

#[test]
fn feedback_starts_with_the_name_of_the_rule() {
    let (bench, set) = (bench(8), rules());
    for index in 0..500 {
        let plan = bench.plan(Split::Train, index);
        match set.class(plan.class()).unwrap() {
            agpis_core::Class::Rule(rule) => {
                assert!(plan.feedback.starts_with(&rule.name), "{}", plan.feedback)
            }
            _ => assert_eq!(plan.feedback, "yes"),
        }
    }
}

#[test]
fn shares_are_those_of_the_configuration() {
    let (bench, set) = (bench(8), rules());
    let classes: Vec<usize> =
        (0..4_000u64).into_par_iter().map(|i| bench.plan(Split::Train, i).class()).collect();
    let share = |wanted: &dyn Fn(usize) -> bool| {
        classes.iter().filter(|&&class| wanted(class)).count() as f64 / classes.len() as f64
    };
    let of = |category| share(&|class| class > 0 && set.rules()[class - 1].category == category);
    let shares = [
        (share(&|class| class == 0), 0.71),
        (of(RuleCategory::SingleImage), 0.12),
        (of(RuleCategory::ImagePair), 0.07),
        (of(RuleCategory::MultiImage), 0.10),
    ];
    for (actual, expected) in shares {
        assert!((actual - expected).abs() < 0.025, "{actual} instead of {expected}");
    }
    let seen: HashSet<usize> = classes.into_iter().filter(|&class| class > 0).collect();
    let generated: HashSet<usize> = GENERATED.iter().map(|id| set.class_of(id).unwrap()).collect();
    assert_eq!(seen, generated);
}

#[test]
fn candidates_are_balanced() {
    let bench = bench(8);
    let candidates: Vec<_> = (0..800u64).into_par_iter().map(|i| bench.candidate(Split::Train, i)).collect();
    let share = |wanted: fn(&LabelledImage) -> bool| {
        candidates.iter().filter(|candidate| wanted(candidate)).count() as f64 / candidates.len() as f64
    };
    assert!((0.3..0.42).contains(&share(|c| c.is_primary_like)));
    assert!((0.35..0.45).contains(&share(|c| c.non_compliant)));
    assert_eq!(share(|c| c.is_primary_like && c.non_compliant), 0.0);
}

#[test]
fn splits_share_no_sku() {
    let bench = bench(8);
    let skus = |split: Split| (0..200).map(move |i| (split, i));
    let ids = |split| skus(split).map(|(split, i)| bench.plan(split, i).sku.seed).collect::<HashSet<u64>>();
    let [train, validation, test] = Split::ALL.map(ids);
    assert!(train.is_disjoint(&validation) && train.is_disjoint(&test) && validation.is_disjoint(&test));
}

#[test]
fn a_wrong_order_has_the_pictures_of_a_right_one() {
    let bench = bench(16);
    let twins = (0..4_000).find_map(|group| {
        let pair = [0, 1].map(|member| bench.plan(Split::Train, 2 * group + member));
        let rules = [0, 1].map(|i| pair[i].violation.as_ref().map(|violation| violation.rule));
        (rules == [None, Some("M01")]).then_some(2 * group)
    });
    let index = twins.expect("an order twin");
    let [right, wrong] = [0, 1].map(|member| bench.sequence(Split::Train, index + member));
    assert_eq!(right.title, wrong.title);
    assert_ne!(right.images, wrong.images);
    assert!(right.images.iter().all(|image| wrong.images.contains(image)));
}

#[test]
fn every_family_fills_the_frame_and_has_a_front_and_a_back() {
    let bench = bench(48);
    for &family in Family::ALL {
        let sku = (0..).map(|i| bench.sku(Split::Train, i)).find(|sku| sku.family == family).unwrap();
        let product = Product::new(sku);
        let mut metas = (0..).map(|i| bench.candidate(Split::Train, i).meta);
        let clean = metas.find(|meta| meta.is_primary_like()).unwrap();
        let seen = |azimuth| {
            let meta = agpis_bench::ImageMeta { sku, azimuth, colourway: 0, ..clean.clone() };
            draw(&product, &meta, 48)
        };
        let difference = pixels(&[seen(0.0)])
            .iter()
            .zip(pixels(&[seen(180.0)]))
            .filter(|(a, b)| a.abs_diff(*b) > 40)
            .count();
        assert!(difference > 48 * 48 / 16, "{} has {difference} different bytes", family.name());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_index_length_and_seed_makes_a_sequence(seed: u64, index in 0..u64::MAX / 4, length in 2usize..=6) {
        let config = BenchConfig { seed, length, image_size: 16, qualified_share: 0.2, ..BenchConfig::default() };
        let sample = Bench::new(config).sequence(Split::Test, index);
        prop_assert_eq!(sample.images.len(), length);
        prop_assert_eq!(sample.class == 0, sample.rule.is_none());
        prop_assert!(sample.class < 44);
    }

    #[test]
    fn shop_products_can_make_a_qualified_sequence(index: u64) {
        let shop = bench(16).shop_product(Split::Test, index);
        prop_assert!((5..=9).contains(&shop.images.len()));
        prop_assert!(shop.metas.iter().any(ImageMeta::is_primary_like));
        let clean = shop.metas.iter().filter(|meta| agpis_bench::content_fault(meta).is_none()).count();
        prop_assert!(clean >= 3);
    }
}
