//! Structured forest edges against OpenCV's, of the same forests and pictures.

#[path = "common/npz.rs"]
mod npz;

use std::collections::HashMap;
use std::f32::consts::PI;
use std::fs;
use std::path::{Path, PathBuf};

use agpis_core::Image;
use agpis_dedup::{EdgeDetector, StructuredForest};

/// Of strengths; on the machine that they were made on they are equal to the bit.
const TOLERANCE: f32 = 1e-5;
/// Share of pixels in whose neighbourhood another rounding may lead a tree to another leaf.
const MAX_OTHER_LEAF: f64 = 0.01;
/// Share of pixels whose direction or thinning may differ: where the strengths around are next to equal.
const MAX_UNDECIDED: f64 = 0.005;

/// These cases exist in the repository alone, so that `AGPIS_FIXTURES` does not matter.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/dedup/structured")
}

struct Case {
    name: String,
    image: Image,
    forest: StructuredForest,
    expected: HashMap<String, npz::Array>,
}

fn cases() -> Vec<Case> {
    let files =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names = files.filter_map(|file| file.strip_suffix(".npz").map(str::to_owned));
    let cases: Vec<_> = names.map(case).collect();
    assert!(!cases.is_empty(), "no reference cases");
    cases
}

fn case(name: String) -> Case {
    let (forest, picture) = name.split_once('.').unwrap();
    let forest = fs::read(folder().join(format!("{forest}.yml.gz"))).unwrap();
    let forest = StructuredForest::from_bytes(&forest).unwrap_or_else(|e| panic!("{name}: {e}"));
    let rgb = image::open(folder().join(format!("{picture}.png"))).unwrap().into_rgb8();
    let image = Image::from_rgb8(rgb.width(), rgb.height(), rgb.into_raw()).unwrap();
    let expected = npz::read(&folder().join(format!("{name}.npz")));
    assert_eq!(expected["E"].shape, [image.height() as usize, image.width() as usize], "{name}");
    Case { name, image, forest, expected }
}

/// Checks that no more than a share of the pixels differ.
fn assert_few(what: &str, different: impl Iterator<Item = bool>, share: f64) {
    let different: Vec<bool> = different.collect();
    let count = different.iter().filter(|&&different| different).count();
    assert!(count as f64 <= share * different.len() as f64, "{what}: {count} of {} differ", different.len());
}

#[test]
fn strengths_are_those_of_opencv() {
    for Case { name, image, forest, expected } in cases() {
        let strengths = forest.strengths(&image).unwrap();
        assert_eq!(strengths.len(), expected["E"].values.len(), "{name}");
        let pairs = strengths.iter().zip(&expected["E"].values);
        assert_few(&name, pairs.map(|(a, b)| (a - b).abs() > TOLERANCE), MAX_OTHER_LEAF);
    }
}

#[test]
fn thin_edges_are_those_of_opencv() {
    for Case { name, image, forest, expected } in cases() {
        let map = forest.detect(&image).unwrap();
        let turns = map.orientation().iter().zip(&expected["O"].values).map(|(a, b)| (a - b).abs());
        assert_few(&name, turns.map(|turn| turn.min(PI - turn) > 1e-3), MAX_OTHER_LEAF + MAX_UNDECIDED);
        let pairs = map.strength().iter().zip(&expected["N"].values);
        assert_few(&name, pairs.map(|(a, b)| (a - b).abs() > TOLERANCE), MAX_OTHER_LEAF + MAX_UNDECIDED);
    }
}
