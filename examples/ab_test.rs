//! §5.2: whether B has a larger rate than A, such as of clicks (CTR) or of purchases (CVR).
//!
//! ```text
//! cargo run --release --example ab_test -- A_SUCCESSES A_TRIALS B_SUCCESSES B_TRIALS [--level 0.95] [--json]
//! cargo run --release --example ab_test -- 41250 1000000 42570 1000000
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program for the terminal

#[path = "common/exit.rs"]
#[allow(dead_code)] // its help is for programs that have --strict
mod exit;

use std::error::Error;
use std::process::ExitCode;

use agpis_eval::{Interval, Level, Proportion, TwoProportions, two_proportions};
use clap::Parser;
use serde_json::json;

/// Compares two rates: Wilson's interval of each, Newcombe's of their difference, Katz's of their ratio, a z-test.
///
/// Trials must be independent: count users, not views, where a user may look more than once.
#[derive(Debug, Parser)]
#[command(name = "ab_test")]
struct Args {
    /// Clicks or purchases of the baseline
    a_successes: u64,
    /// Its users
    a_trials: u64,
    /// Clicks or purchases of the experiment
    b_successes: u64,
    /// Its users
    b_trials: u64,
    /// How sure intervals are to be
    #[arg(long, default_value_t = 0.95)]
    level: f64,
    /// Print JSON instead of Markdown
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let said = run(&Args::parse()).map(|text| println!("{text}"));
    exit::code(said.map(|()| false), false)
}

fn run(args: &Args) -> Result<String, Box<dyn Error>> {
    let level = Level::new(args.level)?;
    let of = |name: &str, successes, trials| {
        Proportion::new(successes, trials).map_err(|error| format!("{name}: {error}"))
    };
    let a = of("A", args.a_successes, args.a_trials)?;
    let b = of("B", args.b_successes, args.b_trials)?;
    let result = two_proportions(b, a, level).ok_or("expected at least one trial of A and of B, got none")?;
    Ok(if args.json { as_json(a, b, &result, level) } else { as_markdown(a, b, &result, level) })
}

fn as_markdown(a: Proportion, b: Proportion, result: &TwoProportions, level: Level) -> String {
    let percent = |value: f64| 100.0 * value;
    let row = |name: &str, share: Proportion| {
        let rate = share.rate().map_or("–".to_owned(), |rate| format!("{:.3} %", percent(rate)));
        let interval = share
            .wilson(level)
            .map_or(String::new(), |i| format!("{:.3} to {:.3}", percent(i.low), percent(i.high)));
        format!("| {name} | {} of {} | {rate} | {interval} |", share.successes(), share.trials())
    };
    let Interval { low, high } = result.interval;
    let uplift = match (result.ratio, result.ratio_interval) {
        (Some(ratio), Some(i)) => format!(
            "{:+.2} % | {:+.2} to {:+.2}",
            percent(ratio - 1.0),
            percent(i.low - 1.0),
            percent(i.high - 1.0)
        ),
        _ => "– | ".to_owned(),
    };
    let test = match (result.z, result.p_value) {
        (Some(z), Some(p)) => format!("z = {z:.3}, two-sided p = {p:.3e}"),
        _ => "no test: both rates are 0, or both 1".to_owned(),
    };
    format!(
        "| | | rate | {} % interval |\n|---|---|---|---|\n{}\n{}\n| B − A | | {:+.3} points | {:+.3} to {:+.3} |\n| B by A | | {uplift} |\n\n{test}",
        percent(level.get()),
        row("A", a),
        row("B", b),
        percent(result.difference),
        percent(low),
        percent(high),
    )
}

fn as_json(a: Proportion, b: Proportion, result: &TwoProportions, level: Level) -> String {
    let ends = |Interval { low, high }: Interval| [low, high];
    let share = |share: Proportion| {
        json!({
            "successes": share.successes(), "trials": share.trials(), "rate": share.rate(),
            "interval": share.wilson(level).map(ends)
        })
    };
    json!({
        "level": level.get(), "a": share(a), "b": share(b),
        "difference": result.difference, "difference_interval": ends(result.interval),
        "ratio": result.ratio, "ratio_interval": result.ratio_interval.map(ends),
        "z": result.z, "p_value": result.p_value
    })
    .to_string()
}
