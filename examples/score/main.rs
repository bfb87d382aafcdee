//! Scores sequences that are there already: of a shop, of its sellers, of another program.
//!
//! ```text
//! cargo run --release --example score                          # drawn sequences, the default model
//! cargo run --release --example score -- --input sequences.jsonl --output scores.jsonl
//! ```
//!
//! Files may be long and come from strangers: they are read batch by batch, and nothing in them ends
//! the job. The rows are the same bytes in every run.

// A program talks to its user.
#![allow(clippy::print_stderr)]

#[path = "../common/ahead.rs"]
mod ahead;
mod args;
mod batches;
#[path = "../common/compute.rs"]
mod compute;
#[path = "../common/exit.rs"]
mod exit;
mod judge;
#[path = "../common/progress.rs"]
mod progress;

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use std::{io, thread};

use agpis::vision::Decode;
use agpis_io::{CatalogOptions, ScoreSummary, ScoreWriter, Sequences};
use clap::Parser;

use crate::args::Args;
use crate::batches::Batch;
use crate::judge::Judge;

fn main() -> ExitCode {
    let args = Args::parse();
    exit::code(run(&args).map(|summary| summary.has_faults()), args.strict)
}

fn run(args: &Args) -> Result<ScoreSummary, Box<dyn Error>> {
    let options = CatalogOptions::default().with_allow_outside(args.allow_outside);
    let sequences = Sequences::open_with(&args.input, options)?;
    // Before the model: an unwritable file shows at once.
    args.check_files()?;
    let mut scores = ScoreWriter::create(&args.output)?;
    let judge = Judge::open(args)?;
    let sequences = sequences.with_length(judge.sequence_length());

    let mut summary = ScoreSummary::default();
    let progress = progress::bar(None, "sequences");
    let decode = Decode::new();
    thread::scope(|scope| -> Result<(), Box<dyn Error>> {
        for batch in ahead::batches(scope, sequences, args.batch, |items| Batch::read(items, &decode)) {
            for row in judge.rows(batch?)? {
                summary.add(&row);
                scores.write(&row)?;
                progress.inc(1);
            }
        }
        Ok(())
    })?;
    progress.finish_and_clear();

    let file = scores.finish()?;
    writeln!(io::stdout(), "{summary}\n{}", file.display())?;
    Ok(summary)
}
