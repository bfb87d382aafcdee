//! The command line.

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::Parser;

use crate::compute::Compute;

/// Checks a bundle's models on photographs of products.
///
/// Untouched photographs are qualified; violated ones are made of them: overlays (single), copies and other products
/// (pair), wrong orders and wrong titles (multi). MUIsC judges sequences, the models of stage 1 pictures and pairs.
/// Areas under the ROC curve come with intervals by resampling products. Each report is a JSON, a Markdown and an HTML
/// file that shows the worst mistakes; summary.md has all in short.
#[derive(Debug, Parser)]
#[command(name = "photo_check")]
pub(crate) struct Args {
    /// The products: a folder or a manifest, as `select` reads them
    pub(crate) input: PathBuf,

    /// Folder of a model bundle [default: bundle/default of this repository]
    #[arg(short, long, visible_alias = "model", value_name = "DIR", default_value = BUNDLE, hide_default_value = true)]
    pub(crate) bundle: PathBuf,

    /// Folder for the reports, made if need be
    #[arg(short, long, value_name = "DIR", default_value = "agpis-out/photos")]
    pub(crate) output: PathBuf,

    /// Only the products that `train_default --photos` does not learn from
    #[arg(long)]
    pub(crate) held_out: bool,

    #[command(flatten)]
    pub(crate) compute: Compute,

    /// Decides where and how pictures are violated
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// At most so many products
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) products: usize,

    /// Untouched sequences of a product, at most
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) per_product: usize,

    /// Fill up sequences of products with too few photographs with close-ups of them
    ///
    /// They share content with the photograph that they are cut from, so "qualified" is less sure for them.
    #[arg(long)]
    pub(crate) close_ups: bool,

    /// Photographs that the models of single pictures see, at most
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub(crate) photos: usize,

    /// Photographs that the duplicate detector compares with copies of them, at most
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub(crate) pairs: usize,

    /// Size pictures down to this longest side, in pixels
    #[arg(long, value_name = "PIXELS", default_value = "1024")]
    pub(crate) max_side: NonZeroU32,

    /// Worst mistakes of either kind that a report shows
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) worst: usize,

    /// Also write the sequences, as `score` reads them, with their pictures: OUTPUT/sequences
    #[arg(long)]
    pub(crate) write_sequences: bool,

    /// Let a manifest name absolute paths and paths that leave its folder
    #[arg(long)]
    pub(crate) allow_outside: bool,
}

const BUNDLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bundle/default");
