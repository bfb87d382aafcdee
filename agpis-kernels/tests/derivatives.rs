//! Gradients, against those in 64 bits and those of Burn's own functions.
#![cfg(feature = "autodiff")]

use agpis_kernels::{gelu, gelu_tanh, linear, log_softmax, self_attention, softmax};
use burn::tensor::{Device, Tensor, TensorData, activation, module};
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

fn waves<const D: usize>(shape: [usize; D], step: f32) -> Tensor<D> {
    let values = (0..shape.iter().product()).map(|i: usize| (i as f32 * step).sin()).collect::<Vec<_>>();
    Tensor::from_data(TensorData::new(values, shape), &Device::flex().autodiff())
}

fn read<const D: usize>(x: Tensor<D>) -> Vec<f32> {
    x.into_data().try_to_vec().expect("32 bits")
}

fn assert_close(actual: &[f32], expected: &[f32]) {
    assert_eq!(actual.len(), expected.len());
    for (actual, expected) in actual.iter().zip(expected) {
        assert!((actual - expected).abs() < 2e-5, "expected {expected}, got {actual}");
    }
}

type Linear = fn(Tensor<3>, Tensor<2>, Option<Tensor<1>>) -> Tensor<3>;

/// Gradients of x, weight and bias, of which those not wanted are not computed.
fn linear_gradients(linear: Linear, wanted: [bool; 3], with_bias: bool) -> Vec<Option<Vec<f32>>> {
    let [rows, d_input, d_output] = [70, 19, 23];
    let (x, weight, bias) =
        (waves([2, rows, d_input], 0.7), waves([d_input, d_output], 0.3), waves([d_output], 0.1));
    let x = if wanted[0] { x.require_grad() } else { x };
    let weight = if wanted[1] { weight.require_grad() } else { weight };
    let bias = if wanted[2] { bias.require_grad() } else { bias };
    let y = linear(x.clone(), weight.clone(), with_bias.then(|| bias.clone()));
    let gradients = (y * waves([2, rows, d_output], 0.9)).sum().backward();
    vec![x.grad(&gradients).map(read), weight.grad(&gradients).map(read), bias.grad(&gradients).map(read)]
}

#[test]
fn gradients_of_a_linear_layer_are_those_of_burn() {
    for wanted in [[true, true, true], [false, true, true], [true, false, false], [true, false, true]] {
        for with_bias in [true, false] {
            let ours = linear_gradients(linear, wanted, with_bias);
            let burns = linear_gradients(module::linear, wanted, with_bias);
            for (ours, burns) in ours.iter().zip(&burns) {
                assert_eq!(ours.is_some(), burns.is_some());
                assert_close(ours.as_deref().unwrap_or_default(), burns.as_deref().unwrap_or_default());
            }
        }
    }
}

/// By differences: half of a step to each side.
#[test]
fn gradients_of_attention_are_its_slopes() {
    let (shape, step) = ([2, 6, 24], 1e-2);
    for is_causal in [false, true] {
        let weights = waves([2, 6, 8], 0.37);
        let loss = |qkv: Tensor<3>| {
            (self_attention(&qkv, 2, is_causal).expect("it is flex") * weights.clone()).sum()
        };
        let qkv = waves(shape, 0.59).require_grad();
        let gradient = read(qkv.grad(&loss(qkv.clone()).backward()).expect("it is asked for"));
        let values = read(qkv);
        for (i, gradient) in gradient.iter().enumerate() {
            let at = |by: f32| {
                let mut values = values.clone();
                values[i] += by;
                let qkv = Tensor::from_data(TensorData::new(values, shape), &Device::flex().autodiff());
                f64::from(loss(qkv).into_scalar::<f32>())
            };
            let slope = (at(step) - at(-step)) / f64::from(2.0 * step);
            assert!((slope - f64::from(*gradient)).abs() < 1e-3, "at {i}: expected {slope}, got {gradient}");
        }
    }
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
