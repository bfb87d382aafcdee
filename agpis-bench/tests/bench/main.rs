//! What everybody who trains on the bench relies on.

mod data;
mod oracle;
mod pictures;
mod twins;

use agpis_bench::{Bench, BenchConfig};
use agpis_core::Image;

fn bench(image_size: u32) -> Bench {
    Bench::new(BenchConfig { image_size, ..BenchConfig::default() })
}

fn pixels(images: &[Image]) -> Vec<u8> {
    images.iter().flat_map(|image| image.pixels()).copied().collect()
}
