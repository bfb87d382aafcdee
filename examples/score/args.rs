//! The command line.

use std::error::Error;
use std::fs;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Parser;

use crate::compute::Compute;
use crate::exit;

/// Judges sequences of product pictures as they are.
///
/// Every sequence gets one row in the output, in input order and under its id: the probability
/// that a reviewer accepts it and those of all ways of being rejected; or the reason why it could
/// not be judged. A sequence or picture that cannot be used is noted and counted, and the others
/// go on.
#[derive(Debug, Parser)]
#[command(name = "score", after_help = exit::CODES, verbatim_doc_comment)]
pub(crate) struct Args {
    /// The sequences: a file with one JSON object a line
    /// [default: sequences of the drawn products of this repository]
    ///
    /// {"id", "title", "images": [paths relative to the file, in order], …}
    /// Further fields pass through to the rows.
    #[arg(short, long, value_name = "FILE", default_value = SEQUENCES, hide_default_value = true)]
    #[arg(verbatim_doc_comment)]
    pub(crate) input: PathBuf,

    /// File for the rows; its folder is made if need be
    #[arg(short, long, value_name = "FILE", default_value = "scores.jsonl")]
    pub(crate) output: PathBuf,

    /// Folder of a model bundle [default: bundle/default of this repository]
    #[arg(short, long, value_name = "BUNDLE", default_value = BUNDLE, hide_default_value = true)]
    pub(crate) model: PathBuf,

    /// Sequences in memory at a time, more or less: it changes memory and speed, never the result
    #[arg(long, value_name = "N", default_value = "16")]
    pub(crate) batch: NonZeroUsize,

    /// Write a reviewer's feedback for every sequence
    #[arg(long)]
    pub(crate) feedback: bool,

    /// Add p_nlg, the probability that a reviewer writes this feedback, such as "yes"
    #[arg(long, value_name = "FEEDBACK")]
    pub(crate) p_nlg: Option<String>,

    #[command(flatten)]
    pub(crate) compute: Compute,

    /// Exit with 1 if a sequence could not be judged
    #[arg(long)]
    pub(crate) strict: bool,

    /// Let the input name absolute paths and paths that leave its folder
    #[arg(long)]
    pub(crate) allow_outside: bool,
}

const SEQUENCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/sequences.jsonl");
const BUNDLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bundle/default");

impl Args {
    /// Checks that the output will not replace the input.
    pub(crate) fn check_files(&self) -> Result<(), Box<dyn Error>> {
        match (fs::canonicalize(&self.input), fs::canonicalize(&self.output)) {
            (Ok(input), Ok(output)) if input == output => {
                Err(format!("expected another output than the input, got {} twice", input.display()).into())
            }
            _ => Ok(()),
        }
    }
}
