//! Reviews a pipeline's output as the simulated reviewer of AGPIS-bench would: reject rate and yield, as in §5.1.
//!
//! ```text
//! cargo run --release --example bench_data -- DATA --products 500
//! cargo run --release --example select -- DATA/candidates-train.jsonl --output OUT
//! cargo run --release --example bench_review -- DATA/candidates-train.jsonl OUT/selections.jsonl
//! ```
//!
//! Any program's output will do: a line a product with `sku`, `images`, and `p_qualified` if there is a second stage.

#![allow(clippy::print_stdout)] // a program for the terminal

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use agpis_bench::files::{CandidateRow, Summary};
use agpis_bench::{Bench, ShopProduct, Split, Tally, Verdict, review};
use agpis_core::roc_auc;
use clap::Parser;
use serde::Deserialize;

/// Reviews the sequences that a pipeline made of AGPIS-bench's candidates.
#[derive(Parser)]
struct Arguments {
    /// The catalogue that the pipeline was given: candidates-SPLIT.jsonl of a data set
    candidates: PathBuf,
    /// What it made of it: a line a product
    selections: PathBuf,
    /// Thresholds th^t of the second stage
    #[arg(long, value_delimiter = ',', default_values_t = [0.3, 0.5, 0.7])]
    thresholds: Vec<f64>,
}

#[derive(Deserialize)]
struct Selection {
    sku: Option<String>,
    #[serde(default)]
    images: Vec<String>,
    p_qualified: Option<f64>,
}

/// A product's sequence as the reviewer saw it.
struct Reviewed {
    verdict: Verdict,
    is_good: bool,
    p_accepted: f64,
    p_qualified: Option<f64>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let folder = arguments.candidates.parent().unwrap_or(Path::new("."));
    let summary: Summary = serde_json::from_reader(BufReader::new(open(&folder.join("bench.json"))?))?;
    let config =
        summary.config.to_config(summary.seed).ok_or("expected a data set of this version of the bench")?;
    let bench = Bench::new(config);
    let products: BTreeMap<String, CandidateRow> = lines(&arguments.candidates)?
        .map(|row: Result<CandidateRow, _>| row.map(|row| (row.sku.clone(), row)))
        .collect::<Result<_, _>>()?;
    let mut selections = BTreeMap::new();
    for selection in lines::<Selection>(&arguments.selections)? {
        let selection = selection?;
        let sku = selection.sku.clone().ok_or("expected a product with a sku in every line")?;
        if !products.contains_key(&sku) {
            return Err(format!("{sku}: expected a product of the catalogue").into());
        }
        if selections.insert(sku.clone(), selection).is_some() {
            return Err(format!("{sku}: expected one line a product, got two").into());
        }
    }
    // A product without a line is one without a sequence.
    let of = |row: &CandidateRow| match selections.get(&row.sku) {
        Some(selection) => review_one(&bench, row, selection),
        None => Ok(None),
    };
    let reviewed = products.values().map(of).collect::<Result<Vec<_>, _>>()?;
    print(&reviewed, &faultless(&bench, products.values())?, &arguments.thresholds);
    Ok(())
}

fn open(path: &Path) -> Result<File, Box<dyn Error>> {
    File::open(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn lines<T: serde::de::DeserializeOwned>(
    path: &Path,
) -> Result<impl Iterator<Item = Result<T, Box<dyn Error>>>, Box<dyn Error>> {
    let name = path.display().to_string();
    let numbered = BufReader::new(open(path)?).lines().zip(1..);
    Ok(numbered.map(move |(line, number)| {
        serde_json::from_str(&line?).map_err(|error| format!("{name}:{number}: {error}").into())
    }))
}

/// `None` if there is no sequence.
fn review_one(
    bench: &Bench,
    row: &CandidateRow,
    selection: &Selection,
) -> Result<Option<Reviewed>, Box<dyn Error>> {
    let sku = &row.sku;
    if selection.images.is_empty() {
        return Ok(None);
    }
    let product = product(bench, row)?;
    let place = |image: &String| {
        let found =
            row.images.iter().position(|known| known == image || known.ends_with(&format!("/{image}")));
        found.ok_or_else(|| format!("{sku}: expected one of its candidates, got {image}"))
    };
    let chosen: Vec<usize> = selection.images.iter().map(place).collect::<Result<_, _>>()?;
    Ok(Some(seen(bench, &product, &chosen, selection.p_qualified)))
}

/// Drawn again, with the records that the reviewer needs.
fn product(bench: &Bench, row: &CandidateRow) -> Result<ShopProduct, Box<dyn Error>> {
    let split: Split = row.split.parse()?;
    let index = row.sku.rsplit_once('-').and_then(|(_, index)| index.parse().ok());
    let index = index.ok_or_else(|| format!("{}: expected a number at its end", row.sku))?;
    let product = bench.shop_product(split, index);
    if product.sku == row.product {
        Ok(product)
    } else {
        Err(format!("{}: expected {}", row.sku, product.sku).into())
    }
}

fn seen(bench: &Bench, product: &ShopProduct, chosen: &[usize], p_qualified: Option<f64>) -> Reviewed {
    let metas: Vec<_> = chosen.iter().map(|&i| product.metas[i].clone()).collect();
    let truth = review(&metas, &product.title);
    Reviewed {
        verdict: bench.review_selection(product, chosen),
        is_good: truth.is_empty(),
        p_accepted: bench.config().reviewer.accepts(&truth),
        p_qualified,
    }
}

/// What a first stage without errors would have got.
fn faultless<'a>(
    bench: &Bench,
    rows: impl Iterator<Item = &'a CandidateRow>,
) -> Result<Vec<Option<Reviewed>>, Box<dyn Error>> {
    let choose = |row: &CandidateRow| {
        let product = product(bench, row)?;
        let chosen = bench.faultless_selection(&product);
        Ok(chosen.map(|chosen| seen(bench, &product, &chosen, None)))
    };
    rows.map(choose).collect()
}

fn print(all: &[Option<Reviewed>], faultless: &[Option<Reviewed>], thresholds: &[f64]) {
    println!("| | submitted | yield | rejected | reject rate, 95 % | truly bad |\n|---|---|---|---|---|---|");
    print_row("stage 1", all, None);
    if all.iter().flatten().any(|reviewed| reviewed.p_qualified.is_some()) {
        for &threshold in thresholds {
            print_row(&format!("stages 1 and 2, p > {threshold}"), all, Some(threshold));
        }
    }
    print_row("a stage 1 without errors", faultless, None);
    let mut tally = Tally::default();
    all.iter().flatten().for_each(|reviewed| tally.add(&reviewed.verdict));
    let mut rules: Vec<_> = tally.by_rule.iter().collect();
    rules.sort_by_key(|(rule, count)| (std::cmp::Reverse(**count), **rule));
    let named: Vec<String> = rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
    println!("\nRejections of stage 1 by rule: {}", named.join(", "));
    let reviewed: Vec<&Reviewed> = all.iter().flatten().collect();
    let accepted: Vec<bool> = reviewed.iter().map(|r| r.verdict.violations.is_empty()).collect();
    let area = |score: &dyn Fn(&Reviewed) -> f64| {
        let scores: Vec<f64> = reviewed.iter().map(|r| score(r)).collect();
        roc_auc(&accepted, &scores).map_or("undefined".to_owned(), |auc| format!("{auc:.3}"))
    };
    if reviewed.iter().all(|r| r.p_qualified.is_some()) {
        println!("AUC of p_qualified on these sequences: {}", area(&|r| r.p_qualified.unwrap_or(0.0)));
    }
    println!("Oracle's ceiling on them: AUC {}", area(&|r| r.p_accepted));
}

fn print_row(name: &str, all: &[Option<Reviewed>], threshold: Option<f64>) {
    let (mut tally, mut bad) = (Tally::default(), 0);
    for reviewed in all {
        let passes = |r: &&Reviewed| threshold.is_none_or(|t| r.p_qualified.is_some_and(|p| p > t));
        match reviewed.as_ref().filter(passes) {
            Some(reviewed) => {
                tally.add(&reviewed.verdict);
                bad += u64::from(!reviewed.is_good);
            }
            None => tally.add_nothing(),
        }
    }
    let percent =
        |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{:.1} %", 100.0 * share));
    let interval =
        tally.interval().map_or(String::new(), |[a, b]| format!(" ({:.1} to {:.1})", 100.0 * a, 100.0 * b));
    println!(
        "| {name} | {} of {} | {} | {} | {}{interval} | {bad} |",
        tally.submitted,
        tally.products,
        percent(tally.submission_rate()),
        tally.rejected,
        percent(tally.reject_rate())
    );
}
