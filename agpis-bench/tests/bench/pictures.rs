//! The same bytes everywhere, and pictures that show what their records say.

use agpis_bench::{Family, Ground, ImageMeta, Product, Split, coverage, draw};
use rayon::prelude::*;

use super::{bench, pixels};

fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// Changes only when the bench itself changes; the same on every platform.
#[test]
fn golden() {
    let bench = bench(48);
    let splits = [Split::Train, Split::NewFamily, Split::NewOverlay];
    let indices = splits.into_iter().flat_map(|split| (0..40).map(move |i| (split, i)));
    let sequences = indices.map(|(split, i)| bench.sequence(split, i)).flat_map(|s| {
        let text = format!("{}|{}|{}|{}|{}|{}", s.id, s.sku, s.title, s.class, s.true_class, s.feedback);
        [text.into_bytes(), pixels(&s.images)].concat()
    });
    let candidates = (0..64).flat_map(|i| pixels(&[bench.candidate(Split::Test, i).image]));
    let shops = (0..8).flat_map(|i| pixels(&bench.shop_product(Split::Validation, i).images));
    let hashes = [fnv1a(sequences), fnv1a(candidates), fnv1a(shops)].map(|hash| format!("{hash:016x}"));
    assert_eq!(hashes, GOLDEN);
}

const GOLDEN: [&str; 3] = ["fd16ff394a86e7b7", "0ac50e0dd9857d70", "d956de7c0547fedc"];

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
    let clean = (0..).map(|i| bench.candidate(Split::Train, i).meta);
    let clean = clean.filter(|meta| agpis_bench::content_fault(meta).is_none() && meta.ground.is_plain());
    for (mut meta, mirrored) in clean.take(24).zip([false, true].into_iter().cycle()) {
        let product = Product::new(meta.sku);
        meta.mirrored = mirrored;
        (meta.photo.softness, meta.photo.subsampled) = (0.0, false);
        let on = |ground: f32| {
            draw(&product, &ImageMeta { ground: Ground::Plain([ground; 3]), ..meta.clone() }, 64)
        };
        let (dark, light) = (on(0.1), on(0.9));
        let pixels = dark.pixels().chunks(3).zip(light.pixels().chunks(3));
        for (share, (dark, light)) in coverage(&product, &meta, 64).unwrap().into_iter().zip(pixels) {
            assert!(if dark == light { share == 1.0 } else { share < 1.0 }, "{:?}", meta.sku);
        }
    }
}

#[test]
fn every_family_fills_the_frame_and_has_a_front_and_a_back() {
    let bench = bench(48);
    for &family in Family::ALL {
        let split = if Family::HELD_OUT.contains(&family) { Split::NewFamily } else { Split::Train };
        let sku = (0..).map(|i| bench.sku(split, i)).find(|sku| sku.family == family).unwrap();
        let product = Product::new(sku);
        let mut metas = (0..).map(|i| bench.candidate(split, i).meta);
        let clean = metas.find(|meta| meta.is_primary_like() && meta.scale > 0.6).unwrap();
        let seen = |azimuth| {
            let meta = product.settle(ImageMeta { sku, azimuth, colourway: 0, ..clean.clone() });
            draw(&product, &meta, 48)
        };
        let difference = pixels(&[seen(0.0)])
            .iter()
            .zip(pixels(&[seen(180.0)]))
            .filter(|(a, b)| a.abs_diff(*b) > 40)
            .count();
        assert!(difference > 48 * 48 / 20, "{} has {difference} different bytes", family.name());
    }
}
