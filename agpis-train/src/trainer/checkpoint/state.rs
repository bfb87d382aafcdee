//! `state.json`: what a checkpoint is of, and the sums of its other files.

use serde::{Deserialize, Serialize};

const VERSION: u32 = 2;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    version: u32,
    pub(super) fingerprint: String,
    pub(super) step: usize,
    pub(super) best: Option<BestState>,
    pub(super) stale: usize,
    /// Name and SHA-256 of the other files.
    pub(super) files: Vec<(String, String)>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BestState {
    pub(super) step: usize,
    /// The bits of its score: a number in JSON may change in the last one, or be none.
    pub(super) score_bits: u64,
}

impl State {
    pub(super) fn new(
        fingerprint: &str,
        step: usize,
        best: Option<BestState>,
        stale: usize,
        files: Vec<(String, String)>,
    ) -> Self {
        Self { version: VERSION, fingerprint: fingerprint.to_owned(), step, best, stale, files }
    }

    /// # Errors
    /// What was expected, and what is there instead.
    pub(super) fn check_version(json: &[u8]) -> Result<(), (String, String)> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        match serde_json::from_slice(json).map_err(wrong)? {
            Version { version: VERSION } => Ok(()),
            Version { version } => Err((format!("version {VERSION}"), format!("version {version}"))),
        }
    }

    /// # Errors
    /// As [`check_version`](Self::check_version).
    pub(super) fn parse(json: &[u8]) -> Result<Self, (String, String)> {
        serde_json::from_slice(json).map_err(wrong)
    }
}

fn wrong(error: serde_json::Error) -> (String, String) {
    ("the state of a training".to_owned(), error.to_string())
}
