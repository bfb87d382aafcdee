//! Gradients, against those in 64 bits and those of Burn's own functions.
#![cfg(feature = "autodiff")]

use agpis_kernels::{gelu, gelu_tanh, log_softmax, softmax};
use burn::tensor::{Device, Tensor, TensorData, activation};
use proptest::prelude::*;

const WIDTH: usize = 37;

fn gradient(function: impl Fn(Tensor<2>) -> Tensor<2>, values: &[f32], weights: &[f32]) -> Vec<f32> {
    let device = Device::flex().autodiff();
    let tensor = |values: &[f32]| {
        Tensor::<2>::from_data(TensorData::new(values.to_vec(), [values.len() / WIDTH, WIDTH]), &device)
    };
    let x = tensor(values).require_grad();
    let gradients = (function(x.clone()) * tensor(weights)).sum().backward();
    x.grad(&gradients).expect("it is asked for").into_data().try_to_vec().expect("32 bits")
}

fn gelu_slope(x: f64) -> f64 {
    let bell = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2) + x * bell
}

#[test]
fn the_slope_of_gelu_is_that_of_64_bits() {
    let x: Vec<f32> = (0..WIDTH * 600).map(|i| i as f32 / 1_000.0 - 11.1).collect();
    let slopes = gradient(gelu, &x, &vec![1.0; x.len()]);
    for (x, slope) in x.iter().zip(slopes) {
        let expected = gelu_slope(f64::from(*x));
        assert!((f64::from(slope) - expected).abs() < 1e-6, "at {x}: expected {expected}, got {slope}");
    }
}

#[test]
fn slopes_far_out_are_numbers() {
    for function in [gelu::<2>, gelu_tanh::<2>] {
        let far = [[1e30; 18].as_slice(), &[-1e30; 18], &[0.0]].concat();
        let slopes = gradient(function, &far, &[1.0; WIDTH]);
        assert_eq!((slopes[0], slopes[20], slopes[36]), (1.0, 0.0, 0.5));
    }
}

#[test]
fn nothing_is_learned_through_what_is_detached() {
    let device = Device::flex().autodiff();
    let x = Tensor::<2>::ones([2, WIDTH], &device).require_grad();
    let gradients = (gelu(x.clone().detach()) + x.clone()).sum().backward();
    let gradient: Vec<f32> = x.grad(&gradients).unwrap().into_data().try_to_vec().unwrap();
    assert_eq!(gradient, vec![1.0; 2 * WIDTH]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn gradients_are_those_of_burn(
        x in prop::collection::vec(-6.0f32..6.0, 3 * WIDTH),
        weights in prop::collection::vec(-2.0f32..2.0, 3 * WIDTH),
    ) {
        type Function = fn(Tensor<2>) -> Tensor<2>;
        let pairs: [(Function, Function); 4] = [
            (gelu, activation::gelu),
            (gelu_tanh, activation::gelu_approximate),
            (softmax, |x| activation::softmax(x, 1)),
            (log_softmax, |x| activation::log_softmax(x, 1)),
        ];
        for (ours, burns) in pairs {
            let (ours, burns) = (gradient(ours, &x, &weights), gradient(burns, &x, &weights));
            for (ours, burns) in ours.iter().zip(burns) {
                prop_assert!((ours - burns).abs() < 5e-6, "expected {burns}, got {ours}");
            }
        }
    }
}
