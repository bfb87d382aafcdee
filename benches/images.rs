//! From the bytes of a picture to its features: decoding, preprocessing, the image encoder.
//! `cargo bench --bench images`.

#![allow(missing_docs)]

#[path = "common/devices.rs"]
mod devices;
#[path = "common/full_size.rs"]
#[allow(dead_code)] // some of it is for other benches
mod full_size;
#[path = "common/pictures.rs"]
mod pictures;

use std::hint::black_box;
use std::time::Duration;

use agpis::vision::{DecodeLimits, Preprocess, decode, read};
use agpis::{Device, Image};
use burn::tensor::Tensor;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Sides of pictures as shops have them, in pixels.
const SIDES: [u32; 2] = [400, 1000];

fn decoding(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    group.throughput(Throughput::Elements(1));
    for side in SIDES {
        let bytes = pictures::jpeg(&pictures::picture(side, 0));
        group.bench_function(BenchmarkId::new("jpeg", side), |b| {
            b.iter(|| decode(black_box(&bytes), &DecodeLimits::default()).expect("a picture"));
        });
    }
}

fn preprocessing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("preprocess");
    group.throughput(Throughput::Elements(1));
    for (side, size) in [(400, 96), (400, 224), (1000, 224)] {
        let picture = pictures::picture(side, 0);
        group.bench_function(BenchmarkId::new(format!("{side} to"), size), |b| {
            b.iter(|| Preprocess { size }.to_values(black_box(std::slice::from_ref(&picture))));
        });
    }
}

fn image_encoder(criterion: &mut Criterion) {
    for (name, device) in devices::all() {
        let default = full_size::default_bundle(&device).into_bundle();
        let models = [
            ("default bundle", default.muisc.encoder.vit, default.manifest.muisc.model.image.image_size),
            ("full size", full_size::model(&device).encoder.vit, full_size::config().image.image_size),
        ];
        for (size, vit, side) in models {
            let mut group = criterion.benchmark_group(format!("vit/{size}/{name}"));
            group.sample_size(10).warm_up_time(Duration::from_secs(2));
            for batch in [1, 8] {
                let images = images(batch, side as u32, &device);
                group.throughput(Throughput::Elements(batch as u64));
                group.bench_function(BenchmarkId::new("images", batch), |b| {
                    b.iter(|| read(vit.forward(images.clone())).expect("features"));
                });
            }
        }
    }
}

fn images(count: u32, side: u32, device: &Device) -> Tensor<4> {
    let pictures: Vec<Image> = (0..count).map(|i| pictures::picture(400, i)).collect();
    Preprocess { size: side }.to_tensor(&pictures, device)
}

criterion_group!(benches, decoding, preprocessing, image_encoder);
criterion_main!(benches);
