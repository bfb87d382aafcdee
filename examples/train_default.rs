//! Trains the default bundle on products that it draws itself, and says how good it is on products
//! that no model has seen. On two CPU cores it takes less than half an hour.
//!
//! ```text
//! cargo run --release --example train_default -- [OUTPUT] [--quick] [--seed N]
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program for the terminal

use std::cell::RefCell;
use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use agpis_train::{DefaultBundle, Effort, Figure, Progress, train_default_bundle};
use burn::tensor::Device;
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};

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
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut effort = if arguments.quick { Effort::quick() } else { Effort::full() };
    effort.seed = arguments.seed;
    let (start, terminal) = (Instant::now(), Terminal::default());
    let trained = train_default_bundle(&effort, &Device::flex(), &|phase, p| terminal.show(phase, p))?;
    terminal.finish();

    let minutes = start.elapsed().as_secs_f64() / 60.0;
    let card = card(&trained, &effort, minutes)?;
    trained.bundle.save(&arguments.output, &trained.tokenizer, &card)?;
    for figure in &trained.figures {
        println!("{figure}");
    }
    println!("{}", trained.ceiling);
    println!("trained in {minutes:.1} minutes, saved to {}", arguments.output.display());
    Ok(())
}

/// One progress bar a phase.
#[derive(Default)]
struct Terminal(RefCell<Option<(String, ProgressBar)>>);

impl Terminal {
    fn show(&self, phase: &str, progress: Progress) {
        let mut current = self.0.borrow_mut();
        if current.as_ref().is_none_or(|(name, _)| name != phase) {
            if let Some((_, bar)) = current.take() {
                bar.finish();
            }
            let style = "{prefix:24} {bar:30} {pos}/{len} {elapsed}/{eta} {msg}";
            let style = ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar());
            let bar = ProgressBar::new(progress.steps as u64).with_style(style).with_prefix(phase.to_owned());
            *current = Some((phase.to_owned(), bar));
        }
        if let Some((_, bar)) = current.as_ref() {
            bar.set_position(progress.step as u64);
            if progress.loss != 0.0 {
                bar.set_message(format!("loss {:.3}", progress.loss));
            }
        }
    }

    fn finish(&self) {
        if let Some((_, bar)) = self.0.borrow_mut().take() {
            bar.finish();
        }
    }
}

/// The model card.
fn card(trained: &DefaultBundle, effort: &Effort, minutes: f64) -> Result<String, std::fmt::Error> {
    let mut text = String::from(CARD);
    let Effort { seed, candidates, sequences, held_out, steps, .. } = effort;
    writeln!(text, "\n## Training\n")?;
    writeln!(
        text,
        "- Command: `cargo run --release --example train_default -- --seed {seed}`, {minutes:.1} minutes on the CPU."
    )?;
    writeln!(
        text,
        "- Data: {candidates} pictures and {sequences} sequences of three, drawn by `agpis-bench` with seed {seed}; 50 % qualified, and the class probabilities taken back to 71 %."
    )?;
    writeln!(
        text,
        "- Steps: image encoder {}, primary model {}, compliance model {}, patch embedder {}, MUIsC {}.",
        steps[0], steps[1], steps[2], steps[3], steps[4]
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

Four small models for AGPIS, trained only on pictures of simple products that the project draws: so that
the pipeline says something sensible on a fresh machine. They have seen no photograph. For a shop, train
on that shop's reviews.

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
