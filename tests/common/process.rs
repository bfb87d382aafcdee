//! Runs of the programs in `examples/`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

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

/// What a program did.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    output: TempDir,
}

impl Run {
    /// Runs `command`, which writes into `output`.
    pub(crate) fn of(mut command: Command, output: TempDir) -> Self {
        let Output { status, stdout, stderr } = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: status.code().unwrap(), stdout: text(stdout), stderr: text(stderr), output }
    }

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

    /// The folder that it writes into.
    #[allow(dead_code, reason = "most tests read files by name")]
    pub(crate) fn path(&self) -> &Path {
        self.output.path()
    }

    /// A file of the output, if it is there.
    pub(crate) fn file(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.output.path().join(name)).ok()
    }
}
