//! A file of rules with the names that reviewers have for them.
//!
//! It is a JSON list in class order, as `rules.json` of a bundle, with further names if there are any:
//!
//! ```json
//! [{"id": "S01", "name": "Watermark", "category": "single-image", "names": ["水印"]}]
//! ```

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use agpis_core::{Rule, RuleCategory, RuleSet, RuleSetError};
use serde::Deserialize;

use crate::data::{NameError, RuleNames};

/// More than any list of rules takes.
const MAX_BYTES: u64 = 1 << 20;

/// A file of rules cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RulesFileError {
    /// It cannot be read.
    #[error("the rules in {} cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is larger than any list of rules.
    #[error("expected a file of rules of at most {expected} bytes, got {actual}")]
    TooLarge {
        /// The limit.
        expected: u64,
        /// Its size.
        actual: u64,
    },
    /// It is no list of rules.
    #[error("expected a list of rules in JSON")]
    Json(#[from] serde_json::Error),
    /// The rules do not go together.
    #[error("expected a set of rules")]
    Rules(#[from] RuleSetError),
    /// A name cannot be used.
    #[error(transparent)]
    Name(#[from] NameError),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    name: String,
    category: Category,
    #[serde(default)]
    names: Vec<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Category {
    SingleImage,
    ImagePair,
    MultiImage,
}

/// Reads a file of rules.
///
/// # Errors
/// If it cannot be read, is no such list, or two rules have one id or name.
pub fn read_rule_names(path: impl AsRef<Path>) -> Result<RuleNames, RulesFileError> {
    let path = path.as_ref();
    let failed = |source| RulesFileError::Read { path: path.to_owned(), source };
    let metadata = fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "expected an ordinary file")));
    }
    if metadata.len() > MAX_BYTES {
        return Err(RulesFileError::TooLarge { expected: MAX_BYTES, actual: metadata.len() });
    }
    let entries: Vec<Entry> = serde_json::from_slice(&fs::read(path).map_err(failed)?)?;
    let names = RuleNames::new(&RuleSet::new(entries.iter().map(rule).collect())?)?;
    let all = entries.iter().flat_map(|entry| entry.names.iter().map(|name| (&entry.id, name)));
    Ok(all.into_iter().try_fold(names, |names, (id, name)| names.with_name(id, name))?)
}

fn rule(entry: &Entry) -> Rule {
    let category = match entry.category {
        Category::SingleImage => RuleCategory::SingleImage,
        Category::ImagePair => RuleCategory::ImagePair,
        Category::MultiImage => RuleCategory::MultiImage,
    };
    Rule { id: entry.id.clone(), name: entry.name.clone(), category }
}
