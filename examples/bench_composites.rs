//! Composites over your own photographs, as a data set like that of `bench_data`: products are cut out of packshots
//! and pictured anew, good and faulty.
//!
//! ```text
//! cargo run --release --example bench_composites -- CATALOGUE OUTPUT [--sequences 300] [--candidates 300] [--pairs 300]
//! ```
//!
//! The catalogue is a folder with a folder a product, or a manifest, as for `select`. A photograph is of the front, the
//! back, a side, the top or a detail if its file name says so.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program for the terminal

#[path = "common/exit.rs"]
#[expect(dead_code, reason = "nothing here can be strict or not")]
mod exit;
#[path = "common/photographs.rs"]
mod photographs;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use agpis_bench::files::{
    About, EncodedProduct, EncodedSample, FilesError, Format, SequenceWriter, WriterOptions,
    encode_composite, encode_composite_candidate, encode_composite_pair,
};
use agpis_bench::photos::{Photo, PhotoBench};
use agpis_bench::{BenchConfig, Flavour, Language, Reviewer};
use clap::Parser;
use rayon::prelude::*;

/// Draws labelled composites over a catalogue of photographs.
#[derive(Parser)]
struct Arguments {
    /// A folder with a folder a product, or a manifest
    catalogue: PathBuf,
    /// Where the data set goes: an empty folder, or one yet to be made
    output: PathBuf,
    /// Sequences of three pictures, of products with at least three photographs that can be cut out
    #[arg(long, default_value_t = 300)]
    sequences: u64,
    /// Single pictures with the labels of stage 1
    #[arg(long, default_value_t = 300)]
    candidates: u64,
    /// Pairs of pictures, half of them with duplicated content
    #[arg(long, default_value_t = 300)]
    pairs: u64,
    /// Width and height of the pictures in pixels
    #[arg(long, default_value_t = 96, value_parser = clap::value_parser!(u32).range(8..=1024))]
    image_size: u32,
    /// Another seed makes other pictures
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Replace an earlier data set; other files are never touched
    #[arg(long)]
    force: bool,
}

/// K^t.
const LENGTH: usize = 3;

fn main() -> ExitCode {
    exit::code(write(&Arguments::parse()).map(|()| false), false)
}

fn write(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let options = WriterOptions { replace: arguments.force, ..WriterOptions::new(Format::Png) };
    let mut writer = SequenceWriter::create(&arguments.output, options)?;
    let products = photographs::read(&arguments.catalogue)?;
    let photos: Vec<&Photo> = products.iter().flat_map(|product| &product.photos).collect();
    let cut = photos.iter().filter(|photo| photo.mask().is_some()).count();
    println!("{} products, {} photographs, {cut} of them can be cut out", products.len(), photos.len());
    let bench = PhotoBench::new(products, arguments.seed, arguments.image_size)
        .ok_or("expected at least one readable photograph")?;

    let sequences = if bench.sequence(0, LENGTH).is_some() { arguments.sequences } else { 0 };
    if sequences < arguments.sequences {
        println!("no sequences: no product has {LENGTH} photographs that can be cut out");
    }
    let sample = |index| match bench.sequence(index, LENGTH) {
        Some(sequence) => encode_composite(index, &sequence, Format::Png).map(Some),
        None => Ok(None),
    };
    let samples: Vec<Option<EncodedSample>> = parallel(sequences, sample)?;
    samples.iter().flatten().try_for_each(|sample| writer.write(sample))?;
    let single = |index| encode_composite_candidate(index, &bench.candidate(index), Format::Png);
    let pair = |index| encode_composite_pair(index, &bench.pair(index), Format::Png);
    let mut rows: Vec<EncodedProduct> = parallel(arguments.candidates, single)?;
    rows.extend(parallel(arguments.pairs, pair)?);
    rows.iter().try_for_each(|row| writer.write_product(row))?;
    let summary = writer.finish(&arguments.about())?;
    for file in &summary.files {
        println!("{}  {}", file.sha256, file.path);
    }
    Ok(())
}

fn parallel<T: Send>(
    count: u64,
    make: impl Fn(u64) -> Result<T, FilesError> + Send + Sync,
) -> Result<Vec<T>, FilesError> {
    (0..count).into_par_iter().map(make).collect()
}

impl Arguments {
    fn about(&self) -> About {
        let command = format!(
            "cargo run --release --example bench_composites -- CATALOGUE OUTPUT --sequences {} --candidates {} \
             --pairs {} --image-size {} --seed {}",
            self.sequences, self.candidates, self.pairs, self.image_size, self.seed
        );
        let config = BenchConfig {
            seed: self.seed,
            image_size: self.image_size,
            qualified_share: PhotoBench::QUALIFIED_SHARE,
            flavour: Flavour::Raw,
            languages: vec![Language::English],
            reviewer: Reviewer::perfect(),
            ..BenchConfig::default()
        };
        About { config, size: "composites".to_owned(), command }
    }
}
