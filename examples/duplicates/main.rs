//! Tells which pictures share content: of pairs, or of all pictures of a folder.
//!
//! ```text
//! cargo run --release --example duplicates -- --pairs pairs.csv --output scores.jsonl
//! cargo run --release --example duplicates -- FOLDER --output duplicates
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program for the terminal

mod args;
#[path = "../common/compute.rs"]
mod compute;
#[path = "../common/edges.rs"]
mod edges;
#[path = "../common/exit.rs"]
mod exit;
mod files;
mod folder;
mod groups;
mod page;
mod pairs;
mod pictures;
#[path = "../common/progress.rs"]
mod progress;

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;

use crate::args::Args;

fn main() -> ExitCode {
    let args = Args::parse();
    exit::code(run(&args), args.strict)
}

/// Whether a picture could not be used.
fn run(args: &Args) -> Result<bool, Box<dyn Error>> {
    let (detector, threshold) = args.detector()?;
    match (&args.pairs, &args.folder) {
        (Some(pairs), _) => pairs::run(pairs, &args.output, &detector, threshold),
        (None, Some(folder)) => {
            folder::run(folder, &args.output, &detector, threshold, args.gallery.as_deref())
        }
        (None, None) => Err("expected a folder of pictures or --pairs FILE, got neither".into()),
    }
}
