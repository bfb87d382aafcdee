//! What the two tables share: arguments, the run, and what is printed.

use std::error::Error;
use std::path::PathBuf;
use std::process::Command;

use agpis::{Backend, DeviceName};
use agpis_bench::Size;
use agpis_train::experiment::Category;
use agpis_train::tables::{Claim, Facts, Ledger, Plan, Table, by_rule, claims, run, table};
use clap::Parser;

use crate::terminal::Terminal;

/// Trains and tests the rows of a table of the paper on AGPIS-bench.
#[derive(Parser)]
struct Arguments {
    /// The size of the bench, and with it of the models: tiny, mini, small or base.
    #[arg(long, default_value = "mini")]
    size: String,
    /// Seeds of the training, separated by commas.
    #[arg(long, value_delimiter = ',', default_value = "0")]
    seeds: Vec<u64>,
    /// Training sequences, where it is to be another number than usual for the size.
    #[arg(long)]
    train: Option<u64>,
    /// Only the rules of one category, single, pair or multi, of which every second training sequence then breaks one.
    #[arg(long)]
    category: Option<Category>,
    /// Only these rows, by their keys, separated by commas.
    #[arg(long, value_delimiter = ',')]
    rows: Vec<String>,
    /// Begins with random weights instead of pretrained ones.
    #[arg(long)]
    from_scratch: bool,
    /// The folder of the runs; rows that were cut off go on in it.
    #[arg(long, default_value = "runs")]
    folder: PathBuf,
    /// The file that results are appended to.
    #[arg(long)]
    results: Option<PathBuf>,
    /// Trains nothing, and prints what there is.
    #[arg(long)]
    only_print: bool,
    /// Prints the AUC of every rule as well.
    #[arg(long)]
    by_rule: bool,
    /// What computes: flex (the processor), wgpu or cuda:1, where the program is built with them.
    #[arg(long, value_name = "DEVICE", default_value_t = DeviceName::FLEX)]
    device: DeviceName,
    /// Today's date, for the results.
    #[arg(long, default_value = "")]
    date: String,
}

/// Runs `which` and prints it.
pub(crate) fn run_and_print(which: Table) -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let size: Size = arguments.size.parse()?;
    for key in &arguments.rows {
        if !which.rows().iter().any(|row| row.key == key) {
            let keys: Vec<&str> = which.rows().iter().map(|row| row.key).collect();
            return Err(format!("expected one of the rows {}, got {key}", keys.join(", ")).into());
        }
    }
    let plan = Plan {
        size,
        train: arguments.train,
        category: arguments.category,
        seeds: arguments.seeds,
        pretrained: !arguments.from_scratch,
        folder: arguments.folder,
        only: arguments.rows,
    };
    let results = arguments.results.unwrap_or_else(|| plan.folder.join("results.jsonl"));
    if !arguments.only_print {
        let terminal = Terminal::default();
        let facts = facts(arguments.date, arguments.device);
        run(which, &plan, &results, &facts, &arguments.device.open()?, &|row, event| {
            terminal.show(row, event)
        })?;
        terminal.finish();
    }
    let ledger = Ledger::read(&results)?;
    println!("{}", table(which, &plan, &ledger));
    let claims = claims(&plan, &ledger)?;
    if !claims.is_empty() {
        println!("{}", claims_table(&claims));
    }
    if arguments.by_rule {
        println!("{}", by_rule(which, &plan, &ledger)?);
    }
    Ok(())
}

fn claims_table(claims: &[Claim]) -> String {
    let mut text = String::from(
        "| the paper's claim | difference | expected | the paper's | ours, 90 % interval | seeds | holds |\n|---|---|---|---|---|---|---|\n",
    );
    for claim in claims {
        let published = claim.published.map_or("–".to_owned(), |d| format!("{d:+.3}"));
        let interval =
            claim.interval.map_or(String::new(), |i| format!(" ({:+.3} to {:+.3})", i.low, i.high));
        let Claim { what, measure, expected, difference, seeds, .. } = claim;
        text.push_str(&format!(
            "| {what} | {measure} | {expected} | {published} | {difference:+.3}{interval} | {}, {} | {} |\n",
            seeds[0],
            seeds[1],
            claim.verdict()
        ));
    }
    text
}

/// Where and how, for the results.
fn facts(date: String, device: DeviceName) -> Facts {
    // With `-dirty` behind it where the program is not quite that commit.
    let describe = ["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"];
    let commit = Command::new("git").args(describe).output();
    let commit = commit.ok().filter(|out| out.status.success());
    let commit = commit.and_then(|out| String::from_utf8(out.stdout).ok());
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processor.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, name)| name.trim());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let beside = if device.backend() == Backend::Flex { String::new() } else { format!("{device} beside ") };
    Facts {
        commit: commit.map_or("unknown".to_owned(), |text| text.trim().to_owned()),
        hardware: format!("{beside}{model}, {threads} threads"),
        command: std::env::args().skip(1).fold(program(), |all, next| format!("{all} {next}")),
        date,
    }
}

/// `table2` or `table3`.
fn program() -> String {
    let path = std::env::args_os().next().map(PathBuf::from).unwrap_or_default();
    path.file_stem().map_or_else(|| String::from("table"), |name| name.to_string_lossy().into_owned())
}
