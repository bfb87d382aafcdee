//! Composites over photographs; here the photographs are drawn, so that the truth is known.

use std::collections::BTreeSet;

use agpis_bench::files::{
    About, CandidateRow, Format, Row, SequenceWriter, WriterOptions, encode_composite,
    encode_composite_candidate, encode_composite_pair,
};
use agpis_bench::photos::{Mask, Photo, PhotoBench, PhotoProduct, compose, find_mask};
use agpis_bench::{
    Bench, BenchConfig, Ground, ImageMeta, LabelledImage, Product, Role, Split, content_fault, coverage, draw,
};
use agpis_core::Image;
use agpis_io::Sequences;

const SIZE: u32 = 160;

fn bench() -> Bench {
    Bench::new(BenchConfig { image_size: SIZE, ..BenchConfig::default() })
}

/// Clean views of the whole.
fn views(count: usize) -> Vec<LabelledImage> {
    let bench = bench();
    let all = (0..).map(|i| bench.candidate(Split::Train, i));
    all.filter(|c| !c.non_compliant && c.meta.shows_whole()).take(count).collect()
}

fn on(ground: &Ground, view: &LabelledImage) -> (Image, Vec<f32>) {
    let product = Product::new(view.meta.sku);
    let meta = ImageMeta { ground: ground.clone(), ..view.meta.clone() };
    (draw(&product, &meta, SIZE), coverage(&product, &meta, SIZE).unwrap())
}

fn iou(found: &[f32], truth: &[f32]) -> f32 {
    let (mut shared, mut any) = (0, 0);
    for (a, b) in found.iter().zip(truth).map(|(a, b)| (*a >= 0.5, *b >= 0.5)) {
        shared += u32::from(a && b);
        any += u32::from(a || b);
    }
    shared as f32 / any as f32
}

fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values[values.len() / 2]
}

fn products() -> Vec<PhotoProduct> {
    let views = views(12);
    let roles = [Role::Front, Role::Side, Role::Back];
    let white = Ground::Plain([0.7, 0.9, 0.8]);
    let photo = |(i, view)| Photo::new(on(&white, view).0, roles[i % 3]);
    let photos: Vec<Photo> = views.iter().enumerate().map(photo).collect();
    let product = |(i, photos): (usize, &[Photo])| PhotoProduct {
        sku: format!("p-{i}"),
        title: format!("thing{i} type{i}"),
        photos: photos.to_vec(),
    };
    photos.chunks(3).enumerate().map(product).collect()
}

#[test]
fn finds_products_on_plain_grounds() {
    let grounds = [
        (Ground::Plain([1.0; 3]), 0.95),
        (Ground::Plain([0.85; 3]), 0.93),
        (Ground::Plain([0.95, 0.86, 0.86]), 0.95),
        (Ground::Plain([0.2, 0.25, 0.3]), 0.95),
        (Ground::Gradient([1.0; 3], [0.8; 3]), 0.93),
    ];
    let views = views(40);
    for (ground, least) in grounds {
        let found = views.iter().map(|view| on(&ground, view));
        let values: Vec<f32> =
            found.filter_map(|(image, truth)| Some(iou(find_mask(&image)?.alpha(), &truth))).collect();
        assert!(values.len() >= 30, "{ground:?}: {} masks", values.len());
        let middle = median(values);
        assert!(middle >= least, "{ground:?}: {middle}");
    }
}

#[test]
fn finds_nothing_where_there_is_no_plain_ground() {
    let scenes = (0..40).filter_map(|i| {
        let candidate = bench().candidate(Split::Train, i);
        (!candidate.meta.ground.is_plain() && candidate.meta.shows_whole()).then_some(candidate)
    });
    let found = scenes.filter(|scene| find_mask(&scene.image).is_some()).count();
    assert!(found <= 1, "{found} masks");
    let flat = Image::from_rgb8(64, 64, vec![200; 64 * 64 * 3]).unwrap();
    assert_eq!(find_mask(&flat), None);
    let dot = Image::from_rgb8(1, 1, vec![9; 3]).unwrap();
    assert_eq!(find_mask(&dot), None);
}

#[test]
fn a_print_in_the_colour_of_the_ground_belongs_to_the_product() {
    let inside = |x: u32, y: u32, from: u32, to: u32| (from..to).contains(&x) && (from..to).contains(&y);
    let pixel = |i: u32| {
        let (x, y) = (i % 100, i / 100);
        if inside(x, y, 25, 75) && !inside(x, y, 48, 53) { [160, 30, 40] } else { [255; 3] }
    };
    let image = Image::from_rgb8(100, 100, (0..10_000).flat_map(pixel).collect::<Vec<u8>>()).unwrap();
    let mask = find_mask(&image).unwrap();
    assert_eq!(mask.alpha()[50 * 100 + 50], 1.0);
    assert!((mask.share() - 0.25).abs() < 0.02, "{}", mask.share());
}

#[test]
fn a_mask_fits_its_photograph() {
    assert!(Mask::new(2, 2, vec![1.0; 3]).is_none());
    assert!(Mask::new(2, 2, vec![0.0; 4]).is_none());
    let mask = Mask::new(2, 2, vec![0.0, f32::NAN, 2.0, 0.5]).unwrap();
    assert_eq!(mask.alpha(), [0.0, 0.0, 1.0, 0.5]);
}

#[test]
fn a_mask_is_of_its_photographs_size() {
    let image = Image::from_rgb8(2, 2, vec![0; 12]).unwrap();
    let mask = |side: u32| Mask::new(side, side, vec![1.0; (side * side) as usize]);
    assert!(Photo::with_mask(image.clone(), mask(3), Role::Front).is_none());
    assert!(Photo::with_mask(image, mask(2), Role::Front).is_some_and(|photo| photo.mask().is_some()));
}

#[test]
fn composites_follow_from_seed_and_index() {
    let bench = PhotoBench::new(products(), 3, 64).unwrap();
    let other = PhotoBench::new(products(), 4, 64).unwrap();
    assert!((0..8).all(|i| bench.candidate(i) == bench.candidate(i)));
    assert!((0..8).all(|i| bench.pair(i) == bench.pair(i) && bench.sequence(i, 3) == bench.sequence(i, 3)));
    assert!((0..8).any(|i| bench.candidate(i) != other.candidate(i)));
}

#[test]
fn a_candidate_is_what_its_record_says() {
    let bench = PhotoBench::new(products(), 5, 64).unwrap();
    let mut rules = BTreeSet::new();
    for candidate in (0..300).map(|i| bench.candidate(i)) {
        assert_eq!(candidate.rule, content_fault(&candidate.shot.meta).map(|fault| fault.rule));
        assert!(!(candidate.is_primary_like && candidate.non_compliant));
        assert_eq!(candidate.image.width(), 64);
        let product = bench.products().iter().find(|product| product.sku == candidate.sku).unwrap();
        assert_eq!(compose(product, &candidate.shot, 64), candidate.image);
        rules.extend(candidate.rule);
    }
    assert!(rules.len() >= 8, "{rules:?}");
}

#[test]
fn pairs_share_content_within_their_boxes() {
    let bench = PhotoBench::new(products(), 6, 64).unwrap();
    let pairs: Vec<_> = (0..100).map(|i| bench.pair(i)).collect();
    let shared = pairs.iter().filter(|pair| pair.is_duplicate()).count();
    assert!((35..65).contains(&shared), "{shared}");
    for pair in &pairs {
        let same = pair.skus[0] == pair.skus[1] && pair.shots[0].photo == pair.shots[1].photo;
        assert_eq!(pair.is_duplicate(), same);
        for [x, y, w, h] in pair.boxes.into_iter().flatten() {
            assert!(x >= 0.0 && y >= 0.0 && w > 0.0 && h > 0.0 && x + w <= 1.0001 && y + h <= 1.0001);
        }
    }
}

#[test]
fn sequences_break_the_rule_that_they_are_labelled_with() {
    let bench = PhotoBench::new(products(), 7, 48).unwrap();
    let mut rules = BTreeSet::new();
    for sequence in (0..400).filter_map(|i| bench.sequence(i, 3)) {
        assert_eq!((sequence.images.len(), sequence.class() == 0), (3, sequence.violation.is_none()));
        let photos: BTreeSet<usize> = sequence.shots.iter().map(|shot| shot.photo).collect();
        let clean = sequence.shots.iter().all(|shot| content_fault(&shot.meta).is_none());
        match sequence.violation.as_ref().map(|violation| violation.rule) {
            None => assert!(clean && photos.len() == 3),
            Some(rule) => {
                assert_eq!(rule.starts_with('S'), !clean, "{rule}");
                rules.insert(rule);
            }
        }
    }
    let expected = ["P01", "P02", "P04", "P05", "P07", "P10", "M10"];
    assert!(expected.iter().all(|rule| rules.contains(rule)), "{rules:?}");
    assert_eq!(bench.sequence(0, 4), None);
}

/// As rows of the same layout as those of renders, and read by the same reader.
#[test]
fn composites_are_written_as_a_split_of_their_own() {
    let (bench, folder) = (PhotoBench::new(products(), 7, 48).unwrap(), tempfile::tempdir().unwrap());
    let mut writer = SequenceWriter::create(folder.path(), WriterOptions::new(Format::Png)).unwrap();
    let sequences: Vec<_> = (0..12).map(|i| bench.sequence(i, 3).unwrap()).collect();
    for (index, sequence) in (0..).zip(&sequences) {
        writer.write(&encode_composite(index, sequence, Format::Png).unwrap()).unwrap();
    }
    let pairs: Vec<_> = (0..6).map(|i| bench.pair(i)).collect();
    for (index, pair) in (0..).zip(&pairs) {
        writer.write_product(&encode_composite_pair(index, pair, Format::Png).unwrap()).unwrap();
    }
    let single = encode_composite_candidate(0, &bench.candidate(0), Format::Png).unwrap();
    writer.write_product(&single).unwrap();
    let config = BenchConfig { image_size: 48, ..BenchConfig::default() };
    writer.finish(&About { config, size: "composites".into(), command: "test".into() }).unwrap();

    let items: Vec<_> = Sequences::open(folder.path().join("composites.jsonl")).unwrap().collect();
    assert_eq!(items.len(), sequences.len());
    assert!(items.iter().all(|item| item.listing.is_ok()));
    let lines = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    for (line, sequence) in lines("composites.jsonl").lines().zip(&sequences) {
        let row: Row = serde_json::from_str(line).unwrap();
        assert_eq!((row.label, row.violations.len()), (sequence.class(), usize::from(row.label > 0)));
        assert_eq!((row.source.as_str(), row.feedback == "yes"), ("composite", row.label == 0));
    }
    for (line, pair) in lines("candidates-composites.jsonl").lines().zip(&pairs) {
        let row: CandidateRow = serde_json::from_str(line).unwrap();
        assert_eq!((row.images.len(), row.duplicates.len()), (2, usize::from(pair.is_duplicate())));
    }
    assert!(lines("README.md").contains("stay under their licences"));
}

/// However many there are: no two photographs are taken for one shot.
#[test]
fn only_what_was_repeated_is_a_duplicate() {
    let photos = products().into_iter().flat_map(|product| product.photos).collect();
    let product = PhotoProduct { sku: "a".into(), title: "thing".into(), photos };
    let bench = PhotoBench::new(vec![product], 3, 24).unwrap();
    for sequence in (0..200).map(|i| bench.sequence(i, 3).unwrap()) {
        if let Some(violation) = sequence.violation.filter(|violation| violation.rule.starts_with("P0")) {
            let photos = [0, 1].map(|i| sequence.shots[violation.images[i]].photo);
            assert!(photos[0] == photos[1] || violation.rule == "P06", "{}", violation.rule);
        }
    }
    assert_eq!(bench.sequence(0, 0), None);
}

#[test]
fn a_bench_needs_a_photograph() {
    let empty = PhotoProduct { sku: "a".into(), title: String::new(), photos: Vec::new() };
    assert!(PhotoBench::new(Vec::new(), 0, 32).is_none());
    assert!(PhotoBench::new(vec![empty.clone()], 0, 32).is_none());
    let mut products = products();
    products.push(empty);
    assert!(PhotoBench::new(products.clone(), 0, 0).is_none());
    assert_eq!(PhotoBench::new(products, 0, 32).unwrap().products().len(), 4);
}

#[test]
fn one_photograph_is_enough() {
    let product = PhotoProduct { photos: products()[0].photos[..1].to_vec(), ..products()[0].clone() };
    let bench = PhotoBench::new(vec![product], 0, 32).unwrap();
    assert!((0..20).all(|i| bench.pair(i).is_duplicate()));
    assert!((0..20).all(|i| bench.sequence(i, 1).is_some_and(|s| s.images.len() == 1)));
}
