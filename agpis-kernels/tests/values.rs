//! The functions against the same ones in 64 bits, and their derivatives.

use agpis_kernels::{gelu, gelu_tanh, log_softmax, softmax};
use burn::tensor::{Device, Tensor, TensorData, activation};
use proptest::prelude::*;

/// What the crate promises.
const TOLERANCE: f64 = 1e-6;

fn tensor(values: &[f32]) -> Tensor<1> {
    Tensor::from_data(values, &Device::flex())
}

fn read<const D: usize>(x: Tensor<D>) -> Vec<f32> {
    x.into_data().try_to_vec().expect("32 bits")
}

fn gelu_64(x: f64) -> f64 {
    0.5 * x * libm::erfc(-x / std::f64::consts::SQRT_2)
}

fn gelu_tanh_64(x: f64) -> f64 {
    0.5 * x * (1.0 + ((2.0 / std::f64::consts::PI).sqrt() * (x + 0.044715 * x.powi(3))).tanh())
}

/// As close as promised: of large values, a share.
fn assert_close(actual: f64, expected: f64, what: &str) {
    let allowed = TOLERANCE * expected.abs().max(1.0);
    assert!((actual - expected).abs() <= allowed, "{what}: expected {expected}, got {actual}");
}

#[test]
fn gelu_is_that_of_64_bits() {
    let x: Vec<f32> = (-12_000..12_000).map(|i| i as f32 / 1_000.0).collect();
    for (x, (erf, tanh)) in x.iter().zip(read(gelu(tensor(&x))).iter().zip(read(gelu_tanh(tensor(&x))))) {
        let exact = f64::from(*x);
        assert_close(f64::from(*erf), gelu_64(exact), &format!("gelu({x})"));
        assert_close(f64::from(tanh), gelu_tanh_64(exact), &format!("gelu_tanh({x})"));
    }
}

#[test]
fn gelu_of_what_is_huge_or_no_number() {
    for function in [gelu::<1>, gelu_tanh::<1>] {
        let y = read(function(tensor(&[1e30, -1e30, f32::MAX, f32::INFINITY, f32::NAN, 0.0, -0.0, 1e-30])));
        assert_eq!(y[..4], [1e30, 0.0, f32::MAX, f32::INFINITY]);
        assert!(y[4].is_nan());
        assert_eq!(y[5..7], [0.0, 0.0]);
        assert_eq!(y[7], 0.5e-30);
    }
}

#[test]
fn hidden_places_get_nothing_at_all() {
    let x = Tensor::<2>::from_data([[1.0, f32::NEG_INFINITY, 2.0], [-1e9, 0.0, -1e9]], &Device::flex());
    let y = read(softmax(x));
    assert_eq!((y[1], y[3], y[4], y[5]), (0.0, 0.0, 1.0, 0.0));
    let none = Tensor::<2>::from_data([[f32::NEG_INFINITY; 3]], &Device::flex());
    assert!(read(softmax(none)).iter().all(|y| y.is_nan()));
    let unknown = Tensor::<2>::from_data([[0.0, f32::NAN, 1.0]], &Device::flex());
    assert!(read(softmax(unknown)).iter().all(|y| y.is_nan()));
}

#[test]
fn what_is_shared_keeps_its_values() {
    let x = tensor(&[-1.0, 0.5, 3.0]);
    for function in [gelu::<1>, gelu_tanh::<1>, softmax::<1>, log_softmax::<1>] {
        let before = read(x.clone());
        let _ = function(x.clone());
        assert_eq!(read(x.clone()), before);
    }
}

#[test]
fn parts_and_transposes_are_read_in_their_order() {
    let device = Device::flex();
    let values: Vec<f32> = (0..7 * 40).map(|i| (i as f32 * 0.37).sin() * 4.0).collect();
    let x = Tensor::<2>::from_data(TensorData::new(values, [7, 40]), &device);
    let views =
        [x.clone().transpose(), x.clone().slice([2..5, 3..20]), x.clone().slice([2..4, 0..40]), x.flip([1])];
    for view in views {
        let copy = Tensor::<2>::from_data(view.clone().into_data(), &device);
        for function in [gelu::<2>, gelu_tanh::<2>, softmax::<2>, log_softmax::<2>] {
            assert_eq!(read(function(view.clone())), read(function(copy.clone())));
        }
    }
}

#[test]
fn nothing_gives_nothing() {
    let empty = Tensor::<2>::zeros([0, 5], &Device::flex());
    let without_width = Tensor::<2>::zeros([5, 0], &Device::flex());
    for function in [gelu::<2>, gelu_tanh::<2>, softmax::<2>, log_softmax::<2>] {
        assert_eq!(function(empty.clone()).dims(), [0, 5]);
        assert_eq!(function(without_width.clone()).dims(), [5, 0]);
    }
}

/// Other precisions are Burn's business.
#[test]
fn other_precisions_are_computed_too() {
    let x = tensor(&[-1.0, 0.5, 3.0]).cast(burn::tensor::FloatDType::F64);
    let y: Vec<f64> = gelu(x.clone()).into_data().try_to_vec().unwrap();
    let burns: Vec<f64> = activation::gelu(x).into_data().try_to_vec().unwrap();
    assert_eq!(y, burns);
}

proptest! {
    #[test]
    fn softmax_is_that_of_64_bits(
        rows in 1_usize..4,
        row in prop::collection::vec(-40.0f32..40.0, 1..600),
        shift in -1e3f32..1e3,
    ) {
        let width = row.len();
        let values: Vec<f32> = (0..rows).flat_map(|i| row.iter().map(move |x| x + shift * i as f32)).collect();
        let x = Tensor::<2>::from_data(TensorData::new(values.clone(), [rows, width]), &Device::flex());
        let (share, log) = (read(softmax(x.clone())), read(log_softmax(x)));
        for (row, (share, log)) in values.chunks(width).zip(share.chunks(width).zip(log.chunks(width))) {
            let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let shifted = row.iter().map(|x| f64::from(x - most));
            let sum: f64 = shifted.clone().map(f64::exp).sum();
            for ((x, share), log) in shifted.zip(share).zip(log) {
                assert_close(f64::from(*share), x.exp() / sum, "softmax");
                assert_close(f64::from(*log), x - sum.ln(), "log_softmax");
            }
        }
    }
}
