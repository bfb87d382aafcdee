//! Inputs, and runs of the program over them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

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
            input.product(&format!("good-{index}"), &product.title, &images);
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

/// What the program did.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    output: TempDir,
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
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: status.code().unwrap(), stdout: text(stdout), stderr: text(stderr), output }
}

/// A program of `examples/`, which Cargo builds beside the tests.
pub(crate) fn example(name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let program = profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.exists(),
        "`cargo test --test` builds no examples: run `cargo build --examples` before it"
    );
    Command::new(program)
}

impl Run {
    /// The run, if it ended as it should.
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}{}", self.stdout, self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self
    }

    /// Fails if one of `parts` is not in the error.
    pub(crate) fn expect_error(self, parts: &[&str]) {
        let run = self.expect(2);
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
        for part in parts {
            assert!(run.stderr.contains(part), "expected {part:?} in: {}", run.stderr);
        }
        assert_eq!(fs::read_dir(run.output.path()).unwrap().count(), 0, "nothing half-done is left behind");
    }

    pub(crate) fn text(&self) -> String {
        fs::read_to_string(self.output.path().join("selections.jsonl")).unwrap()
    }

    pub(crate) fn report(&self) -> Option<String> {
        fs::read_to_string(self.output.path().join("report.html")).ok()
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
