//! Inputs, and runs of the program over them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{Run, example};
use crate::{bundle, pictures};

/// The pictures of every input.
pub(crate) const PICTURES: [&str; 3] = ["0.png", "1.png", "2.png"];

/// A folder with [`PICTURES`], three different ones.
pub(crate) struct Input(TempDir);

impl Input {
    pub(crate) fn new() -> Self {
        let input = Self(tempfile::tempdir().unwrap());
        for (name, picture) in PICTURES.iter().zip(pictures::different()) {
            input.file(name, picture);
        }
        input
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn file(&self, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// A file of one line for every sequence.
    pub(crate) fn sequences(&self, sequences: &[Value]) -> PathBuf {
        let lines: Vec<String> = sequences.iter().map(|sequence| format!("{sequence}\n")).collect();
        self.file("sequences.jsonl", lines.concat())
    }

    /// A file with one good sequence.
    pub(crate) fn good(&self) -> PathBuf {
        self.sequences(&[json!({ "id": "good", "title": "red mug", "images": PICTURES })])
    }
}

/// Runs `score` over `input` with the bundle for tests.
pub(crate) fn score(input: &Path, arguments: &[&str]) -> Run {
    run(score_command(input, arguments))
}

/// As [`score`], to be changed before it is run. Arguments may name another model.
pub(crate) fn score_command(input: &Path, arguments: &[&str]) -> Command {
    let mut command = example("score");
    command.arg("--input").arg(input).args(arguments);
    if !arguments.contains(&"--model") {
        command.arg("--model").arg(bundle::path());
    }
    command
}

/// Runs a command with an output of its own, unless its arguments name one.
pub(crate) fn run(mut command: Command) -> Run {
    let output = tempfile::tempdir().unwrap();
    if !command.get_args().any(|argument| argument == "--output") {
        command.arg("--output").arg(output.path().join("scores.jsonl"));
    }
    Run::of(command, output)
}

impl Run {
    pub(crate) fn text(&self) -> String {
        self.file("scores.jsonl").unwrap()
    }

    pub(crate) fn rows(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The row of a sequence.
    pub(crate) fn row(&self, id: &str) -> Value {
        self.rows().into_iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("no row for {id}"))
    }
}
