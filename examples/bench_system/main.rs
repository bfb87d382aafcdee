//! §5.1 offline: how much of a system's output a reviewer rejects, with stage 1 alone and with stage 2.
//!
//! ```text
//! cargo run --release --example bench_system -- [--bundle DIR] [--products 500] [--output DIR]
//! ```
//!
//! AGPIS-bench draws products as a shop has them, the bundle's pipeline makes a sequence of each, and the simulated
//! reviewer, and the oracle who never errs, say what they think. `bench_review` does the same with files of any program.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program for the terminal

mod args;
#[path = "../common/compute.rs"]
mod compute;
#[path = "../common/exit.rs"]
#[allow(dead_code)] // its help is for programs that have --strict
mod exit;
mod file;
mod markdown;
mod offers;
#[path = "../common/progress.rs"]
mod progress;
mod system;

use std::error::Error;
use std::fs;
use std::process::ExitCode;

use agpis::{Options, SearchOptions, StageExt};
use agpis_bench::{Bench, BenchConfig, Language};
use clap::Parser;

use crate::args::Args;
use crate::file::File;
use crate::offers::Offers;
use crate::system::{Errors, System};

fn main() -> ExitCode {
    exit::code(run(&Args::parse()).map(|()| false), false)
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let agpis = args.compute.open(&args.bundle)?;
    let bundle = agpis.bundle();
    let bench = bench(args, bundle.manifest.muisc.model.sequence_length)?;
    let mut thresholds = args.thresholds.clone();
    // So that it reads as in the bundle, and not with the digits that a wider number adds.
    thresholds.push(bundle.manifest.thresholds.submission.to_string().parse()?);
    let mut options = Options::default();
    options.seed = args.seed;
    let first = agpis.single_image(&options)?.then(agpis.image_pair(&options)?).boxed();
    let mut names = vec!["the first stage draws, MUIsC judges"];
    let mut seconds = vec![agpis.assemble(&options)?.then(agpis.assess(&options)).boxed()];
    if args.search {
        names.push("MUIsC searches");
        seconds.push(agpis.search(&options, &SearchOptions::default())?.boxed());
    }
    let offers = Offers::of_pipelines(&bench, &first, &seconds, args.products)?;
    let faultless = Offers::faultless(&bench, args.products);
    let perfect = "a first stage without errors";
    let (mut systems, mut errors) = (Vec::new(), Vec::new());
    for (name, made) in names.into_iter().zip(&offers) {
        systems.extend(made.systems(name, &offers[0], &thresholds, args.level)?);
        errors.push(made.errors(name));
    }
    systems.extend(faultless.systems(perfect, &faultless, &[], args.level)?);
    errors.push(faultless.errors(perfect));
    let text = markdown::text(args, &systems, &errors);
    print!("{text}");
    write(args, &systems, &errors, &text)
}

fn bench(args: &Args, length: usize) -> Result<Bench, Box<dyn Error>> {
    let config = BenchConfig {
        seed: args.seed,
        image_size: args.size,
        languages: vec![Language::English],
        length,
        ..BenchConfig::default()
    };
    if config.is_sound() {
        Ok(Bench::new(config))
    } else {
        Err(format!("expected a bundle that judges sequences of 2 to 6 images, got {length}").into())
    }
}

fn write(args: &Args, systems: &[System], errors: &[Errors], text: &str) -> Result<(), Box<dyn Error>> {
    let json = serde_json::to_string_pretty(&File::new(args, systems, errors))? + "\n";
    let folder = &args.output;
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for (name, content) in [("system.md", text), ("system.json", &json)] {
        let file = folder.join(name);
        fs::write(&file, content).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}
