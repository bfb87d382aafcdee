//! What structured forests of a few nodes find.

#[path = "common/forest.rs"]
mod forest;

use agpis_core::Image;
use agpis_dedup::{EdgeDetector, StructuredForest};
use forest::ForestFile;
use proptest::prelude::*;

fn load(file: &ForestFile) -> StructuredForest {
    StructuredForest::from_bytes(&file.gzip()).unwrap_or_else(|e| panic!("{e}\n{}", file.text()))
}

fn grey(width: u32, height: u32, level: impl Fn(u32, u32) -> u8) -> Image {
    let level = &level;
    let pixels = (0..height).flat_map(|y| (0..width).flat_map(move |x| [level(x, y); 3]));
    Image::from_rgb8(width, height, pixels.collect::<Vec<u8>>()).unwrap()
}

#[test]
fn a_leaf_puts_its_edge_at_every_position() {
    let strengths = load(&ForestFile::default()).strengths(&grey(8, 8, |_, _| 99)).unwrap();
    // Votes of 2 at (0, 0), (2, 0), …, (4, 4), smoothed with 1, 2, 1.
    let profile = [0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.0, 0.0];
    for (i, &strength) in strengths.iter().enumerate() {
        assert_eq!(strength, 2.0 * profile[i % 8] * profile[i / 8], "pixel {i}");
    }
}

#[test]
fn bins_count_rows_fastest_and_channels_do_not_matter() {
    let one_position = ForestFile::default().with("patchSize", 8).with("patchInnerSize", 4).with("stride", 4);
    for bin in [3 * 4 + 2, 16 + 3 * 4 + 2, 6 * 16 + 3 * 4 + 2] {
        let file = ForestFile { bins: vec![bin], ..one_position.clone() };
        let strengths = load(&file).strengths(&grey(8, 8, |_, _| 0)).unwrap();
        let (columns, rows) = ([0.0, 0.0, 0.25, 0.5, 0.25, 0.0, 0.0, 0.0], [0.0, 0.25, 0.5, 0.25]);
        for (i, &strength) in strengths.iter().enumerate() {
            let row = rows.get(i / 8).copied().unwrap_or(0.0);
            assert_eq!(strength, 2.0 * columns[i % 8] * row, "bin {bin}, pixel {i}");
        }
    }
}

#[test]
fn a_split_tells_dark_from_bright() {
    let halves = grey(16, 8, |x, _| if x < 8 { 0 } else { 255 });
    let strengths = load(&ForestFile::split(0, 0.2)).strengths(&halves).unwrap();
    // The first feature is the lightness of the padding's corner: the patch of column 8 still sees column 7.
    assert_eq!(strengths[..9], [0.0; 9]);
    assert_eq!(strengths[9..16], [0.25, 0.5, 0.5, 0.5, 0.25, 0.0, 0.0]);
}

#[test]
fn self_similarity_compares_cells() {
    // The first of them: after 2 x 2 values of 7 channels. The difference in a plain picture is 0.
    for (threshold, edges) in [(-1e-3, true), (0.0, true), (1e-3, false)] {
        let strengths = load(&ForestFile::split(28, threshold)).strengths(&grey(8, 8, |_, _| 77)).unwrap();
        assert_eq!(strengths.iter().any(|&v| v > 0.0), edges, "{threshold}");
    }
    // Brighter below: the first cell, above the second, is darker by a step of lightness.
    let steps = grey(8, 8, |_, y| (y * 30) as u8);
    assert!(load(&ForestFile::split(28, -1e-3)).strengths(&steps).unwrap().iter().all(|&v| v == 0.0));
}

#[test]
fn levels_of_sharpening_but_the_first_are_skipped() {
    let image = grey(9, 9, |x, y| (x * y) as u8);
    let sharpened = ForestFile { boundaries: vec![0, 1, 3], bins: vec![0, 1, 1], ..ForestFile::default() };
    let plain = load(&ForestFile::default()).strengths(&image).unwrap();
    assert_eq!(load(&sharpened).strengths(&image).unwrap(), plain);
}

#[test]
fn neighbours_ask_different_trees() {
    let two = ForestFile {
        children: vec![vec![0], vec![0]],
        feature_ids: vec![vec![0], vec![0]],
        thresholds: vec![vec![0.0], vec![0.0]],
        boundaries: vec![0, 1, 1],
        ..ForestFile::default().with("numberOfTrees", 2)
    };
    let strengths = load(&two).strengths(&grey(12, 12, |_, _| 5)).unwrap();
    let at = |x: usize, y: usize| strengths[y * 12 + x];
    assert!(at(4, 4) > at(2, 4) && at(4, 4) > at(4, 2) && at(2, 2) == at(4, 4), "a chequerboard");
}

#[test]
fn pictures_of_every_size_have_a_map_or_an_error() {
    let detector = load(&ForestFile::default());
    for (width, height) in [(1, 1), (1, 50), (2, 2), (3, 3), (9_999, 2)] {
        let map = detector.detect(&grey(width, height, |_, _| 128)).unwrap();
        assert_eq!((map.width(), map.height()), (width as usize, height as usize));
    }
    let error = detector.detect(&grey(10_000, 1, |_, _| 0)).unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(cause, "expected sides of at most 9999 pixels, got 10000x1");
    // 35 channels of two kinds, none shrunk: a model that asks for a lot.
    let greedy = ForestFile::default().with("numberOfGradientOrientations", 16).with("shrinkNumber", 1);
    let error = load(&greedy).strengths(&grey(4_500, 4_500, |_, _| 0)).unwrap_err().to_string();
    assert!(error.contains("expected a picture with at most 1073741824 features"), "{error}");
}

fn any_forest() -> impl Strategy<Value = ForestFile> {
    let sizes = (1i64..9, 1i64..5, 1i64..8, 1i64..5, 1i64..5, 1i64..5);
    (sizes, [0i64..6, 0..6, 0..6, 0..6], any::<[u16; 4]>(), -0.2f32..0.6, any::<[u16; 4]>()).prop_map(
        |((stride, shrink, shrunk, orientations, grid, trees), radii, features, threshold, bins)| {
            let (patch, channels) = (shrink * shrunk, 2 * orientations + 5);
            let inner = 1 + i64::from(bins[0]) % patch;
            let pairs = grid * grid * (grid * grid - 1) / 2;
            let feature = |i: i64| i64::from(features[i as usize]) % (channels * (shrunk * shrunk + pairs));
            let bins = bins.map(|bin| i64::from(bin) % (inner * inner * channels)).to_vec();
            ForestFile {
                children: vec![vec![2, 0, 0]; trees as usize],
                feature_ids: (0..trees).map(|tree| vec![feature(tree), 0, 0]).collect(),
                thresholds: vec![vec![threshold, 0.0, 0.0]; trees as usize],
                boundaries: (0..=3 * trees).map(|i| i.min(4)).collect(),
                bins,
                ..ForestFile::default()
            }
            .with("stride", stride)
            .with("shrinkNumber", shrink)
            .with("patchSize", patch)
            .with("patchInnerSize", inner)
            .with("numberOfGradientOrientations", orientations)
            .with("selfsimilarityGridSize", grid)
            .with("numberOfTrees", trees)
            .with("numberOfTreesToEvaluate", 1 + trees / 2)
            .with("gradientSmoothingRadius", radii[0])
            .with("regFeatureSmoothingRadius", radii[1])
            .with("ssFeatureSmoothingRadius", radii[2])
            .with("gradientNormalizationRadius", radii[3])
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn every_forest_takes_every_picture_whatever_the_threads(
        file in any_forest(),
        (width, height, pixels) in (1u32..60, 1u32..60).prop_flat_map(|(w, h)| {
            (Just(w), Just(h), prop::collection::vec(any::<u8>(), (w * h * 3) as usize))
        }),
    ) {
        let (detector, image) = (load(&file), Image::from_rgb8(width, height, pixels).unwrap());
        let map = detector.detect(&image).unwrap();
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        prop_assert_eq!(one.install(|| detector.detect(&image)).unwrap(), map);
    }
}
