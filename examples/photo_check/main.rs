//! Models against photographs that no generator drew: pictures as they are, and with violations made by code of its own.
//!
//! ```text
//! cargo run --release --example photo_check -- FOLDER_OR_CATALOGUE [--bundle DIR] [--output DIR]
//! ```
//!
//! Models that were trained on drawn data may have learnt the generator's habits. So nothing here is shared with the
//! generator of AGPIS-bench: marks, letters and copies are drawn by this program alone, from the seed. A picture as the
//! shop has it counts as qualified, which is an assumption: see `photos.rs` for what the order of a catalogue means.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program for the terminal

mod args;
mod chance;
mod change;
mod code;
#[path = "../common/compute.rs"]
mod compute;
#[path = "../common/exit.rs"]
#[allow(dead_code)] // its help is for programs that have --strict
mod exit;
mod kind;
mod letters;
mod mark;
mod models;
mod pairs;
mod photos;
#[path = "../common/pixels.rs"]
mod pixels;
#[path = "../common/products.rs"]
mod products;
mod report;
mod scored;
mod sequences;
mod singles;
mod summary;
mod written;

use std::error::Error;
use std::process::ExitCode;

use agpis::vision::Decode;
use agpis_bench::Split;
use agpis_train::Photographs;
use clap::Parser;

use crate::args::Args;
use crate::models::Models;
use crate::photos::Photos;
use crate::report::{Check, Writer};

fn main() -> ExitCode {
    exit::code(run(&Args::parse()).map(|()| false), false)
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let decode = Decode::new().with_max_side(Some(args.max_side));
    let mut products = products::read(&args.input, args.products, args.allow_outside, &decode)?;
    if args.held_out {
        products.retain(|product| Photographs::split_of(product.id().as_str()) != Split::Train);
    }
    let photos: Vec<Photos> = products.iter().map(Photos::of).collect();
    let models = Models::of(&args.compute.open(&args.bundle)?);
    let rules = agpis_bench::rules();
    let made = sequences::make(&photos, models.length(), args.per_product, args.close_ups, args.seed);
    if args.write_sequences {
        written::write(&made, &args.output.join("sequences"))?;
    }
    let single = singles::make(&photos, args.photos, args.seed);
    let checks = [
        Check::of("sequences", "MUIsC on sequences", models.judge(&made, &rules)?),
        Check::of("compliance", "Compliance model on pictures", models.compliance(&single, &rules)?),
        Check::of("primary", "Primary model on pictures", models.primary(&single, &rules)?),
        Check::of(
            "pairs",
            "Duplicate detector on pairs",
            pairs::check(&models, &photos, args.pairs, args.seed, &rules)?,
        ),
    ];
    let writer = Writer { args, rules: &rules };
    let mut lines = Vec::new();
    for check in checks {
        lines.push(writer.write(check)?);
    }
    let text = summary::text(&lines, &photos, args);
    written::file(&args.output.join("summary.md"), text.as_bytes())?;
    print!("{text}");
    Ok(())
}
