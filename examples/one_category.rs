//! Trains a row of the tables on the rules of one category alone, shown as often as all rules together are in the
//! tables: what can be learned of them where examples are not rare.
//!
//! ```text
//! cargo run --release --example one_category -- [--category pair] [--row hierarchical] [--train 48000]
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program for the terminal

#[path = "common/exit.rs"]
#[allow(dead_code)] // its help is for programs that have --strict
mod exit;
#[path = "common/terminal.rs"]
mod terminal;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use agpis::DeviceName;
use agpis_bench::{Bench, BenchConfig, Size, Split};
use agpis_core::{Class, RuleCategory, RuleSet};
use agpis_eval::{Evaluation, Evaluator, Metric};
use agpis_train::data::{BenchExamples, Examples, Subset};
use agpis_train::experiment::{Data, DataConfig, Runner};
use agpis_train::tables::{Plan, Table};
use clap::{Parser, ValueEnum};

use crate::terminal::Terminal;

/// Large tensors come and go at every step: the system's allocator would give their pages back each time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Clone, Copy, ValueEnum)]
enum Category {
    Single,
    Pair,
    Multi,
}

/// Trains a row of the tables on the rules of one category alone.
#[derive(Parser)]
struct Arguments {
    /// Whose rules.
    #[arg(long, value_enum, default_value = "pair")]
    category: Category,
    /// The row of Table 2 or 3, by its key.
    #[arg(long, default_value = "hierarchical")]
    row: String,
    /// The size of the bench, and with it of the model: tiny, mini, small or base.
    #[arg(long, default_value = "mini")]
    size: String,
    /// Training sequences, half of which break a rule of the category.
    #[arg(long, default_value = "48000")]
    train: usize,
    /// The seed of the training.
    #[arg(long, default_value = "0")]
    seed: u64,
    /// What computes: flex (the processor), wgpu or cuda:1, where the program is built with them.
    #[arg(long, value_name = "DEVICE", default_value_t = DeviceName::FLEX)]
    device: DeviceName,
    /// The folder of the runs.
    #[arg(long, default_value = "runs")]
    folder: PathBuf,
}

impl Category {
    fn rules(self) -> (RuleCategory, Metric) {
        match self {
            Self::Single => (RuleCategory::SingleImage, Metric::AucSingle),
            Self::Pair => (RuleCategory::ImagePair, Metric::AucPair),
            Self::Multi => (RuleCategory::MultiImage, Metric::AucMulti),
        }
    }
}

fn main() -> ExitCode {
    exit::code(run().map(|()| false), false)
}

fn run() -> Result<(), Box<dyn Error>> {
    let Arguments { category: of, row, size, train, seed, folder, device } = Arguments::parse();
    let size: Size = size.parse()?;
    let row = Table::row(&row).ok_or_else(|| format!("expected a row of Table 2 or 3, got {row}"))?;
    let (category, metric) = of.rules();
    let plan = Plan {
        size,
        seeds: vec![seed],
        train: Some(train as u64),
        pretrained: true,
        folder: folder.clone(),
        only: Vec::new(),
    };
    let experiment = plan.experiment(row, seed);
    if experiment.text_pretraining.is_some() {
        // It would read what is said of sequences further on in the bench, which are trained on here.
        return Err(format!("expected a row without a language model, got {}", row.key).into());
    }
    let terminal = Terminal::default();
    let progress = |what: &str, done, all| terminal.advance(what, done, all, None);
    // Few are drawn and kept: they make way for those of the category.
    let few = DataConfig::Bench { size, seed: 0, train: Some(2), test: None };
    let mut data = Data::open(&few, &progress)?;
    let bench = Bench::new(BenchConfig { seed: 0, ..size.config() });
    data.train = Box::new(sequences(&bench, category, train, &data.rules)?);
    data.validation = {
        let all = data.validation;
        let wanted = (0..all.examples().len()).filter(|&i| {
            let class = all.examples()[i].class;
            class == 0 || is_of(category, class, &data.rules)
        });
        let wanted = wanted.collect();
        Box::new(Subset::new(all, wanted)?)
    };

    let name = of.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned());
    let run = folder.join(format!("{}-{train}-{name}-{}-seed{seed}", size.name(), row.key));
    let observe = |event| terminal.show(row.key, event);
    let finished =
        Runner::new(&experiment, &data, run, &device.open()?, &observe).with_pretrained_in(&folder).run()?;
    terminal.finish();
    let evaluation = Evaluator::new(&data.rules).evaluate(&finished.predictions)?;
    print(&evaluation, category, metric, &data.rules);
    Ok(())
}

fn is_of(category: RuleCategory, class: usize, rules: &RuleSet) -> bool {
    matches!(rules.class(class), Some(Class::Rule(rule)) if rule.category == category)
}

/// The first training sequences of the bench that are qualified or break a rule of the category, half and half, drawn
/// when they are seen.
fn sequences(
    bench: &Bench,
    category: RuleCategory,
    count: usize,
    rules: &RuleSet,
) -> Result<Subset<BenchExamples>, Box<dyn Error>> {
    let mut looked_at = count as u64;
    loop {
        let all = BenchExamples::new(bench.clone(), Split::Train, looked_at);
        let indices = |wanted: &dyn Fn(usize) -> bool| {
            let examples = all.examples().iter().enumerate();
            let found = examples.filter(|(_, example)| wanted(example.class)).map(|(i, _)| i);
            found.take(count / 2).collect::<Vec<_>>()
        };
        let (qualified, wrong) =
            (indices(&|class| class == 0), indices(&|class| is_of(category, class, rules)));
        if qualified.len() == count / 2 && wrong.len() == count / 2 {
            let mut both = [qualified, wrong].concat();
            both.sort_unstable();
            return Ok(Subset::new(all, both)?);
        }
        looked_at *= 2;
    }
}

fn print(evaluation: &Evaluation, category: RuleCategory, metric: Metric, rules: &RuleSet) {
    if let Some(estimate) = evaluation.metric(metric) {
        let interval =
            estimate.interval.map_or(String::new(), |i| format!(" ({:.3} to {:.3})", i.low, i.high));
        println!("{metric}: {:.3}{interval}\n", estimate.value);
    }
    println!("| rule | | sequences | AUC |\n|---|---|---|---|");
    for result in evaluation.classes.iter().filter(|result| is_of(category, result.class, rules)) {
        let Some(Class::Rule(rule)) = rules.class(result.class) else { continue };
        let auc = result.auc.map_or("–".to_owned(), |auc| format!("{:.3}", auc.value));
        println!("| {} | {} | {} | {auc} |", rule.id, rule.name, result.rows);
    }
}
