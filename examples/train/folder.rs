//! Where a run ends up, and what must not be lost there.

use std::error::Error;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use agpis_train::experiment::Experiment;

/// What a run leaves behind, besides its experiment.
const TRACES: [&str; 6] =
    ["checkpoints", "model.safetensors", "curves.csv", "predictions.jsonl", "report.json", "tokenizer.json"];

/// The folder of a run.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// The folder `chosen`, or one in `runs` with the name of the experiment.
    pub(crate) fn new(chosen: Option<PathBuf>, name: &str) -> Result<Self, Box<dyn Error>> {
        if let Some(chosen) = chosen {
            return Ok(Self(chosen));
        }
        // The name is the file's, which may be a stranger's: it shall not lead elsewhere.
        let is_plain = |c: char| c.is_alphanumeric() || "-_. ".contains(c);
        if name.is_empty() || name.starts_with('.') || !name.chars().all(is_plain) {
            return Err(format!(
                "expected --output DIR, or a name that can be one of a folder, got {name:?}"
            )
            .into());
        }
        Ok(Self(Path::new("runs").join(name)))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Refuses a folder in which something would be lost. The paths of `experiment` are located.
    pub(crate) fn check(&self, experiment: &Experiment, resume: bool) -> Result<(), Box<dyn Error>> {
        let folder = self.0.display();
        let traces = TRACES.iter().filter(|name| self.0.join(name).exists());
        let found: Vec<&str> = traces.copied().chain(self.backbone()?).collect();
        if !resume && !found.is_empty() {
            return Err(format!(
                "{folder}: expected a folder without a run, got one with {}; --resume goes on with it, --output takes \
                 another folder",
                found.join(", ")
            )
            .into());
        }
        Ok(experiment.check_folder(&self.0)?)
    }

    /// Whether there is a backbone, or one in the making.
    fn backbone(&self) -> Result<Option<&'static str>, Box<dyn Error>> {
        let entries = match fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("{} cannot be read: {error}", self.0.display()).into()),
        };
        let is_one = |name: &str| name.starts_with("backbone-");
        let mut names = entries.flatten().map(|entry| entry.file_name());
        Ok(names.any(|name| name.to_str().is_some_and(is_one)).then_some("a pretrained backbone"))
    }
}
