//! What a transformer is made of, beside Burn's own: linear layers, attention, GELU and softmax, at the sizes of the full model
//! (three images) and of the training of `mini` (sixteen sequences).
//!
//! `cargo bench --bench kernels`, and with `RAYON_NUM_THREADS=1`.

#![allow(missing_docs)] // made by criterion's macros

use agpis_kernels as kernels;
use burn::tensor::{Device, Distribution, Tensor, activation, module};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// As the programs that train have it: tensors come and go at every step.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Function = Box<dyn Fn(Tensor<3>) -> Tensor<3>>;

/// A model's batch of images.
struct Size {
    name: &'static str,
    images: usize,
    tokens: usize,
    d_model: usize,
    heads: usize,
}

const SIZES: [Size; 2] = [
    Size { name: "full", images: 3, tokens: 197, d_model: 768, heads: 12 },
    Size { name: "mini", images: 16 * 3, tokens: 65, d_model: 96, heads: 3 },
];

/// A function of this project, and what Burn has for it.
struct Pair {
    name: &'static str,
    input: [usize; 3],
    ours: Function,
    burns: Function,
}

impl Size {
    fn pairs(&self, device: &Device) -> [Pair; 5] {
        let &Self { images, tokens, d_model, heads, .. } = self;
        let hidden = [images, tokens, 4 * d_model];
        [
            self.linear(device),
            Pair {
                name: "attention",
                input: [images, tokens, 3 * d_model],
                ours: Box::new(move |qkv| {
                    kernels::self_attention(&qkv, heads, false).expect("a kernel on flex")
                }),
                burns: Box::new(move |qkv| burns_attention(qkv, heads)),
            },
            Pair {
                name: "gelu",
                input: hidden,
                ours: Box::new(kernels::gelu),
                burns: Box::new(activation::gelu),
            },
            Pair {
                name: "gelu_tanh",
                input: hidden,
                ours: Box::new(kernels::gelu_tanh),
                burns: Box::new(activation::gelu_approximate),
            },
            Pair {
                name: "softmax",
                input: [images * heads, tokens, tokens],
                ours: Box::new(kernels::softmax),
                burns: Box::new(|x| activation::softmax(x, 2)),
            },
        ]
    }

    /// The first layer of a block's feed-forward network.
    fn linear(&self, device: &Device) -> Pair {
        let hidden = 4 * self.d_model;
        let weight = Tensor::<2>::random([self.d_model, hidden], Distribution::Normal(0.0, 0.02), device);
        let bias = Tensor::<1>::zeros([hidden], device);
        let (weight, bias) =
            if device.is_autodiff() { (weight.require_grad(), bias.require_grad()) } else { (weight, bias) };
        let (weights, biases) = (weight.clone(), bias.clone());
        Pair {
            name: "linear",
            input: [self.images, self.tokens, self.d_model],
            ours: Box::new(move |x| kernels::linear(x, weight.clone(), Some(bias.clone()))),
            burns: Box::new(move |x| module::linear(x, weights.clone(), Some(biases.clone()))),
        }
    }
}

/// Heads taken apart, Burn's attention, and heads put together again.
fn burns_attention(qkv: Tensor<3>, heads: usize) -> Tensor<3> {
    let [images, tokens, width] = qkv.dims();
    let d_model = width / 3;
    let parts = qkv.reshape([images, tokens, 3, heads, d_model / heads]).permute([2, 0, 3, 1, 4]);
    let [query, key, value] = std::array::from_fn(|i| parts.clone().slice(i..=i).squeeze_dim::<4>(0));
    let seen = module::attention(query, key, value, None, None, Default::default());
    seen.swap_dims(1, 2).reshape([images, tokens, d_model])
}

fn all(criterion: &mut Criterion) {
    for size in &SIZES {
        for training in [false, true] {
            let device = if training { Device::flex().autodiff() } else { Device::flex() };
            for pair in size.pairs(&device) {
                measure(criterion, size.name, &pair, &device, training);
            }
        }
    }
}

fn measure(criterion: &mut Criterion, size: &str, pair: &Pair, device: &Device, training: bool) {
    let what = if training { "forward and backward" } else { "forward" };
    let mut group = criterion.benchmark_group(format!("{} {size}, {what}", pair.name));
    group.throughput(Throughput::Elements(pair.input.iter().product::<usize>() as u64)).sample_size(20);
    for (whose, function) in [("agpis", &pair.ours), ("burn", &pair.burns)] {
        group.bench_function(BenchmarkId::from_parameter(whose), |b| {
            b.iter_with_setup(|| input(pair.input, device, training), |x| run(function, x, training));
        });
    }
    group.finish();
}

fn input(dims: [usize; 3], device: &Device, training: bool) -> Tensor<3> {
    let x = Tensor::random(dims, Distribution::Normal(0.0, 2.0), device);
    if training { x.require_grad() } else { x }
}

fn run(function: &Function, x: Tensor<3>, training: bool) {
    let y = function(x);
    if training {
        std::hint::black_box(y.sum().backward());
    } else {
        std::hint::black_box(y);
    }
}

criterion_group!(benches, all);
criterion_main!(benches);
