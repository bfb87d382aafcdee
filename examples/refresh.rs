//! Renews a bundle on the newest reviews, and lets the new one serve if it is surely better (§5.1).
//!
//! A store is a folder with `versions/<name>/`, one bundle each, and the file `current`, which names the one that
//! serves. Reviews are one JSON object a line; pictures are found in a root folder. Nothing is ever removed.
//!
//! ```text
//! cargo run --release --example refresh -- --init bundle/default --name first STORE
//! cargo run --release --example refresh -- REVIEWS PICTURES STORE [--months 3] [--min-difference 0.005]
//! cargo run --release --example refresh -- --restore first STORE
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program for the terminal

#[path = "common/exit.rs"]
#[allow(dead_code)] // its help is for programs that have --strict
mod exit;
#[path = "common/terminal.rs"]
mod terminal;

use std::error::Error;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use agpis::DeviceName;
use agpis_train::{BundleStore, RefreshOptions, Training, read_rule_names, refresh};
use clap::Parser;

use crate::terminal::Terminal;

/// Large tensors come and go at every step: the system's allocator would give their pages back each time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Renews a bundle on the newest reviews, and lets the new one serve if it is surely better.
#[derive(Parser)]
struct Arguments {
    /// REVIEWS PICTURES STORE; with --init or --restore the store alone.
    #[arg(required = true, num_args = 1..=3)]
    paths: Vec<PathBuf>,
    /// Makes a store whose first version is a copy of this bundle.
    #[arg(long, value_name = "BUNDLE", conflicts_with = "restore")]
    init: Option<PathBuf>,
    /// Lets this version serve again.
    #[arg(long, value_name = "NAME")]
    restore: Option<String>,
    /// Months of reviews, up to the newest one.
    #[arg(long, default_value_t = 3)]
    months: u32,
    /// Times that every review is seen.
    #[arg(long, default_value_t = 3.0)]
    epochs: f64,
    /// Largest learning rate.
    #[arg(long, default_value_t = 1.5e-4)]
    learning_rate: f64,
    /// Reviews, or pictures, in a step.
    #[arg(long, default_value_t = 32)]
    batch_size: usize,
    /// Seed of the training.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// The new bundle serves if the lower end of the interval of the difference in AUC is above this.
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
    min_difference: f64,
    /// The name of the new version; the day of the newest review by default.
    #[arg(long)]
    name: Option<String>,
    /// A file with the rules and their names; those of the bundle by default.
    #[arg(long)]
    rules: Option<PathBuf>,
    /// What computes: flex (the processor), wgpu or cuda:1, where the program is built with them.
    #[arg(long, value_name = "DEVICE", default_value_t = DeviceName::FLEX)]
    device: DeviceName,
    /// Keeps the pictures in memory, with their longer side at most so many pixels.
    #[arg(long)]
    keep_in_memory_side: Option<NonZeroU32>,
}

fn main() -> ExitCode {
    exit::code(run(&Arguments::parse()).map(|()| false), false)
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    match (&arguments.init, &arguments.restore, arguments.paths.as_slice()) {
        (Some(bundle), _, [store]) => {
            let name = arguments.name.as_deref().unwrap_or("first");
            BundleStore::create(store, name, bundle)?;
            println!("{name} serves now in {}", store.display());
        }
        (None, Some(name), [store]) => restore(&BundleStore::open(store)?, name)?,
        (None, None, [reviews, pictures, store]) => {
            renew(arguments, reviews, pictures, &BundleStore::open(store)?)?;
        }
        (.., paths) => {
            return Err(format!(
                "expected REVIEWS PICTURES STORE, or with --init or --restore STORE alone, got {} paths",
                paths.len()
            )
            .into());
        }
    }
    Ok(())
}

fn restore(store: &BundleStore, name: &str) -> Result<(), Box<dyn Error>> {
    let before = store.current()?;
    store.switch(name)?;
    println!("{name} serves now, in place of {before}");
    Ok(())
}

fn renew(
    arguments: &Arguments,
    reviews: &Path,
    pictures: &Path,
    store: &BundleStore,
) -> Result<(), Box<dyn Error>> {
    let Arguments { epochs, batch_size, learning_rate, seed, .. } = *arguments;
    let training = Training { epochs, batch_size, learning_rate, seed };
    let mut options = RefreshOptions {
        months: arguments.months,
        keep_in_memory_side: arguments.keep_in_memory_side,
        names: arguments.rules.as_ref().map(read_rule_names).transpose()?,
        muisc: training,
        min_difference: arguments.min_difference,
        name: arguments.name.clone(),
        ..RefreshOptions::default()
    };
    options.stage1.training = training;
    let terminal = Terminal::default();
    let show = |event| terminal.show("refresh", event);
    let refreshed = refresh(store, reviews, pictures, &options, &arguments.device.open()?, &show)?;
    terminal.finish();
    println!("{refreshed}");
    Ok(())
}
