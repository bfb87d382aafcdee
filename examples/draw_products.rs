//! Draws the sample products of the repository: what `select` runs on without an input.
//!
//! ```text
//! cargo run --release --example draw_products -- [OUTPUT] [--products 12] [--size 288] [--seed 1]
//! ```

#![allow(clippy::print_stdout)] // a program for the terminal

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use agpis_bench::{Bench, BenchConfig, Language, ShopProduct, Split};
use clap::Parser;
use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;

const JPEG_QUALITY: u8 = 88;

/// Draws products as a shop's main site has them: good pictures among faulty ones, near copies, scenes.
#[derive(Parser)]
struct Arguments {
    /// Where one folder a product goes.
    #[arg(default_value = "examples/products")]
    output: PathBuf,
    /// How many products.
    #[arg(long, default_value_t = 12)]
    products: u64,
    /// Width and height of the pictures in pixels.
    #[arg(long, default_value_t = 288)]
    size: u32,
    /// Another seed draws other products.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let config = BenchConfig {
        seed: arguments.seed,
        image_size: arguments.size,
        languages: vec![Language::English],
        ..BenchConfig::default()
    };
    let bench = Bench::new(config);
    for index in 0..arguments.products {
        let product = bench.shop_product(Split::Test, index);
        let folder = arguments.output.join(&product.sku);
        write_product(&folder, &product)?;
        println!("{}: {} ({} pictures)", product.sku, product.title.text, product.images.len());
    }
    Ok(())
}

fn write_product(folder: &Path, product: &ShopProduct) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("title.txt"), format!("{}\n", product.title.text))?;
    for (i, image) in product.images.iter().enumerate() {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode(
            image.pixels(),
            image.width(),
            image.height(),
            ExtendedColorType::Rgb8,
        )?;
        fs::write(folder.join(format!("{}.jpg", i + 1)), bytes)?;
    }
    Ok(())
}
