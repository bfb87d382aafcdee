//! Trains a model of an experiment file, and reports what it is worth.
//!
//! ```text
//! cargo run --release --example train -- examples/experiments/tiny.toml
//! cargo run --release --example train -- examples/experiments/mini.toml --output runs/mine --resume
//! ```
//!
//! Everything about a run ends up in one folder. A run that was cut off, by whatever, goes on with `--resume` and
//! ends with the same bytes.

// A program talks to its user.
#![allow(clippy::print_stderr)]

#[path = "../common/exit.rs"]
#[allow(dead_code)] // its help is for programs that have --strict
mod exit;
mod folder;
mod report;
#[path = "../common/terminal.rs"]
mod terminal;

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use agpis::DeviceName;
use agpis_train::experiment::{Data, Experiment, RunEvent, Runner};
use clap::Parser;

use self::folder::Folder;
use self::terminal::Terminal;

/// Large tensors come and go at every step: the system's allocator would give their pages back each time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Trains and tests the model of an experiment file.
#[derive(Debug, Parser)]
#[command(name = "train")]
struct Args {
    /// The experiment: data, model and training, in TOML
    experiment: PathBuf,

    /// Folder for checkpoints, curves, the model, predictions and the report
    /// [default: runs/ and the experiment's name]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Go on with what is in the folder, if there is something
    #[arg(long)]
    resume: bool,

    /// What computes: flex (the processor), wgpu or cuda:1, where the program is built with them
    #[arg(long, value_name = "DEVICE", default_value_t = DeviceName::FLEX)]
    device: DeviceName,
}

fn main() -> ExitCode {
    exit::code(run(&Args::parse()).map(|()| false), false)
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let (experiment, base) = Experiment::read(&args.experiment)?;
    let folder = Folder::new(args.output.clone(), &experiment.name)?;
    folder.check(&experiment.located(&base)?, args.resume)?;

    let terminal = Terminal::default();
    let show = |event| terminal.show(&experiment.name, event);
    let data = Data::open_in(&base, &experiment.data, &|what, done, all| {
        show(RunEvent::Progress(what.to_owned(), done, all));
    })?;
    data.notes.iter().for_each(|note| terminal.say(note));
    let device = args.device.open()?;
    let finished = Runner::new(&experiment, &data, folder.path(), &device, &show).run()?;
    terminal.finish();

    let said = report::write(&experiment, &data, &finished, folder.path())?;
    writeln!(io::stdout(), "{said}\n{}", folder.path().display())?;
    Ok(())
}
