//! The command line.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use agpis::{Options, PrimaryPolicy, Probability, SearchOptions};
use clap::{Parser, ValueEnum};

use crate::compute::Compute;
use crate::exit;

/// Picks, orders and judges the pictures of every product in a catalogue.
///
/// Every product gets one row in selections.jsonl, in input order: the chosen images, the
/// probability that a reviewer accepts them, and what became of every candidate; or the reason
/// why there is no sequence. report.html shows the same to people, in one page without anything
/// outside it. A product or picture that cannot be used is noted and counted, and the others
/// go on.
#[derive(Debug, Parser)]
#[command(name = "select", after_help = exit::CODES, verbatim_doc_comment)]
pub(crate) struct Args {
    /// The products: a folder or a manifest [default: the drawn products of this repository]
    ///
    /// A folder has one folder of pictures for every product, with its title in title.txt.
    /// A manifest has one JSON object a line:
    /// {"sku", "title", "images": [paths relative to the manifest], …}
    /// Further fields pass through to the rows.
    #[arg(default_value = PRODUCTS, hide_default_value = true, verbatim_doc_comment)]
    pub(crate) input: PathBuf,

    /// Folder for selections.jsonl and report.html, made if need be
    #[arg(short, long, value_name = "DIR", default_value = "agpis-out")]
    pub(crate) output: PathBuf,

    /// Folder of a model bundle [default: bundle/default of this repository]
    #[arg(short, long, value_name = "BUNDLE", default_value = BUNDLE, hide_default_value = true)]
    pub(crate) model: PathBuf,

    /// Images in a sequence; another number than the model was trained on is an error
    /// [default: the model's]
    #[arg(long, value_name = "N")]
    pub(crate) length: Option<NonZeroUsize>,

    /// Decides the random choice of the images after the primary one
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Products in memory at a time, more or less: it changes memory and speed, never the result
    #[arg(long, value_name = "N", default_value = "16")]
    pub(crate) batch: NonZeroUsize,

    /// Write a reviewer's feedback for every sequence
    #[arg(long)]
    pub(crate) feedback: bool,

    /// Say where the model looked: heat maps in the report, a row's "explanation"
    #[arg(long)]
    pub(crate) explain: bool,

    /// Choose the best of all sequences that begin with the primary image, instead of judging one
    /// that was drawn
    #[arg(long)]
    pub(crate) search: bool,

    /// With --search, tell the N best sequences of every product
    #[arg(long, value_name = "N", requires = "search", default_value_t = 0)]
    pub(crate) ranking: usize,

    /// What happens when the best primary image is itself non-compliant
    #[arg(long, value_name = "POLICY", value_enum, default_value_t = Policy::AmongCompliant)]
    pub(crate) primary_policy: Policy,

    /// Count the sequences with a larger probability than this [default: the model's threshold]
    #[arg(long, value_name = "P", value_parser = probability)]
    pub(crate) threshold: Option<Probability>,

    #[command(flatten)]
    pub(crate) compute: Compute,

    /// Exit with 1 if an entry of the input or a picture could not be used
    #[arg(long)]
    pub(crate) strict: bool,

    /// Let a manifest name absolute paths and paths that leave its folder
    #[arg(long)]
    pub(crate) allow_outside: bool,

    /// Write no report.html
    #[arg(long)]
    pub(crate) no_report: bool,
}

const PRODUCTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/products");
const BUNDLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bundle/default");

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Policy {
    /// Choose among the compliant images
    AmongCompliant,
    /// End the product without a sequence
    Terminate,
}

impl Args {
    /// What of them concerns the pipeline.
    pub(crate) fn options(&self) -> Options {
        let mut options = Options::default();
        options.length = self.length;
        options.seed = self.seed;
        options.feedback = self.feedback;
        options.explanation = self.explain;
        options.search = self.search.then(|| {
            let mut search = SearchOptions::default();
            search.ranking = self.ranking;
            search
        });
        options.primary_policy = match self.primary_policy {
            Policy::AmongCompliant => PrimaryPolicy::AmongCompliant,
            Policy::Terminate => PrimaryPolicy::Terminate,
        };
        options
    }

    /// What the report says above its products, if there is to be one.
    pub(crate) fn heading(&self) -> Option<String> {
        let (input, model) = (self.input.display(), self.model.display());
        (!self.no_report).then(|| format!("{input}, judged by {model}, seed {}", self.seed))
    }
}

fn probability(text: &str) -> Result<Probability, String> {
    let value: f32 = text.parse().map_err(|_| "expected a number in 0..=1".to_owned())?;
    Probability::new(value).map_err(|error| error.to_string())
}
