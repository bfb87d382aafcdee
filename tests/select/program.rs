//! Inputs, and runs of the program over them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::process::{Run, example};
use crate::{bundle, pictures};

/// An input under construction.
pub(crate) struct Input(TempDir);

impl Input {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With `count` drawn products, `good-0` and so on, of five pictures each.
    pub(crate) fn drawn(count: u64) -> Self {
        let input = Self::new();
        for index in 0..count {
            let product = pictures::product(index);
            let images: Vec<_> = product.images.iter().take(5).map(pictures::png).collect();
            input.product(&format!("good-{index}"), &product.title.text, &images);
        }
        input
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Adds a folder with a title and the pictures `0.png`, `1.png` and so on.
    pub(crate) fn product(&self, sku: &str, title: &str, images: &[Vec<u8>]) {
        self.file(&format!("{sku}/title.txt"), title);
        for (i, image) in images.iter().enumerate() {
            self.file(&format!("{sku}/{i}.png"), image);
        }
    }

    pub(crate) fn file(&self, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }
}

/// Runs `select` over `input` with the bundle for tests.
pub(crate) fn select(input: &Path, arguments: &[&str]) -> Run {
    run(select_command(input, arguments))
}

/// As [`select`], to be changed before it is run. Arguments may name another model.
pub(crate) fn select_command(input: &Path, arguments: &[&str]) -> Command {
    let mut command = example("select");
    command.arg(input).args(arguments);
    if !arguments.contains(&"--model") {
        command.arg("--model").arg(bundle::path());
    }
    command
}

/// Runs a command with an output folder of its own, unless its arguments name one.
pub(crate) fn run(mut command: Command) -> Run {
    let output = tempfile::tempdir().unwrap();
    if !command.get_args().any(|argument| argument == "--output") {
        command.arg("--output").arg(output.path());
    }
    Run::of(command, output)
}

impl Run {
    pub(crate) fn text(&self) -> String {
        self.file("selections.jsonl").unwrap()
    }

    pub(crate) fn report(&self) -> Option<String> {
        self.file("report.html")
    }

    pub(crate) fn rows(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The row of a product.
    pub(crate) fn row(&self, sku: &str) -> Value {
        self.rows().into_iter().find(|row| row["sku"] == sku).unwrap_or_else(|| panic!("no row for {sku}"))
    }

    /// The file without the timings.
    pub(crate) fn untimed(&self) -> String {
        self.text().lines().map(|line| without_timings(line) + "\n").collect()
    }
}

fn without_timings(line: &str) -> String {
    let Some((before, rest)) = line.split_once(r#","timings_ms":{"#) else { return line.to_owned() };
    let (_, after) = rest.split_once('}').unwrap();
    format!("{before}{after}")
}
