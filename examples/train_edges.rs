//! Learns the weights of `LearnedEdges` from the masks of photos and of drawn products, and says how many
//! products EdgeBoxes finds with them: of photos that it has not learned from, and of other drawn products.
//!
//! ```text
//! cargo run --release --example train_edges -- --photos DIR [--renders 70] [--folds 5] \
//!     [--seed 0] [--output weights.rs]
//! ```
//!
//! The folder holds `boxes.json`, `{"items": [{"file": "a.jpg", "box": [x, y, width, height]}, …]}`, and for
//! every file its mask, `a.mask.png`, black where the product is not.

#![allow(clippy::print_stdout)] // a program for the terminal

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use agpis::core::{Error as StageError, Image};
use agpis::dedup::edges::{EdgeExample, EdgeFit};
use agpis::dedup::{EdgeBoxes, EdgeDetector, LabGradient, LearnedEdges, Proposal};
use agpis_bench::{Bench, BenchConfig, Product, Split, coverage};
use clap::Parser;
use serde::Deserialize;

/// Learns the weights of the edge detector.
#[derive(Parser)]
struct Arguments {
    /// Photos with masks and boxes.
    #[arg(long)]
    photos: PathBuf,
    /// How many drawn products to learn from.
    #[arg(long, default_value_t = 70)]
    renders: usize,
    /// Into how many parts the photos are split; each is tested with weights from the others.
    #[arg(long, default_value_t = 5)]
    folds: usize,
    /// Another seed draws other products.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Where the weights go, as Rust source.
    #[arg(long, default_value = "weights.rs")]
    output: PathBuf,
}

/// Width and height of drawn products in pixels.
const SIDE: u32 = 320;
/// Drawn products that are only tested.
const TESTED: usize = 60;
/// Proposals looked at.
const BEST: [usize; 4] = [10, 20, 50, 100];
/// A box counts as found from this IoU on.
const MIN_IOU: f64 = 0.7;

struct Picture {
    example: EdgeExample,
    /// `[x, y, width, height]`
    product: [f64; 4],
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let photos = photos(&arguments.photos)?;
    let renders = renders(Split::Train, arguments.renders, arguments.seed)?;
    let tested = self::renders(Split::Test, TESTED, arguments.seed)?;
    let mut report = Report::default();

    let gradient = LabGradient::default();
    report.line("photos, LabGradient", &ranks(&gradient, &photos)?);
    report.line("drawn products, LabGradient", &ranks(&gradient, &tested)?);
    report.line("photos, cross-validated", &cross_validated(&photos, &renders, arguments.folds)?);
    let learned = fit(photos.iter().chain(&renders))?;
    report.line("photos, all learned from", &ranks(&learned, &photos)?);
    report.line("drawn products, others", &ranks(&learned, &tested)?);
    Ok(fs::write(&arguments.output, source(&learned, &report, &arguments))?)
}

fn fit<'a>(pictures: impl Iterator<Item = &'a Picture>) -> Result<LearnedEdges, Box<dyn Error>> {
    let examples: Vec<EdgeExample> = pictures.map(|picture| picture.example.clone()).collect();
    Ok(LearnedEdges::fit(&examples, &EdgeFit::default())?)
}

type Ranks = Vec<Option<usize>>;

/// Each photo with weights from the photos of the other parts and the drawn products.
fn cross_validated(photos: &[Picture], renders: &[Picture], folds: usize) -> Result<Ranks, Box<dyn Error>> {
    let mut all = Vec::new();
    for fold in 0..folds {
        let (inside, outside): (Vec<_>, Vec<_>) =
            photos.iter().enumerate().partition(|(i, _)| i % folds == fold);
        let learned = fit(outside.into_iter().map(|(_, photo)| photo).chain(renders))?;
        all.extend(ranks(&learned, inside.into_iter().map(|(_, photo)| photo))?);
    }
    Ok(all)
}

/// Of every picture, the place of the first proposal that finds the product.
fn ranks<'a>(
    detector: &impl EdgeDetector,
    pictures: impl IntoIterator<Item = &'a Picture>,
) -> Result<Ranks, StageError> {
    let rank = |picture: &Picture| {
        let proposals = EdgeBoxes::default().detect(&detector.detect(picture.example.image())?);
        Ok(proposals.into_iter().position(|proposal| iou(proposal, picture.product) >= MIN_IOU))
    };
    pictures.into_iter().map(rank).collect()
}

fn iou(proposal: Proposal, [x, y, width, height]: [f64; 4]) -> f64 {
    let region = proposal.region();
    let [px, py, pw, ph] = [region.x, region.y, region.width, region.height].map(f64::from);
    let shared = |a: f64, b: f64, end_a: f64, end_b: f64| (end_a.min(end_b) - a.max(b)).max(0.0);
    let both = shared(px, x, px + pw, x + width) * shared(py, y, py + ph, y + height);
    both / (pw * ph + width * height - both)
}

#[derive(Deserialize)]
struct Boxes {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    file: String,
    #[serde(rename = "box")]
    product: [f64; 4],
}

fn photos(folder: &Path) -> Result<Vec<Picture>, Box<dyn Error>> {
    let boxes: Boxes = serde_json::from_str(&fs::read_to_string(folder.join("boxes.json"))?)?;
    let read = |item: Item| -> Result<Picture, Box<dyn Error>> {
        let file = folder.join(item.file);
        let rgb = image::open(&file)?.into_rgb8();
        let image = Image::from_rgb8(rgb.width(), rgb.height(), rgb.into_raw())?;
        let mask = image::open(file.with_extension("mask.png"))?.into_luma8();
        let mask = mask.into_raw().into_iter().map(|v| v > 0).collect();
        Ok(Picture { example: EdgeExample::new(image, mask)?, product: item.product })
    };
    boxes.items.into_iter().map(read).collect()
}

/// Pictures of whole products, good and faulty alike, collages apart.
fn renders(split: Split, count: usize, seed: u64) -> Result<Vec<Picture>, Box<dyn Error>> {
    let bench = Bench::new(BenchConfig { seed, image_size: SIDE, ..BenchConfig::default() });
    let wholes = (0..).filter_map(|i| {
        let candidate = bench.candidate(split, i);
        let shares = coverage(&Product::new(candidate.meta.sku), &candidate.meta, SIDE)?;
        candidate.meta.shows_whole().then_some((candidate.image, shares))
    });
    let picture = |(image, shares): (Image, Vec<f32>)| {
        let mask: Vec<bool> = shares.into_iter().map(|share| share >= 0.5).collect();
        let product = bounds(&mask);
        Ok(Picture { example: EdgeExample::new(image, mask)?, product })
    };
    wholes.take(count).map(picture).collect()
}

fn bounds(mask: &[bool]) -> [f64; 4] {
    let side = SIDE as usize;
    let covered = (0..mask.len()).filter(|&i| mask[i]).map(|i| [i % side, i / side]);
    let (low, high) = covered.fold(([side; 2], [0; 2]), |(low, high), at| {
        ([0, 1].map(|i| at[i].min(low[i])), [0, 1].map(|i| (at[i] + 1).max(high[i])))
    });
    let size = |i: usize| high[i].saturating_sub(low[i]) as f64;
    [low[0] as f64, low[1] as f64, size(0), size(1)]
}

/// What is printed, and kept with the weights.
#[derive(Default)]
struct Report(Vec<String>);

impl Report {
    fn line(&mut self, what: &str, ranks: &Ranks) {
        let share = |best: usize| {
            ranks.iter().flatten().filter(|&&rank| rank < best).count() as f64 / ranks.len() as f64
        };
        let shares = BEST.map(|best| format!("{:.3}", share(best))).join(" ");
        let line = format!("{what:<28} {:>4}  {shares}", ranks.len());
        println!("{line}");
        self.0.push(line);
    }
}

/// The weights as the file that holds them in the library.
fn source(learned: &LearnedEdges, report: &Report, arguments: &Arguments) -> String {
    let Arguments { renders, folds, seed, .. } = arguments;
    let best = BEST.map(|best| best.to_string()).join(", ");
    let mut text = format!(
        "//! The weights of the default model.\n\nuse super::cues::COUNT;\n\n\
         /// Written by\n///\n/// ```text\n\
         /// cargo run --release --example train_edges -- --photos DIR --renders {renders} \\\n\
         ///     --folds {folds} --seed {seed} --output weights.rs\n/// ```\n///\n\
         /// Share of products found at an IoU of {MIN_IOU} by the best {best} proposals of EdgeBoxes, after the\n\
         /// number of pictures:\n///\n/// ```text\n"
    );
    report.0.iter().for_each(|line| writeln!(text, "/// {line}").expect("a String takes everything"));
    text += "/// ```\n#[rustfmt::skip]\npub(super) const WEIGHTS: [f32; COUNT + 1] = [\n";
    for (weight, name) in learned.weights().iter().zip(LearnedEdges::CUES.iter().chain(&["constant"])) {
        writeln!(text, "    {weight:?}, // {name}").expect("a String takes everything");
    }
    text + "];\n"
}
