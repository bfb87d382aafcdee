//! The single-tower baselines against torchvision and timm: every case of `baselines/`.

use agpis_vision::read;
use burn::tensor::activation::softmax;
use burn::tensor::{DType, FloatDType, Tensor};

use crate::case::Case;
use crate::common::{assert_close, entries, fixtures, tensor};

#[test]
fn every_stored_case_agrees() {
    let folder = fixtures("baselines");
    let cases = entries(&folder, ".io.safetensors");
    assert!(!cases.is_empty(), "{} holds no case", folder.display());
    for case in cases {
        check(&Case::open(&case));
    }
}

/// Images in 16 bits are all it takes to compute in 16 bits.
#[test]
fn sixteen_bits_give_nearly_the_same_probabilities() {
    for case in entries(&fixtures("baselines"), ".io.safetensors") {
        let (case, device) = (Case::open(&case), crate::device());
        let model = case.model(&device);
        let exact = tensor::<2>(&case.file, "out.probs", &device);
        for (precision, tolerance) in [(FloatDType::F16, 0.01), (FloatDType::BF16, 0.05)] {
            if !device.supports_dtype(precision) {
                continue;
            }
            let logits = model.forward(case.pixels(&device).cast(precision));
            let name = format!("{} in {precision:?}", case.name);
            assert_close(&name, softmax(logits.cast(DType::F32), 1), exact.clone(), tolerance);
        }
    }
}

fn check(case: &Case) {
    let (name, device, tolerance) = (&case.name, crate::device(), case.tolerance());
    case.config().validate().unwrap_or_else(|e| panic!("{name}: {e}"));
    let expected = |part: &str| tensor::<2>(&case.file, part, &device);

    let pixels = case.pixels(&device);
    let first: Tensor<1> = pixels.clone().flatten::<1>(0, 4).slice(0..16);
    assert_eq!(read(first).unwrap(), read(tensor::<1>(&case.file, "pixel_head", &device)).unwrap(), "{name}");
    let model = case.model(&device);
    let features = model.features(pixels.clone());
    assert_close(&format!("{name}: features"), features, expected("out.features"), tolerance);
    let logits = model.forward(pixels);
    assert_close(&format!("{name}: logits"), logits.clone(), expected("out.logits"), tolerance);
    assert_close(&format!("{name}: p"), softmax(logits, 1), expected("out.probs"), tolerance);
}
