//! The main job: a catalogue of product photos in; for every product an ordered sequence of images, its
//! probability and the reasons out.
//!
//! ```text
//! cargo run --release --example select                        # drawn products, the default model
//! cargo run --release --example select -- INPUT --output DIR  # your own; see --help
//! ```
//!
//! Catalogues may be long and come from strangers: they are read batch by batch, and nothing in them
//! ends the job. `timings_ms` in the rows are averages over a batch, and the only part of
//! `selections.jsonl` that differs between two runs.

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
mod outputs;
mod pipeline;
#[path = "../common/progress.rs"]
mod progress;
mod stopwatch;

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use std::{io, thread};

use agpis::{Probability, Stage};
use agpis_io::{Catalog, CatalogOptions, SelectionRow, Thumbnails};
use clap::Parser;

use crate::args::Args;
use crate::batches::{Batch, Reader};
use crate::outputs::{Done, Outputs};
use crate::stopwatch::Stopwatch;

fn main() -> ExitCode {
    let args = Args::parse();
    exit::code(run(&args).map(|done| done.summary.has_faults()), args.strict)
}

fn run(args: &Args) -> Result<Done, Box<dyn Error>> {
    let catalog =
        Catalog::open_with(&args.input, CatalogOptions::default().with_allow_outside(args.allow_outside))?;
    // Before the models: an unwritable folder shows at once.
    let mut outputs = Outputs::create(&args.output, args.heading())?;
    let agpis = args.compute.open(&args.model)?;
    let stopwatch = Stopwatch::default();
    let pipeline = pipeline::timed(&agpis, &args.options(), &stopwatch)?;
    let threshold = match args.threshold {
        Some(threshold) => threshold,
        None => Probability::new(agpis.bundle().manifest.thresholds.submission)?,
    };

    if catalog.loose_images() > 0 {
        eprintln!("warning: beside the product folders lie images, left out: {}", catalog.loose_images());
    }
    let progress = progress::bar(catalog.size_hint().1, "products");
    let reader = Reader { decode: agpis.decode(), thumbnails: !args.no_report };
    thread::scope(|scope| -> Result<(), Box<dyn Error>> {
        for batch in ahead::batches(scope, catalog, args.batch, |items| reader.read(items)) {
            let Batch { items, decoded, thumbnails, laps } = batch?;
            let outcomes = pipeline.run(decoded)?;
            let laps = laps.followed_by(stopwatch.take());
            let mut valid = outcomes.into_iter().zip(thumbnails);
            for item in items {
                let (row, thumbnails) = match &item.listing {
                    Err(error) => (SelectionRow::invalid(&item, error), Thumbnails::default()),
                    Ok(_) => {
                        let (outcome, thumbnails) = valid.next().expect("one outcome for every valid item");
                        outputs.count(&outcome, threshold);
                        let row = SelectionRow::new(&outcome, agpis.rules(), &item.title);
                        (row.with_timings(laps.timings(&outcome)), thumbnails.with_attention(&outcome))
                    }
                };
                outputs.add(&row.with_extra(item.extra), &thumbnails)?;
                progress.inc(1);
            }
        }
        Ok(())
    })?;
    progress.finish_and_clear();

    let done = outputs.finish(threshold)?;
    write!(io::stdout(), "{done}")?;
    Ok(done)
}
