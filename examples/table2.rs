//! Table 2 of the paper on AGPIS-bench: MUIsC beside the single-tower baselines. Every row is trained and tested, resumable
//! row by row and within a row; results are appended to a file with seed, commit and hardware.
//!
//! ```text
//! cargo run --release --example table2 -- [--size tiny|mini|small|base] [--seeds 0,1] [--rows KEY,…] [--from-scratch]
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program for the terminal

#[path = "common/exit.rs"]
#[allow(dead_code)] // its help is for programs that have --strict
mod exit;
#[path = "common/tables.rs"]
mod tables;
#[path = "common/terminal.rs"]
mod terminal;

use std::process::ExitCode;

use agpis_train::tables::Table;

/// Large tensors come and go at every step: the system's allocator would give their pages back each time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    exit::code(tables::run_and_print(Table::Comparison).map(|()| false), false)
}
