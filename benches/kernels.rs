//! GELU and softmax as the models call them, beside Burn's own: what a step of a transformer spends outside its matrix
//! products, at the sizes of the full model (one sequence) and of the training of `mini` (sixteen).
//!
//! `cargo bench --bench kernels`, and with `RAYON_NUM_THREADS=1`.

#![allow(missing_docs)] // made by criterion's macros

use agpis::vision::nn;
use burn::tensor::{Device, Distribution, Tensor, activation};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// As the programs that train have it: tensors come and go at every step.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Function = fn(Tensor<2>) -> Tensor<2>;
/// A model's name, and the rows and columns that it has.
type Sizes = [(&'static str, [usize; 2]); 2];

/// Of the hidden layer, and of the attention's scores.
const HIDDEN: Sizes = [("full", [3 * 197, 3072]), ("mini", [16 * 3 * 65, 384])];
const SCORES: Sizes = [("full", [3 * 12 * 197, 197]), ("mini", [16 * 3 * 3 * 65, 65])];

fn kernels(criterion: &mut Criterion) {
    let burn_softmax: Function = |x| activation::softmax(x, 1);
    let functions: [(&str, Function, Function, Sizes); 3] = [
        ("gelu", nn::gelu, activation::gelu, HIDDEN),
        ("gelu_tanh", nn::gelu_tanh, activation::gelu_approximate, HIDDEN),
        ("softmax", nn::softmax, burn_softmax, SCORES),
    ];
    for (name, ours, burns, sizes) in functions {
        for (size, dims) in sizes {
            let values = (dims[0] * dims[1]) as u64;
            let mut group = criterion.benchmark_group(format!("{name} {size}"));
            group.throughput(Throughput::Elements(values)).sample_size(20);
            for (whose, function) in [("agpis", ours), ("burn", burns)] {
                for training in [false, true] {
                    let what = if training { "forward and backward" } else { "forward" };
                    group.bench_function(BenchmarkId::new(whose, what), |b| {
                        b.iter_with_setup(|| input(dims, training), |x| run(function, x, training));
                    });
                }
            }
            group.finish();
        }
    }
}

fn input(dims: [usize; 2], training: bool) -> Tensor<2> {
    let device = if training { Device::flex().autodiff() } else { Device::flex() };
    let x = Tensor::random(dims, Distribution::Normal(0.0, 2.0), &device);
    if training { x.require_grad() } else { x }
}

fn run(function: Function, x: Tensor<2>, training: bool) {
    let y = function(x);
    if training {
        std::hint::black_box(y.sum().backward());
    } else {
        std::hint::black_box(y);
    }
}

criterion_group!(benches, kernels);
criterion_main!(benches);
