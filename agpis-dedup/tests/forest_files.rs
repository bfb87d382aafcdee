//! Files of structured forests, sound ones and others: each is read, or refused with a reason.

#[path = "common/forest.rs"]
mod forest;

use std::io::Read;

use agpis_core::Image;
use agpis_dedup::StructuredForest;
use forest::ForestFile;
use proptest::prelude::*;

fn complaint(text: &str) -> String {
    StructuredForest::from_bytes(text.as_bytes()).map_or_else(|e| e.to_string(), |_| "nothing".to_owned())
}

fn picture() -> Image {
    Image::from_rgb8(9, 8, (0..9 * 8 * 3).map(|i| (i * 37 % 256) as u8).collect::<Vec<u8>>()).unwrap()
}

/// One byte a call.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(1);
        self.0.read(&mut buffer[..length])
    }
}

#[test]
fn the_same_forest_in_every_form() {
    let file = ForestFile::split(1, 0.25);
    let text = file.text();
    let expected = StructuredForest::from_bytes(text.as_bytes()).unwrap().strengths(&picture()).unwrap();
    let flat = text.replace("    - [ ", "   [").replace(", ", ",\n  ");
    let blocks = text.replace("- [ 2, 0, 0 ]", "-\n        - 2\n        - 0.\n        - 0e0 # leaf");
    let more = text.replace(
        "options:",
        "name: \"a: [\"\nmatrix: !!opencv-matrix\n   data: [ 1. ]\noptions:\n    color: 1",
    );
    for text in [flat, blocks, more, text.replace('\n', "\r\n"), text.replace("%YAML:1.0", "%YAML 1.2")] {
        let forest = StructuredForest::from_bytes(text.as_bytes()).unwrap_or_else(|e| panic!("{e}\n{text}"));
        assert_eq!(forest.strengths(&picture()).unwrap(), expected, "{text}");
    }
    for bytes in [file.gzip(), text.into_bytes()] {
        let forest = StructuredForest::from_reader(Slow(&bytes)).unwrap();
        assert_eq!(forest.strengths(&picture()).unwrap(), expected);
    }
}

#[test]
fn sizes_and_indices_that_cannot_be_used_are_refused() {
    let split = || ForestFile::split(0, 0.5);
    let children = |children: Vec<i64>| ForestFile { children: vec![children], ..split() };
    let boundaries = |boundaries: Vec<i64>| ForestFile { boundaries, ..split() };
    let bins = |bins: Vec<i64>| ForestFile { bins, ..split() };
    for (file, expected) in [
        (split().with("stride", 0), "option stride: expected 1 to 64, got 0"),
        (split().with("patchSize", 1_000_000), "option patchSize: expected 1 to 128, got 1000000"),
        (split().with("patchSize", 5), "option patchSize: expected a multiple of shrinkNumber, 2, got 5"),
        (split().with("patchInnerSize", 6), "option patchInnerSize: expected at most patchSize, 4, got 6"),
        (
            split().with("numberOfTreesToEvaluate", 2),
            "option numberOfTreesToEvaluate: expected at most numberOfTrees, 1, got 2",
        ),
        (split().with("stride", -1), "line 7: expected a whole number from 0, got \"-1\""),
        (
            split().with("numberOfTrees", 2),
            "expected a multiple of numberOfTrees, 2, values in childs, got 3",
        ),
        (children(vec![]), "expected a multiple of numberOfTrees, 1, values in childs, got 0"),
        (children(vec![2, 0]), "expected as many as in childs, 2, values in featureIds, got 3"),
        (children(vec![3, 0, 0]), "childs[0]: expected 0, or a place after 1 and before 3, got 3"),
        (children(vec![1, 0, 0]), "childs[0]: expected 0, or a place after 1 and before 3, got 1"),
        (children(vec![2, 2, 0]), "childs[1]: expected 0, or a place after 2 and before 3, got 2"),
        (ForestFile::split(70, 0.5), "featureIds[0]: expected less than 70, got 70"),
        (
            boundaries(vec![0, 0, 1]),
            "expected one more than 1 to 16 times those of childs, 3, values in edgeB",
        ),
        (boundaries(vec![]), "expected one more than 1 to 16 times those of childs, 3, values in edgeB"),
        (boundaries(vec![0, 1, 0, 1]), "edgeBoundaries[2]: expected 1 to 1, got 0"),
        (boundaries(vec![0, 0, 0, 2]), "edgeBoundaries[3]: expected 0 to 1, got 2"),
        (bins(vec![28]), "edgeBins[0]: expected less than 28, got 28"),
        (
            ForestFile { boundaries: vec![0, 0, 0, 29], bins: vec![0; 29], ..split() },
            "edgeBoundaries[3]: expected at most 28 edges in a leaf, got 29",
        ),
    ] {
        let actual = complaint(&file.text());
        assert!(actual.starts_with(expected), "expected {expected:?}, got {actual:?}");
    }
}

#[test]
fn other_texts_are_refused() {
    let text = ForestFile::default().text();
    let changed = |from: &str, to: &str| text.replace(from, to);
    for (text, expected) in [
        (String::new(), "line 1: expected %YAML:1.0, got the end of the file"),
        ("<?xml version=\"1.0\"?>".to_owned(), "line 1: expected %YAML:1.0, got"),
        ("%YAML:1.0\n".to_owned(), "expected the key \"options\", got a file without it"),
        ("%YAML:1.0\n7".to_owned(), "line 2: expected a key, got \"7\""),
        (changed("edgeBins", "edgebins"), "expected the key \"edgeBins\", got a file without it"),
        (changed("featureIds", "childs"), "line 18: expected every key once, got \"childs\""),
        (changed("    stride: 2\n", ""), "expected the key \"stride\", got a file without it"),
        (changed("stride: 2", "patchSize: 4"), "line 9: expected every option once, got \"4\""),
        (changed("stride: 2", "stride: 2 2"), "line 7: expected the name of an option, got \"2\""),
        (changed("stride: 2", "stride: two"), "line 7: expected a whole number from 0, got \"two\""),
        (changed("stride: 2", "stride: 2.5"), "line 7: expected a whole number from 0, got \"2.5\""),
        (changed("thresholds:\n    - [ 0 ]", "thresholds: [x]"), "line 20: expected a number, got \"x\""),
        (
            changed("thresholds:\n", "thresholds:\n    a: 1\n"),
            "line 21: expected a list of numbers, got \"a\"",
        ),
        (changed("[ 0, 1 ]", "[ 0, 1"), "line 24: expected a list of numbers, got \"edgeBins\""),
        (
            text.trim_end_matches("]\n").to_owned(),
            "line 25: expected a closing bracket, got the end of the file",
        ),
    ] {
        let actual = complaint(&text);
        assert!(actual.starts_with(expected), "expected {expected:?}, got {actual:?}");
    }
    let nan = ForestFile::split(0, 0.5).text().replace("0.5", ".Nan");
    assert_eq!(complaint(&nan), "thresholds[0]: expected a number, got NaN");
}

#[test]
fn a_tree_that_is_a_chain_is_refused() {
    let nodes = 601;
    let children = (0..nodes).map(|i| if i % 2 == 0 && i + 2 < nodes { i + 2 } else { 0 }).collect();
    let file = ForestFile {
        children: vec![children],
        feature_ids: vec![vec![0; nodes as usize]],
        thresholds: vec![vec![0.0; nodes as usize]],
        boundaries: vec![0; nodes as usize + 1],
        ..ForestFile::default()
    };
    assert_eq!(complaint(&file.text()), "childs[512]: expected a leaf at depth 256, got 514");
}

#[test]
fn a_file_that_ends_early_is_refused_or_whole() {
    let file = ForestFile::split(0, 0.25);
    let (text, gzip) = (file.text(), file.gzip());
    let last_value = text.rfind(']').unwrap();
    for length in 0..=last_value {
        assert!(StructuredForest::from_bytes(&text.as_bytes()[..length]).is_err(), "cut to {length}");
    }
    for length in 0..gzip.len() {
        assert!(StructuredForest::from_bytes(&gzip[..length]).is_err(), "compressed, cut to {length}");
    }
}

#[test]
fn decompression_has_an_end() {
    use flate2::{Compression, write::GzEncoder};
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    std::io::copy(&mut (&b"%YAML:1.0\nx: "[..]).chain(std::io::repeat(b' ').take(1 << 29)), &mut bomb)
        .unwrap();
    let error = StructuredForest::from_bytes(&bomb.finish().unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "expected at most 536870912 bytes of text, got more");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]
    #[test]
    fn changed_bytes_do_no_harm(
        compressed: bool,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let file = ForestFile::split(40, 0.01);
        let mut bytes = if compressed { file.gzip() } else { file.text().into_bytes() };
        for (index, byte) in changes {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(forest) = StructuredForest::from_bytes(&bytes) {
            let strengths = forest.strengths(&picture()).unwrap();
            prop_assert!(strengths.iter().all(|v| v.is_finite() && *v >= 0.0));
        }
    }

    #[test]
    fn changed_numbers_do_no_harm(at in any::<prop::sample::Index>(), value in 0i64..80) {
        let text = ForestFile::split(40, 0.01).text();
        let numbers: Vec<usize> = (1..text.len())
            .filter(|&i| text[i..].starts_with(|c: char| c.is_ascii_digit()) && text[..i].ends_with(' '))
            .collect();
        let start = numbers[at.index(numbers.len())];
        let end = start + text[start..].find([',', '\n', ' ']).unwrap();
        let text = format!("{}{value}{}", &text[..start], &text[end..]);
        if let Ok(forest) = StructuredForest::from_bytes(text.as_bytes()) {
            forest.strengths(&picture()).unwrap();
        }
    }
}
