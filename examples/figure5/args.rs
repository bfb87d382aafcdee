//! The command line.

use std::path::PathBuf;

use clap::Parser;

use crate::compute::Compute;

/// Draws the paper's Figure 5 for products: a good and a bad sequence of each.
///
/// For every product there is one picture (SVG): two rows of thumbnails, p above each, below it the likeliest rule and
/// the feedback that the model writes. figure5.svg has all of them side by side, index.html shows them.
#[derive(Debug, Parser)]
#[command(name = "figure5")]
pub(crate) struct Args {
    /// The products: a folder or a manifest, as `select` reads them [default: products drawn by AGPIS-bench]
    #[arg(short, long, value_name = "INPUT")]
    pub(crate) products: Option<PathBuf>,

    /// Folder for the pictures and the page, made if need be
    #[arg(short, long, value_name = "DIR", default_value = "agpis-out/figure5")]
    pub(crate) output: PathBuf,

    #[command(flatten)]
    pub(crate) compute: Compute,

    /// Folder of a model bundle [default: bundle/default of this repository]
    #[arg(short, long, visible_alias = "bundle", value_name = "BUNDLE", default_value = BUNDLE, hide_default_value = true)]
    pub(crate) model: PathBuf,

    /// At most so many products
    #[arg(short, long, value_name = "N", default_value_t = 4)]
    pub(crate) count: usize,

    /// Panels in a row of figure5.svg
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(crate) columns: usize,

    /// Score at most so many orders of a product; of more candidates, the first ones count
    #[arg(long, value_name = "N", default_value_t = 2000)]
    pub(crate) limit: usize,

    /// Take the good sequence from all orders of all candidates as well, without the first stage
    #[arg(long)]
    pub(crate) any_candidate: bool,

    /// Width and height of drawn pictures in pixels
    #[arg(long, value_name = "PIXELS", default_value_t = 192, value_parser = clap::value_parser!(u32).range(16..=1024))]
    pub(crate) size: u32,

    /// Another seed draws other products
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Let a manifest name absolute paths and paths that leave its folder
    #[arg(long)]
    pub(crate) allow_outside: bool,
}

const BUNDLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bundle/default");
