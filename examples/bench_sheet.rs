//! Contact sheets of AGPIS-bench for people: what every rule looks like, beside what is allowed.
//!
//! ```text
//! cargo run --release --example bench_sheet -- [OUTPUT] [--rows 2] [--image-size 64] [--flavour raw] [--seed 0]
//! ```
//!
//! Writes a picture a rule, `S01.png` to `M13.png` and `other.png`: on the left sequences that break it, with the
//! reviewer's words, on the right their twins that do not. `families.png` shows every kind of product.

#![allow(clippy::print_stdout)] // a program for the terminal

use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use agpis_bench::{
    Bench, BenchConfig, Family, Flavour, ImageMeta, Language, Plan, Reviewer, Split, lettering, rules,
};
use agpis_core::Image;
use clap::Parser;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};

/// Draws contact sheets: a picture a rule, and one of all kinds of products.
#[derive(Parser)]
struct Arguments {
    /// Where the sheets go.
    #[arg(default_value = "sheets")]
    output: PathBuf,
    /// Sequences of a rule.
    #[arg(long, default_value_t = 2)]
    rows: usize,
    /// Side of a picture in pixels.
    #[arg(long, default_value_t = 64)]
    image_size: u32,
    /// How plain single-image faults are: raw or agpis.
    #[arg(long, default_value = "raw")]
    flavour: Flavour,
    /// Another seed draws other sequences.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

/// Height of a line of text, and how many of them a sequence has at most.
const LINE: u32 = 10;
const LINES: u32 = 4;
/// Between pictures.
const GAP: u32 = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    fs::create_dir_all(&arguments.output)?;
    let bench = Bench::new(BenchConfig {
        seed: arguments.seed,
        image_size: arguments.image_size,
        flavour: arguments.flavour,
        // The letters of the sheets are ASCII.
        languages: vec![Language::English],
        reviewer: Reviewer::perfect(),
        ..BenchConfig::default()
    });
    let set = rules();
    let named = set.rules().iter().map(|rule| (rule.id.clone(), format!("{} {}", rule.id, rule.name)));
    for (id, name) in
        named.chain([("other".to_owned(), "Other: faults that no rule has a name for".to_owned())])
    {
        let path = arguments.output.join(format!("{id}.png"));
        save(&of_rule(&bench, &id, &name, arguments.rows), &path)?;
        println!("{}", path.display());
    }
    let path = arguments.output.join("families.png");
    save(&of_families(&bench), &path)?;
    println!("{}", path.display());
    Ok(())
}

/// As small as a PNG gets.
fn save(sheet: &image::RgbImage, path: &Path) -> Result<(), Box<dyn Error>> {
    let file = BufWriter::new(File::create(path)?);
    let encoder = PngEncoder::new_with_quality(file, CompressionType::Best, FilterType::Adaptive);
    Ok(sheet.write_with_encoder(encoder)?)
}

/// Bad sequences on the left, their twins on the right, words below.
fn of_rule(bench: &Bench, id: &str, name: &str, rows: usize) -> image::RgbImage {
    let breaks = |plan: &Plan| match plan.broken_rule() {
        Some(rule) => plan.violations.len() == 1 && (rule == id || (id == "other" && rule.starts_with('H'))),
        None => false,
    };
    let plans = (0..20_000).map(|index| (index, bench.plan(Split::Train, index)));
    let mut found: Vec<(u64, Plan)> = plans.filter(|(_, plan)| breaks(plan)).take(6 * rows).collect();
    // Twins first, because they show the difference, and of them the plainest.
    found.sort_by(|(_, a), (_, b)| {
        let plain = |plan: &Plan| plan.violations[0].severity;
        b.is_twin.cmp(&a.is_twin).then(plain(b).total_cmp(&plain(a)))
    });
    let chosen = &found[..rows.min(found.len())];
    let (side, length) = (bench.config().image_size, bench.config().length as u32);
    let (row, width) = (side + LINES * LINE + 2 * GAP, (2 * length + 1) * (side + GAP));
    let mut sheet = blank(width, LINE + 4 + rows as u32 * row);
    paste(&mut sheet, &lettering(name, width, LINE), 0, 0);
    for ((index, plan), y) in chosen.iter().zip((0..).map(|i| LINE + 4 + i * row)) {
        let twin = plan.is_twin.then(|| bench.plan(Split::Train, index ^ 1));
        for (plan, x) in std::iter::once(plan).chain(&twin).zip([0, (length + 1) * (side + GAP)]) {
            for (image, i) in drawn(bench, &plan.metas).iter().zip(0..) {
                paste(&mut sheet, image, x + i * (side + GAP), y);
            }
        }
        let allowed = twin.filter(|twin| twin.title.text != plan.title.text);
        let texts = [
            Some(format!("\"{}\"", plan.title.text)),
            Some(plan.verdict.feedback.clone()),
            allowed.map(|twin| format!("Right: \"{}\"", twin.title.text)),
        ];
        let columns = (width / (LINE * 6 / 10)) as usize;
        let lines = texts.iter().flatten().flat_map(|text| wrapped(text, columns));
        for (line, i) in lines.take(LINES as usize).zip(0..) {
            paste(&mut sheet, &lettering(&line, width, LINE), 0, y + side + 1 + i * LINE);
        }
    }
    sheet
}

/// At spaces, into lines of at most so many letters.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= columns => *line += &format!(" {word}"),
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Every kind of product from several sides.
fn of_families(bench: &Bench) -> image::RgbImage {
    const COLUMNS: usize = 10;
    let side = bench.config().image_size;
    let mut sheet = blank(COLUMNS as u32 * (side + GAP), Family::ALL.len() as u32 * (side + LINE));
    for (family, y) in Family::ALL.iter().zip((0..).map(|i| i * (side + LINE))) {
        let split = if Family::HELD_OUT.contains(family) { Split::NewFamily } else { Split::Train };
        let all = (0..).map(|index| bench.candidate(split, index));
        let clean = all.filter(|c| c.meta.sku.family == *family && !c.non_compliant).take(COLUMNS);
        paste(&mut sheet, &lettering(family.name(), 4 * side, LINE), 0, y);
        for (candidate, i) in clean.zip(0..) {
            let images = drawn(bench, &[candidate.meta]);
            paste(&mut sheet, &images[0], i * (side + GAP), y + LINE);
        }
    }
    sheet
}

/// Without grain, which would make the files many times as large.
fn drawn(bench: &Bench, metas: &[ImageMeta]) -> Vec<Image> {
    let mut metas = metas.to_vec();
    metas.iter_mut().for_each(|meta| meta.photo.noise = 0.0);
    bench.draw_all(&metas)
}

fn blank(width: u32, height: u32) -> image::RgbImage {
    image::RgbImage::from_pixel(width, height, [255; 3].into())
}

/// At five bits a channel, again for small files.
fn paste(sheet: &mut image::RgbImage, image: &Image, x: u32, y: u32) {
    for (i, pixel) in (0..).zip(image.pixels().chunks_exact(3)) {
        let (x, y) = (x + i % image.width(), y + i / image.width());
        if x < sheet.width() && y < sheet.height() {
            let coarse = [0, 1, 2].map(|c| ((u16::from(pixel[c]) + 4).min(255) / 8 * 255 / 31) as u8);
            sheet.put_pixel(x, y, image::Rgb(coarse));
        }
    }
}
