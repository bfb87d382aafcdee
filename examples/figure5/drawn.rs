//! Products drawn by AGPIS-bench, good pictures among faulty ones.

use std::error::Error;

use agpis::{Outcome, Product};
use agpis_bench::{Bench, BenchConfig, Language, Split};

/// The first `count` test products of the bench with this seed.
pub(crate) fn products(count: usize, size: u32, seed: u64) -> Result<Vec<Product>, Box<dyn Error>> {
    let languages = vec![Language::English];
    let bench = Bench::new(BenchConfig { seed, image_size: size, languages, ..BenchConfig::default() });
    let drawn = (0..count as u64).map(|index| {
        let shop = bench.shop_product(Split::Test, index);
        let mut product = Product::builder(shop.sku, shop.title.text)?;
        for (number, image) in (1..).zip(shop.images) {
            product = product.candidate(format!("{number}.png"), image)?;
        }
        match product.build() {
            Outcome::Next(product) => Ok(product),
            Outcome::Terminated(end) => Err(format!("{}: {}", end.product, end.reason).into()),
        }
    });
    drawn.collect()
}
