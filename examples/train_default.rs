//! Trains the default bundle on products that it draws itself, and on composites over photographs if there are some,
//! and says how good it is on products that no model has seen. With photographs it takes 83 minutes on two CPU cores that have other work too.
//!
//! ```text
//! cargo run --release --example train_default -- [OUTPUT] [--quick] [--seed N] [--photos CATALOGUE]... [--credit TEXT]
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program for the terminal

#[path = "common/photographs.rs"]
mod photographs;
#[path = "common/terminal.rs"]
#[allow(dead_code)] // events are for programs that run experiments
mod terminal;

use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use agpis::DeviceName;
use agpis_train::{DefaultBundle, Effort, Figure, Photographs, Progress, train_default_bundle};
use clap::Parser;

use crate::terminal::Terminal;

/// Trains the default model bundle on drawn products.
#[derive(Parser)]
struct Arguments {
    /// Where the bundle goes.
    #[arg(default_value = "bundle/default")]
    output: PathBuf,
    /// Trains for a minute only, to see that everything works.
    #[arg(long)]
    quick: bool,
    /// Seed of the data and of the training.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// What computes: flex (the processor), wgpu or cuda:1, where the program is built with them
    #[arg(long, value_name = "DEVICE", default_value_t = DeviceName::FLEX)]
    device: DeviceName,
    /// A catalogue of photographs, a folder or a manifest as for `select`, to make composites of
    #[arg(long)]
    photos: Vec<PathBuf>,
    /// Whose photographs they are and under which licence, for the model card
    #[arg(long, requires = "photos")]
    credit: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut effort = if arguments.quick { Effort::quick() } else { Effort::full() };
    effort.seed = arguments.seed;
    let (start, terminal) = (Instant::now(), Terminal::default());
    let photographs = photographs_in(&arguments)?;
    let device = arguments.device.open()?;
    let show = |phase: &str, progress: Progress| {
        let loss = Some(progress.loss).filter(|&loss| loss != 0.0);
        terminal.advance(phase, progress.step, progress.steps, loss);
    };
    let trained = train_default_bundle(&effort, photographs.as_ref(), &device, &show)?;
    terminal.finish();

    let minutes = start.elapsed().as_secs_f64() / 60.0;
    let card = card(
        &trained,
        &effort,
        &source(photographs.as_ref(), arguments.credit.as_deref()),
        arguments.photos.len(),
        minutes,
    )?;
    trained.bundle.save(&arguments.output, &trained.tokenizer, &card)?;
    for figure in &trained.figures {
        println!("{figure}");
    }
    println!("{}", trained.ceiling);
    println!("trained in {minutes:.1} minutes, saved to {}", arguments.output.display());
    Ok(())
}

fn photographs_in(arguments: &Arguments) -> Result<Option<Photographs>, Box<dyn Error>> {
    let mut products = Vec::new();
    for catalogue in &arguments.photos {
        products.extend(photographs::read(catalogue)?);
    }
    if products.is_empty() {
        return Ok(None);
    }
    let all = products.len();
    let photographs = Photographs::new(products, arguments.seed);
    Ok(Some(photographs.ok_or(format!("expected enough products for three parts, got {all}"))?))
}

/// What the models have seen, for the card.
fn source(photographs: Option<&Photographs>, credit: Option<&str>) -> String {
    let Some(photographs) = photographs else {
        return "trained only on pictures of simple products that the project draws. They have seen no photograph."
            .to_owned();
    };
    let [train, validation, test] = photographs.products();
    let credit = credit.map_or(String::new(), |credit| format!(" ({credit})"));
    format!(
        "trained on pictures of simple products that the project draws, and on composites over photographs of \
         {train} products{credit}; those of {validation} and {test} others were kept for thresholds and figures."
    )
}

/// The model card.
fn card(
    trained: &DefaultBundle,
    effort: &Effort,
    source: &str,
    catalogues: usize,
    minutes: f64,
) -> Result<String, std::fmt::Error> {
    let mut text = CARD.replace("SOURCE", source);
    let Effort { seed, candidates, sequences, held_out, steps, .. } = effort;
    writeln!(text, "\n## Training\n")?;
    writeln!(
        text,
        "- Command: `cargo run --release --example train_default -- --seed {seed}{}`, {minutes:.1} minutes on the CPU.",
        " --photos CATALOGUE".repeat(catalogues)
    )?;
    writeln!(
        text,
        "- Data: {candidates} pictures and {sequences} sequences of three, drawn by `agpis-bench` with seed {seed}; 50 % qualified, and the class probabilities taken back to 71 %."
    )?;
    writeln!(
        text,
        "- Steps: image encoder {}, primary model {}, compliance model {}, patch embedder {}, language model {}, MUIsC {}.",
        steps[0], steps[1], steps[2], steps[3], steps[5], steps[4]
    )?;
    writeln!(
        text,
        "\n## Figures\n\nOn {held_out} pictures and {held_out} sequences of test products, which share no SKU with the training products."
    )?;
    writeln!(text, "Area under the ROC curve ± standard error (Hanley and McNeil); one training run.\n")?;
    text.push_str(&table(&trained.figures)?);
    writeln!(
        text,
        "\nOf the sequences, what any model can reach at best, because reviewers err: {}.",
        trained.ceiling
    )?;
    let t = trained.bundle.manifest.thresholds;
    writeln!(
        text,
        "\n## Thresholds\n\nCalibrated on {held_out} pictures and {held_out} sequences of validation products.\n"
    )?;
    writeln!(text, "| threshold | value | calibrated to |\n|---|---|---|")?;
    writeln!(text, "| primary | {:.3} | 98 % of the primary images pass |", t.primary)?;
    writeln!(text, "| non-compliant | {:.3} | 95 % of what is dropped is non-compliant |", t.non_compliant)?;
    writeln!(
        text,
        "| duplicate | {:.3} | 2 % of the pairs without duplicated content are reported |",
        t.duplicate
    )?;
    writeln!(text, "| submission | {:.3} | 80 % of what is submitted is qualified |", t.submission)?;
    Ok(text)
}

const CARD: &str = "# Default bundle

Four small models for AGPIS, so that the pipeline says something sensible on a fresh machine: SOURCE
For a shop, train on that shop's reviews.

Pictures are seen at 96 pixels. Titles and feedback are English.
";

fn table(figures: &[Figure]) -> Result<String, std::fmt::Error> {
    let mut text = String::from("| model | AUC | positives | negatives |\n|---|---|---|---|\n");
    for Figure { name, auc } in figures {
        let (value, error) = (auc.value, auc.standard_error);
        writeln!(text, "| {name} | {value:.3} ± {error:.3} | {} | {} |", auc.positives, auc.negatives)?;
    }
    Ok(text)
}
