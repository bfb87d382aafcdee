//! The paper's Figure 5: a good and a bad sequence of every product, with what the model says of both.
//!
//! ```text
//! cargo run --release --example figure5                                   # drawn products, the default model
//! cargo run --release --example figure5 -- --products FOLDER --output DIR # your own; see --help
//! ```
//!
//! The good sequence is what the framework chooses with `Search`, the bad one has the smallest p^t of all orders of all
//! candidates, those included that the first stage drops.

#![allow(clippy::print_stdout, clippy::print_stderr)] // a program for the terminal

mod args;
#[path = "../common/compute.rs"]
mod compute;
mod drawn;
#[path = "../common/exit.rs"]
#[allow(dead_code)] // its help is for programs that have --strict
mod exit;
mod page;
mod panel;
mod pick;
#[path = "../common/pixels.rs"]
mod pixels;
#[path = "../common/products.rs"]
mod products;
mod text;

use std::error::Error;
use std::fs;
use std::process::ExitCode;

use agpis::Product;
use agpis::vision::Decode;
use clap::Parser;

use crate::args::Args;
use crate::panel::Panel;
use crate::pick::{Picked, Picker};

fn main() -> ExitCode {
    exit::code(run(&Args::parse()).map(|()| false), false)
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let products = products(args)?;
    let agpis = args.compute.open(&args.model)?;
    let picker = Picker::new(&agpis, args.limit, args.any_candidate)?;
    let mut panels = Vec::new();
    for product in products {
        match picker.pick(&product)? {
            Picked::Both(good, bad) => panels.push(Panel::new(&product, &good, &bad)?),
            Picked::Nothing(why) => eprintln!("{}: left out, {why}", product.id()),
        }
    }
    if panels.is_empty() {
        return Err("expected a product with two different sequences, got none".into());
    }
    fs::create_dir_all(&args.output).map_err(|e| format!("{}: {e}", args.output.display()))?;
    for (name, content) in page::files(&panels, args.columns) {
        let file = args.output.join(name);
        fs::write(&file, content).map_err(|e| format!("{}: {e}", file.display()))?;
    }
    println!("{} products: {}", panels.len(), args.output.join("index.html").display());
    Ok(())
}

fn products(args: &Args) -> Result<Vec<Product>, Box<dyn Error>> {
    match &args.products {
        Some(input) => products::read(input, args.count, args.allow_outside, &Decode::new()),
        None => drawn::products(args.count, args.size, args.seed),
    }
}
