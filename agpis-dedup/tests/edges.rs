//! L*a*b* gradient edges against the same chain in NumPy.

mod common;
#[path = "common/npz.rs"]
mod npz;

use std::f32::consts::PI;
use std::fs;
use std::path::Path;

use agpis_core::Image;
use agpis_dedup::{Lab, LabGradient};

/// The reference interpolates L*a*b* in a table; rounding is all that differs after it.
const LAB_TOLERANCE: f32 = 4e-3;
const TOLERANCE: f32 = 1e-4;
/// Which channel is steepest and which pixel is weaker are strict comparisons: rounding turns a few of them.
const MAX_FLIPPED: f64 = 0.001;

fn image(path: &Path) -> Image {
    let rgb = image::open(path).unwrap().into_rgb8();
    Image::from_rgb8(rgb.width(), rgb.height(), rgb.into_raw()).unwrap()
}

fn check(path: &Path) {
    let case = path.display();
    let arrays = npz::read(path);
    let [height, width, 3] = arrays["lab"].shape[..] else { panic!("{case}: L*a*b* pixels") };
    let pixels: Vec<[f32; 3]> =
        arrays["lab"].values.chunks_exact(3).map(|lab| [lab[0], lab[1], lab[2]]).collect();

    let lab = Lab::new(&image(&path.with_extension("png")));
    for (i, expected) in pixels.iter().enumerate() {
        for (actual, expected) in lab.pixel(i % width, i / width).iter().zip(expected) {
            assert!((actual - expected).abs() < LAB_TOLERANCE, "{case}: colour of pixel {i}");
        }
    }

    let edges = LabGradient::default().detect_lab(&Lab::from_pixels(width, &pixels)).unwrap();
    assert_eq!((edges.width(), edges.height()), (width, height));
    let flipped = (0..pixels.len()).filter(|&i| {
        let (strength, expected) = (edges.strength()[i], arrays["Enms"].values[i]);
        let thinned = (strength == 0.0) == (expected == 0.0);
        assert!(!thinned || (strength - expected).abs() < TOLERANCE, "{case}: strength of pixel {i}");
        // The direction of next to no gradient is next to undefined.
        let turn = (edges.orientation()[i] - arrays["O"].values[i]).abs();
        !thinned || turn.min(PI - turn) * arrays["E"].values[i] > TOLERANCE
    });
    let flipped = flipped.count();
    assert!(flipped as f64 <= MAX_FLIPPED * pixels.len() as f64, "{case}: {flipped} pixels flipped");
}

#[test]
fn agrees_with_the_reference() {
    let folder = common::fixtures("dedup/edgechain");
    let files = fs::read_dir(folder).expect("reference cases").map(|entry| entry.unwrap().path());
    let cases: Vec<_> = files.filter(|path| path.extension().is_some_and(|e| e == "npz")).collect();
    assert!(!cases.is_empty(), "no reference cases");
    cases.iter().for_each(|path| check(path));
}
