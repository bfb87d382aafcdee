//! The whole of Figure 2 with the default bundle, from files in memory to a judged sequence, a product having 7 candidates
//! of 400 × 400 pixels: `cargo bench --bench pipeline`, and with `RAYON_NUM_THREADS=1` on one thread.
//!
//! `stages` are the parts of it, each given what the one before it made of one product.

#![allow(missing_docs)]

#[path = "common/devices.rs"]
mod devices;
#[path = "common/full_size.rs"]
#[allow(dead_code)] // some of it is for other benches
mod full_size;
#[path = "common/pictures.rs"]
#[allow(dead_code)] // some of it is for other benches
mod pictures;

use std::time::Duration;

use agpis::{Agpis, ImageId, ImageSource, ListedImage, Listing, Options, Outcome, ProductId, Stage};
use agpis_bench::{Bench, BenchConfig, ShopProduct, Split};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const CANDIDATES: usize = 7;
const SIDE: u32 = 400;

/// Drawn products of a shop with as many candidates as wanted.
fn listings(count: usize) -> Vec<Listing> {
    let bench = Bench::new(BenchConfig { image_size: SIDE, ..BenchConfig::default() });
    let products = (0..).map(|i| bench.shop_product(Split::Test, i));
    products.filter(|product| product.images.len() == CANDIDATES).take(count).map(listing).collect()
}

fn listing(product: ShopProduct) -> Listing {
    let image = |(i, image): (usize, &agpis::Image)| ListedImage {
        id: ImageId::new(i.to_string()).expect("an id"),
        source: ImageSource::Bytes(pictures::jpeg(image).into()),
    };
    let images = product.images.iter().enumerate().map(image).collect();
    Listing::new(ProductId::new(product.sku).expect("an id"), product.title.text, images).expect("a listing")
}

/// What goes on.
fn next<T>(outcomes: Vec<Outcome<T>>) -> Vec<T> {
    let next = outcomes.into_iter().filter_map(|outcome| match outcome {
        Outcome::Next(next) => Some(next),
        Outcome::Terminated(_) => None,
    });
    next.collect()
}

fn whole(criterion: &mut Criterion) {
    for (name, device) in devices::all() {
        let agpis = full_size::default_bundle(&device);
        let pipeline = agpis.pipeline(&Options::default()).expect("a pipeline");
        let mut group = criterion.benchmark_group(format!("pipeline/default bundle/{name}"));
        group.sample_size(20).warm_up_time(Duration::from_secs(2)).measurement_time(Duration::from_secs(8));
        for count in [1, 16] {
            let listings = listings(count);
            group.throughput(Throughput::Elements(count as u64));
            group.bench_function(BenchmarkId::new("products", count), |b| {
                b.iter(|| pipeline.run(listings.clone()).expect("outcomes"));
            });
        }
        group.finish();
        stages(criterion, &name, &agpis);
    }
}

fn stages(criterion: &mut Criterion, name: &str, agpis: &Agpis) {
    let options = Options::default();
    let mut group = criterion.benchmark_group(format!("stages/default bundle/{name}"));
    group.sample_size(20).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(5));
    let decode = agpis.decode();
    let single_image = agpis.single_image(&options).expect("a stage");
    let image_pair = agpis.image_pair(&options).expect("a stage");
    let assemble = agpis.assemble(&options).expect("a stage");
    let assess = agpis.assess(&options);
    // A product that goes all the way.
    let found = listings(32).into_iter().find_map(|listing| {
        let decoded = next(decode.run(vec![listing.clone()]).ok()?);
        let filtered = next(single_image.run(decoded.clone()).ok()?);
        let distinct = next(image_pair.run(filtered.clone()).ok()?);
        let sequences = next(assemble.run(distinct).ok()?);
        (!sequences.is_empty()).then_some((listing, decoded, filtered, sequences))
    });
    let (listing, decoded, filtered, sequences) = found.expect("a product with a sequence");
    group.bench_function("decode", |b| b.iter(|| decode.run(vec![listing.clone()]).expect("outcomes")));
    group.bench_function("single image", |b| b.iter(|| single_image.run(decoded.clone()).expect("outcomes")));
    group.bench_function("image pair", |b| b.iter(|| image_pair.run(filtered.clone()).expect("outcomes")));
    group.bench_function("assess", |b| b.iter(|| assess.run(sequences.clone()).expect("outcomes")));
}

criterion_group!(benches, whole);
criterion_main!(benches);
