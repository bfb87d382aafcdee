//! Pairs from a file, a row for each.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::Path;

use agpis::core::PairScore;
use agpis::dedup::DuplicateDetector;
use agpis_train::{Auc, threshold_for_false_positives};
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use crate::files::Complete;
use crate::{pictures, progress};

/// Pairs in memory at a time.
const BATCH: usize = 64;
/// Of the pairs that are none, so many may be called duplicates by the threshold that is proposed.
const FALSE_POSITIVES: f64 = 0.01;

type Fields = Map<String, Value>;

pub(crate) fn run(
    file: &Path,
    output: &Path,
    detector: &DuplicateDetector,
    threshold: f32,
) -> Result<bool, Box<dyn Error>> {
    let pairs = read(file)?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut rows = Complete::create(output)?;
    let bar = progress::bar(Some(pairs.len()), "pairs");
    let mut tally = Tally::default();
    for batch in pairs.chunks(BATCH) {
        let scored: Vec<_> = batch.par_iter().map(|pair| score(pair, folder, detector)).collect();
        for (pair, scored) in batch.iter().zip(scored) {
            tally.count(pair, &scored, threshold);
            serde_json::to_writer(&mut rows, &row(pair, scored, threshold))?;
            rows.write_all(b"\n")?;
            bar.inc(1);
        }
    }
    rows.finish()?;
    bar.finish_and_clear();
    println!(
        "{} pairs, {} duplicates, {} not usable; rows in {}",
        pairs.len(),
        tally.duplicates,
        tally.faults,
        output.display()
    );
    tally.report();
    Ok(tally.faults > 0)
}

/// The fields of every pair.
fn read(file: &Path) -> Result<Vec<Fields>, Box<dyn Error>> {
    let text = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    if file.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(&text[..]);
        let names = reader.headers()?.clone();
        if !["a", "b"].iter().all(|name| names.iter().any(|n| n == *name)) {
            return Err(format!("{}: expected columns a and b, got {names:?}", file.display()).into());
        }
        let fields = |record: csv::StringRecord| {
            let value = |v: &str| v.parse().map_or_else(|_| json!(v), |n: i64| json!(n));
            names
                .iter()
                .zip(&record)
                .map(|(name, v)| {
                    (
                        name.to_owned(),
                        match name {
                            "a" | "b" => json!(v),
                            _ => value(v),
                        },
                    )
                })
                .collect()
        };
        return Ok(reader.records().map(|record| record.map(fields)).collect::<Result<_, _>>()?);
    }
    let text = String::from_utf8(text)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let parse = |(i, line): (usize, &str)| {
        serde_json::from_str(line)
            .map_err(|error| format!("{}, line {}: expected an object, got {error}", file.display(), i + 1))
    };
    Ok(lines.map(parse).collect::<Result<_, _>>()?)
}

fn score(pair: &Fields, folder: &Path, detector: &DuplicateDetector) -> Result<PairScore, String> {
    let described = ["a", "b"].map(|field| {
        let name = pair
            .get(field)
            .and_then(Value::as_str)
            .ok_or(format!("expected a path in `{field}`, got none"))?;
        let image = pictures::read(&folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
        detector.describe(&image).map_err(|error| format!("{name}: {error}"))
    });
    let [a, b] = described;
    Ok(detector.compare(&a?, &b?))
}

/// The pair with its score and what both share; `box_a` and `box_b` are all of it.
fn row(pair: &Fields, scored: Result<PairScore, String>, threshold: f32) -> Value {
    let field = |name: &str| pair.get(name).cloned().unwrap_or(Value::Null);
    let mut row = json!({ "a": field("a"), "b": field("b") });
    if let Some(id) = pair.get("id") {
        row["id"] = id.clone();
    }
    match scored {
        Err(error) => {
            row["score"] = Value::Null;
            row["error"] = json!(error);
        }
        Ok(PairScore { score, regions, .. }) => {
            let both = |region: &agpis::core::RegionPair| json!({ "a": pictures::rectangle(region.a), "b": pictures::rectangle(region.b), "similarity": pictures::rounded(region.similarity) });
            row["score"] = json!(pictures::rounded(score));
            row["duplicate"] = json!(score >= threshold);
            row["box_a"] = regions.first().map_or(Value::Null, |r| pictures::rectangle(r.a));
            row["box_b"] = regions.first().map_or(Value::Null, |r| pictures::rectangle(r.b));
            row["regions"] = regions.iter().map(both).collect();
        }
    }
    row
}

/// What is said in the end.
#[derive(Default)]
struct Tally {
    duplicates: usize,
    faults: usize,
    labels: Vec<bool>,
    scores: Vec<f64>,
}

impl Tally {
    fn count(&mut self, pair: &Fields, scored: &Result<PairScore, String>, threshold: f32) {
        match scored {
            Err(error) => {
                self.faults += 1;
                eprintln!("{error}");
            }
            Ok(scored) => {
                self.duplicates += usize::from(scored.score >= threshold);
                if let Some(label) = pair.get("label").and_then(Value::as_i64) {
                    self.labels.push(label != 0);
                    self.scores.push(f64::from(scored.score));
                }
            }
        }
    }

    /// How well the scores tell, if there are labels of both kinds.
    fn report(&self) {
        let Ok(auc) = Auc::compute(&self.labels, &self.scores) else { return };
        println!("AUC {auc}");
        if let Ok(threshold) = threshold_for_false_positives(&self.labels, &self.scores, FALSE_POSITIVES) {
            let found = self
                .labels
                .iter()
                .zip(&self.scores)
                .filter(|(label, score)| **label && **score >= f64::from(threshold));
            let share = found.count() as f64 / auc.positives as f64;
            println!(
                "from {threshold:.3} on: {share:.3} of the duplicates, at most {FALSE_POSITIVES} of the others"
            );
        }
    }
}
