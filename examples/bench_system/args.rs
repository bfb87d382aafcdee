//! The command line.

use std::path::PathBuf;

use agpis_eval::Level;
use clap::Parser;

use crate::compute::Compute;

/// Measures a system as the paper's §5.1 does: reject rate and yield, with stage 1 alone and with stage 2.
///
/// Prints tables and writes them as system.md and system.json. The two stages together are compared with stage 1 alone
/// on different halves of the products, as two periods are different ones.
#[derive(Debug, Parser)]
#[command(name = "bench_system")]
pub(crate) struct Args {
    /// Folder of a model bundle [default: bundle/default of this repository]
    #[arg(short, long, visible_alias = "model", value_name = "DIR", default_value = BUNDLE, hide_default_value = true)]
    pub(crate) bundle: PathBuf,

    /// Folder for the two files, made if need be
    #[arg(short, long, value_name = "DIR", default_value = "agpis-out/system")]
    pub(crate) output: PathBuf,

    #[command(flatten)]
    pub(crate) compute: Compute,

    /// How many products
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u64).range(2..))]
    pub(crate) products: u64,

    /// Thresholds th^t of the second stage; the bundle's own is added
    #[arg(long, value_name = "P", value_delimiter = ',', default_values_t = [0.0, 0.3, 0.5, 0.7])]
    pub(crate) thresholds: Vec<f64>,

    /// Also the best of all sequences, instead of one that the first stage draws
    #[arg(long)]
    pub(crate) search: bool,

    /// Decides products and choices
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Width and height of the pictures
    #[arg(long, value_name = "PIXELS", default_value_t = 96, value_parser = clap::value_parser!(u32).range(16..=1024))]
    pub(crate) size: u32,

    /// How sure intervals are to be
    #[arg(long, value_name = "LEVEL", default_value = "0.95", value_parser = level)]
    pub(crate) level: Level,
}

const BUNDLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bundle/default");

fn level(text: &str) -> Result<Level, String> {
    let number: f64 = text.parse().map_err(|_| format!("expected a number, got {text}"))?;
    Level::new(number).map_err(|error| error.to_string())
}
