//! Looks for shortcuts in AGPIS-bench: what a model could learn without understanding a rule.
//!
//! ```text
//! cargo run --release --example bench_audit -- [--size mini] [--seed 0]
//! ```
//!
//! Draws a whole bench in memory, trains simple models on what must not help, and prints a row a check; exits with 1 if
//! one of them is outside its band.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program for the terminal

mod boosting;
mod checks;
mod data;
mod features;

use std::process::ExitCode;
use std::time::Instant;

use agpis_bench::{Bench, BenchConfig, Ceiling, Size, Split};
use clap::Parser;

use crate::checks::Drawn;

/// Looks for shortcuts in AGPIS-bench.
#[derive(Parser)]
struct Arguments {
    /// tiny, mini, small or base; bands are meant for mini and more.
    #[arg(long, default_value = "mini")]
    size: Size,
    /// Another seed is another bench.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

/// Nothing but good sequences and violations of rules about pairs: the bench itself has too few pair twins to tell .50
/// from .53.
fn only_pairs(config: &BenchConfig) -> Bench {
    let category_weights = [0.0, 1.0, 0.0];
    Bench::new(BenchConfig { qualified_share: 0.5, category_weights, double_share: 0.0, ..config.clone() })
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let config = BenchConfig { seed: arguments.seed, ..arguments.size.config() };
    let bench = Bench::new(config);
    let start = Instant::now();
    let draw = |what: &str, bench: &Bench, split: Split| {
        let (count, name) = (arguments.size.sequences(split), split.name());
        let rows = data::draw(bench, split, count, |done| eprint!("\r{what}{name}: {done} of {count} "));
        eprintln!();
        rows
    };
    let pairs = only_pairs(bench.config());
    let drawn = Drawn {
        train: draw("", &bench, Split::Train),
        validation: draw("", &bench, Split::Validation),
        test: draw("", &bench, Split::Test),
        pairs: [Split::Train, Split::Test].map(|split| draw("pairs, ", &pairs, split)),
    };
    println!(
        "AGPIS-bench {}, seed {}: drawn in {:.0} s",
        arguments.size.name(),
        arguments.seed,
        start.elapsed().as_secs_f64()
    );
    let checks = checks::all(&drawn);
    println!("{:<62} {:>9}  {:<16} ", "check", "value", "band");
    checks.iter().for_each(|check| println!("{check}"));
    println!();
    let everything = drawn.splits().into_iter().flat_map(|(_, rows)| rows);
    if let Ok(ceiling) = Ceiling::of(&bench.config().reviewer, everything.map(|row| &row.plan)) {
        println!("{ceiling}");
    }
    let failed = checks.iter().filter(|check| !check.holds()).count();
    println!("{} checks, {failed} outside their bands", checks.len());
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
