//! Writes AGPIS-bench as files: sequences for stage 2, products with candidates for stage 1.
//!
//! ```text
//! cargo run --release --example bench_data -- OUTPUT [--size tiny] [--format png] [--seed 0] [--products 0]
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program for the terminal

#[path = "common/exit.rs"]
#[expect(dead_code, reason = "nothing here can be strict or not")]
mod exit;

use std::error::Error;
use std::ops::Range;
use std::path::PathBuf;
use std::process::ExitCode;

use agpis_bench::files::{
    About, FilesError, Format, SequenceWriter, Summary, WriterOptions, encode, encode_product,
};
use agpis_bench::{Bench, BenchConfig, Flavour, Language, Size, Split};
use clap::{Parser, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

/// Sequences that are in memory at a time.
const CHUNK: u64 = 128;

/// Draws labelled sequences and writes them, with everything that a data set needs to be used and cited.
#[derive(Parser)]
struct Arguments {
    /// Where the data set goes: an empty folder, or one yet to be made
    output: PathBuf,
    /// tiny (400, 100 and 300 sequences of 48 pixels), mini (8,000, 1,000 and 10,000 of 64), small (24,000, 3,000 and
    /// 10,000 of 96) or base (60,000, 7,500 and 15,000 of 128); two tests of what is new come on top
    #[arg(long, default_value = "tiny")]
    size: Size,
    /// Where the pictures go
    #[arg(long, value_enum, default_value_t = Pictures::Png)]
    format: Pictures,
    /// Another seed is another bench
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Languages of titles and feedback: en, zh or both
    #[arg(long, default_value = "en,zh", value_delimiter = ',', value_name = "CODES")]
    languages: Vec<Language>,
    /// How plain single-image faults are: agpis, as after a first stage, or raw
    #[arg(long, default_value = "agpis")]
    flavour: Flavour,
    /// The share of multi-image violations that only the title decides
    #[arg(long, default_value_t = 0.31, value_name = "SHARE", value_parser = share)]
    title_only_share: f64,
    /// Names of the splits, all by default
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    splits: Vec<Split>,
    /// Products with candidates in the train split, and a tenth as many in every other
    #[arg(long, default_value_t = 0, value_name = "N")]
    products: u64,
    /// Sequences in a shard
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    per_shard: usize,
    /// Replace an earlier data set; other files are never touched
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Pictures {
    /// One file a picture
    Png,
    /// WebDataset archives
    Shards,
    /// None: they are drawn again when they are needed
    Manifest,
}

fn main() -> ExitCode {
    exit::code(write(&Arguments::parse()).map(|()| false), false)
}

fn write(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let about = arguments.about();
    let bench = Bench::new(about.config.clone());
    let options = WriterOptions {
        per_shard: arguments.per_shard,
        replace: arguments.force,
        ..WriterOptions::new(arguments.format())
    };
    let mut writer = SequenceWriter::create(&arguments.output, options)?;
    for split in arguments.splits() {
        let count = arguments.size.sequences(split);
        write_sequences(&mut writer, &bench, split, count, options.format)?;
        write_products(&mut writer, &bench, split, arguments.products(split), options.format)?;
    }
    print(&writer.finish(&about)?);
    Ok(())
}

fn write_sequences(
    writer: &mut SequenceWriter,
    bench: &Bench,
    split: Split,
    count: u64,
    format: Format,
) -> Result<(), FilesError> {
    let progress = bar(count, split.name());
    for chunk in chunks(count, CHUNK) {
        let encoded = |index| encode(split, &bench.sequence(split, index), format);
        let samples: Vec<_> = chunk.into_par_iter().map(encoded).collect::<Result<_, _>>()?;
        samples.iter().try_for_each(|sample| writer.write(sample))?;
        progress.inc(samples.len() as u64);
    }
    progress.finish();
    Ok(())
}

fn write_products(
    writer: &mut SequenceWriter,
    bench: &Bench,
    split: Split,
    count: u64,
    format: Format,
) -> Result<(), FilesError> {
    let progress = bar(count, &format!("{}, candidates", split.name()));
    for chunk in chunks(count, CHUNK / 2) {
        let encoded = |index| encode_product(split, index, &bench.shop_product(split, index), format);
        let products: Vec<_> = chunk.into_par_iter().map(encoded).collect::<Result<_, _>>()?;
        products.iter().try_for_each(|product| writer.write_product(product))?;
        progress.inc(products.len() as u64);
    }
    progress.finish();
    Ok(())
}

fn chunks(count: u64, size: u64) -> impl Iterator<Item = Range<u64>> {
    (0..count.div_ceil(size)).map(move |i| i * size..((i + 1) * size).min(count))
}

fn bar(count: u64, what: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:28} {wide_bar} {human_pos}/{human_len} {eta:>4}");
    let bar = ProgressBar::new(count).with_message(what.to_owned());
    if let Ok(style) = style { bar.with_style(style) } else { bar }
}

fn print(summary: &Summary) {
    for split in &summary.splits {
        let verdicts = &split.sequences.verdicts;
        let qualified = verdicts.get("qualified").copied().unwrap_or(0);
        let (rows, candidates) = (split.sequences.rows, &split.candidates);
        println!("{}: {rows} sequences, {qualified} of them qualified", split.split);
        if candidates.rows > 0 {
            let (rows, images) = (candidates.rows, candidates.images);
            println!("{}: {rows} products with {images} candidates", split.split);
        }
    }
    for file in &summary.files {
        println!("{}  {}", file.sha256, file.path);
    }
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

impl Arguments {
    fn format(&self) -> Format {
        match self.format {
            Pictures::Png => Format::Png,
            Pictures::Shards => Format::Shards,
            Pictures::Manifest => Format::Manifest,
        }
    }

    fn splits(&self) -> Vec<Split> {
        let asked = |split: &Split| self.splits.is_empty() || self.splits.contains(split);
        Split::ALL.into_iter().filter(asked).collect()
    }

    fn products(&self, split: Split) -> u64 {
        if split == Split::Train { self.products } else { self.products.div_ceil(10) }
    }

    fn about(&self) -> About {
        let size = self.size.name().to_owned();
        let codes: Vec<&str> = self.languages.iter().map(|language| language.code()).collect();
        let mut command = format!(
            "cargo run --release --example bench_data -- OUTPUT --size {size} --format {} --seed {} --languages {} \
             --flavour {} --title-only-share {}",
            self.format().name(),
            self.seed,
            codes.join(","),
            self.flavour.name(),
            self.title_only_share
        );
        if !self.splits.is_empty() {
            let names: Vec<_> = self.splits.iter().map(|split| split.name()).collect();
            command += &format!(" --splits {}", names.join(","));
        }
        if self.products > 0 {
            command += &format!(" --products {}", self.products);
        }
        if self.per_shard != 1_000 {
            command += &format!(" --per-shard {}", self.per_shard);
        }
        let config = BenchConfig {
            seed: self.seed,
            languages: self.languages.clone(),
            flavour: self.flavour,
            title_only_share: self.title_only_share,
            ..self.size.config()
        };
        About { config, size, command }
    }
}
