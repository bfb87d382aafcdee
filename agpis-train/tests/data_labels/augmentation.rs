//! Augmentation.

use super::*;

#[test]
fn every_rule_has_a_reason_to_be_safe() {
    let mut listed: Vec<&str> = SAFETY.iter().flat_map(|safety| safety.rules.iter().copied()).collect();
    let rules = rules();
    let mut all: Vec<&str> = rules.rules().iter().map(|rule| rule.id.as_str()).collect();
    listed.sort_unstable();
    all.sort_unstable();
    assert_eq!(listed, all);
}

#[test]
fn strengths_have_bounds() {
    for bad in [
        Augmentation::new(12.5, 0, 0),
        Augmentation::new(-0.01, 0, 0),
        Augmentation::new(f32::NAN, 0, 0),
        Augmentation::new(0.0, 2, 0),
        Augmentation::new(0.0, 0, 3),
    ] {
        assert!(matches!(bad, Err(DataError::Setting { .. })));
    }
}

fn difference(a: &[Image], b: &[Image]) -> f64 {
    let pixels = |images: &[Image]| images.iter().flat_map(|i| i.pixels().to_vec()).collect::<Vec<u8>>();
    let (a, b) = (pixels(a), pixels(b));
    a.iter().zip(&b).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / a.len() as f64
}

fn mean(image: &Image) -> f64 {
    image.pixels().iter().map(|&level| f64::from(level)).sum::<f64>() / image.pixels().len() as f64
}

/// What tells a faulty sequence from its twin is there as before.
#[test]
fn faults_are_as_plain_as_before() {
    let bench = Bench::new(BenchConfig { image_size: 64, ..BenchConfig::default() });
    let augmentation = Augmentation::new(12.0, 1, 2).unwrap();
    let mut pairs = 0;
    for index in (0..240).step_by(2) {
        let [a, b] = [index, index + 1].map(|index| bench.sequence(Split::Train, index));
        let before = difference(&a.images, &b.images);
        if a.twin.is_none() || before < 0.05 {
            continue;
        }
        pairs += 1;
        let [left, right] = [&a, &b].map(|sample| augmentation.apply(&sample.images, 1, 2, index));
        let after = difference(&left, &right);
        // Contrast, noise at white, and a row at an edge.
        assert!((0.85..1.1).contains(&(after / before)), "{} {:?} {}: {before} {after}", a.id, a.rule, b.id);
    }
    assert!(pairs > 30, "{pairs}");
}

#[test]
fn repeated_images_stay_repeated() {
    let one = drawing(0);
    let changed = Augmentation::default().apply(&[one.clone(), drawing(20), one.clone()], 0, 0, 0);
    assert!(changed[0] == changed[2] && changed[0] != changed[1] && changed[0] != one);
}

fn any_image() -> impl Strategy<Value = Image> {
    (1_u32..70, 1_u32..70).prop_flat_map(|(width, height)| {
        let pixels = prop::collection::vec(any::<u8>(), (width * height * 3) as usize);
        pixels.prop_map(move |pixels| Image::from_rgb8(width, height, pixels).unwrap())
    })
}

fn any_augmentation() -> impl Strategy<Value = Augmentation> {
    (0.0_f32..=12.0, 0_u32..=1, 0_u8..=2)
        .prop_map(|(levels, shift, noise)| Augmentation::new(levels, shift, noise).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_strength_is_no_change(image in any_image(), key in any::<[u64; 3]>()) {
        let images = vec![image.clone(), image];
        prop_assert_eq!(Augmentation::none().apply(&images, key[0], key[1], key[2]), images);
    }

    #[test]
    fn values_move_by_no_more_than_said(image in any_image(), key in any::<[u64; 3]>(), of in any_augmentation()) {
        let still = of.apply(std::slice::from_ref(&image), key[0], key[1], key[2]).remove(0);
        prop_assert_eq!((still.width(), still.height()), (image.width(), image.height()));
        let (w, h, most) = (image.width() as i64, image.height() as i64, of.largest_change());
        let at = |image: &Image, x: i64, y: i64| {
            let place = 3 * (y.clamp(0, h - 1) * w + x.clamp(0, w - 1)) as usize;
            [image.pixels()[place], image.pixels()[place + 1], image.pixels()[place + 2]]
        };
        // One of nine shifts explains the whole picture.
        let shifts = (0..9).map(|i| (i % 3 - 1, i / 3 - 1));
        let explained = |(dx, dy): (i64, i64)| (0..w * h).all(|i| {
            let (x, y) = (i % w, i / w);
            let (old, new) = (at(&image, x - dx, y - dy), at(&still, x, y));
            old.iter().zip(new).all(|(old, new)| old.abs_diff(new) <= most)
        });
        prop_assert!(shifts.into_iter().any(explained));
        prop_assert!(most <= 14);
    }

    #[test]
    fn plain_pictures_stay_plain(level: u8, key: [u64; 3]) {
        // A plain picture, on which a shift changes nothing.
        let plain = Image::from_rgb8(9, 9, vec![level; 243]).unwrap();
        let changed = Augmentation::default().apply(std::slice::from_ref(&plain), key[0], key[1], key[2]).remove(0);
        prop_assert!((mean(&changed) - mean(&plain)).abs() <= 7.0, "6 levels and noise");
        let spread = changed.pixels().iter().max().unwrap() - changed.pixels().iter().min().unwrap();
        prop_assert!(spread <= 2, "one level of noise either way, and no colour cast");
    }

    #[test]
    fn it_is_a_pure_function_of_its_key(image in any_image(), key in any::<[u64; 3]>(), of in any_augmentation()) {
        let one = of.apply(std::slice::from_ref(&image), key[0], key[1], key[2]);
        let two = of.apply(&[image.clone(), image], key[0], key[1], key[2]);
        prop_assert!(one[0] == two[0] && one[0] == two[1]);
    }
}

#[test]
fn keys_change_the_change() {
    let image = drawing(0);
    let changed = |key: [u64; 3]| {
        let images = Augmentation::default().apply(std::slice::from_ref(&image), key[0], key[1], key[2]);
        images[0].pixels().to_vec()
    };
    let all: BTreeSet<Vec<u8>> =
        [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 1], [1, 1, 0]].map(changed).into();
    assert_eq!(all.len(), 6);
    assert_eq!(changed([5, 6, 7]), changed([5, 6, 7]));
}
