//! How plain a fault is said to be against how plain it was made.

use super::{can_spoil, spoil};
use crate::bench::{Bench, BenchConfig, Split};
use crate::shot::{OverlayKind, coverage, draw};

const SIGNS: [&str; 6] = ["S01", "S02", "S03", "S04", "S05", "S07"];
const GRADED: [&str; 21] = [
    "S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S10", "S11", "S12", "S13", "S14", "S15",
    "S16", "S17", "S18", "S19", "H01", "H02",
];
const STEPPED: [&str; 3] = ["S20", "H03", "H04"];

fn bench() -> Bench {
    Bench::new(BenchConfig { image_size: 48, ..BenchConfig::default() })
}

#[test]
fn clean_pictures_have_no_fault() {
    let bench = bench();
    for i in 0..300 {
        let (_, meta, _) = bench.clean(Split::Train, i);
        for rule in GRADED.into_iter().chain(STEPPED) {
            assert_eq!(meta.severity(rule), None, "{rule} of picture {i}: {meta:?}");
        }
    }
}

#[test]
fn severity_is_about_the_strength_that_was_asked_for() {
    let bench = bench();
    for rule in GRADED {
        let mut last = -1.0;
        for strength in [0.05, 0.2, 0.4, 0.6, 0.8, 1.0] {
            let mut found = Vec::new();
            for i in 0..60 {
                let (_, mut meta, mut stream) = bench.clean(Split::Train, i);
                if !can_spoil(&meta, rule) {
                    continue;
                }
                spoil(&mut meta, rule, strength, i % 5 == 0, &mut stream);
                let severity =
                    meta.severity(rule).unwrap_or_else(|| panic!("{rule} at {strength}: {meta:?}"));
                assert!((severity - strength).abs() <= 0.251, "{rule}: {severity} for {strength}: {meta:?}");
                found.push(severity);
            }
            let mean = found.iter().sum::<f32>() / found.len() as f32;
            assert!(mean > last, "{rule} at {strength}: {mean} after {last}");
            last = mean;
        }
    }
}

#[test]
fn one_fault_is_one_fault() {
    let bench = bench();
    for rule in GRADED.into_iter().chain(STEPPED) {
        for i in 0..60 {
            let (_, mut meta, mut stream) = bench.clean(Split::Train, i);
            if can_spoil(&meta, rule) {
                spoil(&mut meta, rule, 0.1 * (i % 11) as f32, false, &mut stream);
                assert!(meta.severity(rule).is_some(), "{rule}: {meta:?}");
                let others = GRADED.into_iter().chain(STEPPED).filter(|other| *other != rule);
                let found: Vec<_> = others.filter(|other| meta.severity(other).is_some()).collect();
                assert!(found.is_empty(), "{rule} is {found:?} as well: {meta:?}");
            }
        }
    }
}

#[test]
fn novel_overlays_are_told_from_the_usual() {
    let bench = bench();
    for rule in SIGNS {
        for i in 0..40 {
            for novelty in [false, true] {
                let (_, mut meta, mut stream) = bench.clean(Split::Train, i);
                spoil(&mut meta, rule, 0.5, novelty, &mut stream);
                let overlay = &meta.overlays[0];
                let framed = matches!(overlay.kind, OverlayKind::Border { .. });
                assert_eq!(overlay.is_novel(), novelty && !framed, "{overlay:?}");
            }
        }
    }
}

#[test]
fn an_invisible_overlay_leaves_the_bytes_alone() {
    let bench = bench();
    for (i, rule) in (0..24).zip(SIGNS.into_iter().cycle()) {
        let (product, mut meta, mut stream) = bench.clean(Split::Train, i);
        let clean = draw(&product, &meta, 48);
        spoil(&mut meta, rule, 0.7, i % 2 == 0, &mut stream);
        assert_ne!(draw(&product, &meta, 48), clean, "{rule}");
        meta.overlays[0].opacity = 0.0;
        assert_eq!(draw(&product, &meta, 48), clean, "{rule}");
    }
}

#[test]
fn every_fault_changes_the_picture() {
    let bench = bench();
    for rule in GRADED.into_iter().chain(STEPPED) {
        for i in 0..12 {
            let (product, mut meta, mut stream) = bench.clean(Split::Test, i);
            if can_spoil(&meta, rule) {
                let clean = draw(&product, &meta, 48);
                spoil(&mut meta, rule, 0.6, false, &mut stream);
                assert_ne!(draw(&product, &meta, 48), clean, "{rule} of picture {i}");
            }
        }
    }
}

#[test]
fn a_product_is_where_its_record_says() {
    const SIZE: usize = 96;
    let bench = bench();
    for (i, rule) in (0..60).zip(["", "S15", "S16", "S17", "H01", "H04"].into_iter().cycle()) {
        let (product, mut meta, mut stream) = bench.clean(Split::Validation, i);
        if !meta.shows_whole() {
            continue;
        }
        spoil(&mut meta, rule, 0.7, false, &mut stream);
        let covered = coverage(&product, &meta, SIZE as u32).expect("not a collage");
        let seen: Vec<usize> = (0..SIZE * SIZE).filter(|&i| covered[i] > 0.4).collect();
        let span = |axis: fn(usize) -> usize| {
            let (low, high) = (seen.iter().map(|&i| axis(i)).min(), seen.iter().map(|&i| axis(i)).max());
            [low, high].map(|v| v.expect("something is seen") as f32 / SIZE as f32)
        };
        let ([left, right], [top, bottom]) = (span(|i| i % SIZE), span(|i| i / SIZE));
        let said = meta.frame().map(|v| v.clamp(0.0, 1.0));
        // Of a product that leans the record has the box around its box; the widest part may be cut off.
        let slack = if meta.roll == 0.0 && meta.cut().is_none() { 0.035 } else { 0.3 };
        for (found, said) in [left, top, right, bottom].into_iter().zip(said) {
            assert!((found - said).abs() < slack, "{rule} of {i}: {found} for {said}: {meta:?}");
        }
    }
}
