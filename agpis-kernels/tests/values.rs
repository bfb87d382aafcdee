//! The functions against the same ones in 64 bits, and their derivatives.

use agpis_kernels::{gelu, gelu_tanh, linear, log_softmax, self_attention, softmax};
use burn::tensor::{Device, FloatDType, Tensor, TensorData, activation};
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

fn waves(shape: [usize; 2], device: &Device) -> Tensor<2> {
    let values = (0..shape[0] * shape[1]).map(|i| (i as f32 * 0.731).sin()).collect::<Vec<_>>();
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// Σ over `x`'s row and `weight`'s column, in 64 bits.
fn linear_64(x: &[f32], weight: &[f32], bias: &[f32]) -> Vec<f64> {
    let (d_output, d_input) = (bias.len(), weight.len() / bias.len());
    let of = |row: &[f32], column: usize| {
        let terms =
            row.iter().enumerate().map(|(i, x)| f64::from(*x) * f64::from(weight[i * d_output + column]));
        terms.sum::<f64>() + f64::from(bias[column])
    };
    x.chunks(d_input).flat_map(|row| (0..d_output).map(move |column| of(row, column))).collect()
}

/// Few rows and many, so that one thread multiplies, all share one product, and all have rows of their own.
#[test]
fn a_linear_layer_is_that_of_64_bits() {
    let device = Device::flex();
    for [rows, d_input, d_output] in [[1, 1, 1], [3, 17, 5], [1, 300, 700], [40, 400, 500], [333, 31, 64]] {
        let (x, weight) = (waves([rows, d_input], &device), waves([d_input, d_output], &device));
        let bias: Tensor<1> = waves([1, d_output], &device).squeeze_dim(0);
        let expected = linear_64(&read(x.clone()), &read(weight.clone()), &read(bias.clone()));
        let x: Tensor<3> = x.reshape([1, rows, d_input]);
        let actual = linear(x.clone(), weight.clone(), Some(bias.clone()));
        assert_eq!(actual.dims(), [1, rows, d_output]);
        let without_bias = read(linear(x.clone(), weight.clone(), None) + bias.clone().unsqueeze());
        // As it lies when a derivative is taken: the same matrix, column by column.
        let turned = Tensor::<2>::from_data(weight.transpose().into_data(), &device).transpose();
        let turned = read(linear(x, turned, Some(bias)));
        for (actual, expected) in
            [read(actual), without_bias, turned].concat().iter().zip(expected.iter().cycle())
        {
            let allowed = TOLERANCE * (d_input as f64).sqrt();
            let apart = (f64::from(*actual) - expected).abs();
            assert!(apart <= allowed, "{rows} × {d_input} × {d_output}: expected {expected}, got {actual}");
        }
    }
}

/// With a weight in bf16 the values of x are rounded too, where the processor has the instructions, and are not elsewhere.
#[test]
fn a_linear_layer_in_16_bits_adds_up_in_32() {
    let device = Device::flex();
    let rounded = |x: Tensor<2>| x.cast(FloatDType::BF16).cast(FloatDType::F32);
    for [rows, d_input, d_output] in [[1, 1, 1], [3, 17, 5], [13, 64, 33], [29, 31, 64], [150, 130, 70]] {
        let (x, weight) = (waves([rows, d_input], &device), waves([d_input, d_output], &device));
        let bias: Tensor<1> = waves([1, d_output], &device).squeeze_dim(0);
        let stored = weight.clone().cast(FloatDType::BF16);
        let actual = linear(x.clone(), stored.clone(), Some(bias.clone()));
        assert_eq!(actual.dtype(), burn::tensor::DType::F32);
        let actual = read(actual);
        let turned = Tensor::<2>::from_data(stored.transpose().into_data(), &device);
        let turned = turned.cast(FloatDType::BF16).transpose();
        assert_eq!(read(linear(x.clone(), turned, Some(bias.clone()))), actual);
        let of = |x: Tensor<2>| linear_64(&read(x), &read(rounded(weight.clone())), &read(bias.clone()));
        let apart = |expected: Vec<f64>| {
            let apart =
                actual.iter().zip(expected).map(|(actual, expected)| (f64::from(*actual) - expected).abs());
            apart.fold(0.0, f64::max)
        };
        let least = apart(of(rounded(x.clone()))).min(apart(of(x)));
        assert!(least <= TOLERANCE * (d_input as f64).sqrt(), "{rows} × {d_input} × {d_output}: {least}");
    }
}

#[test]
fn nothing_through_a_linear_layer_is_nothing() {
    let device = Device::flex();
    for dtype in [FloatDType::F32, FloatDType::BF16] {
        let of = |rows, d_input, d_output| {
            let (x, weight) =
                (waves([rows, d_input], &device), waves([d_input, d_output], &device).cast(dtype));
            linear(x, weight, Some(Tensor::ones([d_output], &device)))
        };
        assert_eq!(of(0, 3, 2).dims(), [0, 2]);
        assert_eq!(of(3, 2, 0).dims(), [3, 0]);
        assert_eq!(read(of(2, 0, 3)), [1.0; 6]);
    }
}

#[test]
#[should_panic(expected = "expected 4 values for a linear layer, got 3")]
fn a_linear_layer_says_what_does_not_fit() {
    let device = Device::flex();
    let _ = linear(waves([2, 3], &device), waves([4, 5], &device), None);
}

/// Heads taken out one by one, and Burn's operations.
fn self_attention_of_burn(qkv: &Tensor<3>, heads: usize, is_causal: bool) -> Tensor<3> {
    let [batch, tokens, width] = qkv.dims();
    let (d_model, d_head) = (width / 3, width / 3 / heads);
    let part = |part: usize, head: usize| {
        let start = part * d_model + head * d_head;
        qkv.clone().slice([0..batch, 0..tokens, start..start + d_head])
    };
    let hidden = Tensor::<2>::full([tokens, tokens], f32::NEG_INFINITY, &qkv.device()).triu(1);
    let seen = (0..heads).map(|head| {
        let scores = part(0, head).matmul(part(1, head).transpose()).div_scalar((d_head as f32).sqrt());
        let scores = if is_causal { scores + hidden.clone().unsqueeze() } else { scores };
        activation::softmax(scores, 2).matmul(part(2, head))
    });
    Tensor::cat(seen.collect(), 2)
}

#[test]
fn attention_is_that_of_burn() {
    let device = Device::flex();
    for [batch, tokens, heads, d_head] in [[1, 1, 1, 1], [2, 5, 3, 4], [3, 130, 2, 16], [1, 300, 1, 8]] {
        let width = 3 * heads * d_head;
        let qkv = waves([batch * tokens, width], &device).mul_scalar(2.0).reshape([batch, tokens, width]);
        let shuffled = qkv.clone().flip([1]);
        for (qkv, is_causal) in [(qkv.clone(), false), (qkv, true), (shuffled, false)] {
            let expected = self_attention_of_burn(&qkv, heads, is_causal);
            let actual = self_attention(&qkv, heads, is_causal).expect("it is flex");
            assert_eq!(actual.dims(), expected.dims());
            for (actual, expected) in read(actual).iter().zip(read(expected)) {
                assert!((actual - expected).abs() < 5e-6, "expected {expected}, got {actual}");
            }
        }
    }
}

#[test]
fn attention_to_nothing_is_nothing() {
    let empty = Tensor::<3>::zeros([0, 5, 12], &Device::flex());
    assert_eq!(self_attention(&empty, 2, true).expect("it is flex").dims(), [0, 5, 4]);
    let without_tokens = Tensor::<3>::zeros([5, 0, 12], &Device::flex());
    assert_eq!(self_attention(&without_tokens, 2, false).expect("it is flex").dims(), [5, 0, 4]);
}

/// Not even in the last bit: rows are shared out among threads, and a row's sums do not depend on how.
#[test]
fn threads_change_no_result() {
    let device = Device::flex();
    let weights = [FloatDType::F32, FloatDType::BF16].map(|dtype| waves([96, 160], &device).cast(dtype));
    for rows in [1, 2, 63, 65, 129, 200] {
        let x = waves([rows, 96], &device);
        let bias = Tensor::<1>::ones([160], &device);
        for weight in &weights {
            let of = |threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                read(pool.install(|| linear(x.clone(), weight.clone(), Some(bias.clone()))))
            };
            let expected = of(1);
            for threads in [2, 3, 5] {
                assert!(of(threads) == expected, "{rows} rows on {threads} threads");
            }
        }
    }
}

/// Of a part of a large tensor no more is copied than the part.
#[test]
fn a_part_of_a_tensor_leaves_the_rest_alone() {
    let device = Device::flex();
    let x: Tensor<2> = waves([50, 7], &device);
    let part = gelu(x.clone().slice([10..12, 0..7]));
    assert_eq!(read(part), read(gelu(x.clone()).slice([10..12, 0..7])));
    assert_eq!(read(x.clone()), read(waves([50, 7], &device)));
}
