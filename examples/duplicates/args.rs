//! The command line.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use agpis::core::ImageEmbedder;
use agpis::dedup::{DuplicateDetector, PatchDescriptor};
use clap::Parser;

use crate::compute::Compute;
use crate::edges::EdgeArgs;
use crate::exit;

/// Tells which pictures share content.
///
/// With --pairs, every pair of the file gets a row with its score and what the two share, in the
/// order of the file. With a folder, its pictures are put into groups that share content: rows in
/// groups.jsonl, and duplicates.html shows the pairs with boxes.
#[derive(Debug, Parser)]
#[command(name = "duplicates", after_help = exit::CODES, verbatim_doc_comment)]
pub(crate) struct Args {
    /// A folder of pictures, looked through with all folders in it
    #[arg(conflicts_with = "pairs")]
    pub(crate) folder: Option<PathBuf>,

    /// Pairs: CSV with columns a and b, or JSONL with fields a and b, paths relative to the file;
    /// with a column label (1: duplicates, 0: not) the program also says how well the scores tell
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    pub(crate) pairs: Option<PathBuf>,

    /// Where results go: a file with --pairs, else a folder
    #[arg(short, long, default_value = "duplicates.jsonl")]
    pub(crate) output: PathBuf,

    /// Score from which on two pictures count as duplicates, in 0..=1
    /// [default: 0.55, or that of the model]
    #[arg(long, verbatim_doc_comment)]
    threshold: Option<f32>,

    #[command(flatten)]
    edges: EdgeArgs,

    /// Model bundle whose network embeds the patches, instead of the built-in descriptor
    #[arg(long, value_name = "BUNDLE")]
    model: Option<PathBuf>,

    /// File for what the program knows of the folder's pictures: read if it is there, then written
    #[arg(long, value_name = "FILE", requires = "folder")]
    pub(crate) gallery: Option<PathBuf>,

    #[command(flatten)]
    compute: Compute,

    /// Exit with 1 if a picture could not be used
    #[arg(long)]
    pub(crate) strict: bool,
}

impl Args {
    /// The detector, and the score from which on two pictures are duplicates.
    pub(crate) fn detector(&self) -> Result<(DuplicateDetector, f32), Box<dyn Error>> {
        let (embedder, threshold): (ImageEmbedder, f32) = match &self.model {
            None => (Arc::new(PatchDescriptor::default()), DuplicateDetector::DEFAULT_THRESHOLD),
            Some(directory) => {
                let agpis = self.compute.open(directory)?;
                (Arc::new(agpis.patch_embedder()), agpis.bundle().manifest.thresholds.duplicate)
            }
        };
        let threshold = self.threshold.unwrap_or(threshold);
        if !(0.0..=1.0).contains(&threshold) {
            return Err(format!("--threshold: expected 0..=1, got {threshold}").into());
        }
        let detector = DuplicateDetector::new(embedder).with_edges(self.edges.detector()?);
        Ok((detector, threshold))
    }
}
