//! Models from the Hugging Face hub, on explicit request: the only place that opens a connection.
//!
//! What comes back is a directory like one that was downloaded by hand; the loaders take it from there.
//! Nothing is read from the environment: where the hub is, where files are kept and who asks are arguments.

mod error;

use std::path::{Path, PathBuf};

use hf_hub::api::sync::{Api, ApiBuilder, ApiError, ApiRepo};
use hf_hub::{Cache, Repo, RepoType};

pub use error::HubError;

const ENDPOINT: &str = "https://huggingface.co";
const REVISION: &str = "main";

/// Files of weights, the first that there is.
const WEIGHTS: [&str; 2] = ["model.safetensors", "pytorch_model.bin"];
/// Files beside them, as many as there are.
const OTHERS: [&str; 8] = [
    "config.json",
    "preprocessor_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
];
const MAX_WEIGHTS: u64 = 8 << 30;
const MAX_OTHER: u64 = 64 << 20;

/// A hub, and the folder in which what it gave is kept.
#[derive(Debug)]
pub struct Hub {
    endpoint: String,
    cache: PathBuf,
    token: Option<String>,
}

impl Hub {
    /// The Hugging Face hub, with files kept in `cache` in the layout of its own programs.
    #[must_use]
    pub fn new(cache: impl Into<PathBuf>) -> Self {
        Self { endpoint: ENDPOINT.to_owned(), cache: cache.into(), token: None }
    }

    /// Another hub that speaks the same protocol.
    #[must_use]
    pub fn with_endpoint(self, endpoint: impl Into<String>) -> Self {
        Self { endpoint: endpoint.into(), ..self }
    }

    /// Asks with this token, for repositories that are not public.
    #[must_use]
    pub fn with_token(self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self }
    }

    /// The folder with the model `repository` (`google/vit-base-patch16-224-in21k`): its weights, and the
    /// configuration and tokenizer files that it has. Files that are in the cache are not fetched again.
    ///
    /// # Errors
    /// If the name is none, the hub cannot be reached or does not know it, a file is larger than such a file
    /// should be, or there are no weights.
    pub fn fetch(&self, repository: &str) -> Result<PathBuf, HubError> {
        self.fetch_revision(repository, REVISION)
    }

    /// As [`fetch`](Self::fetch), at a branch, tag or commit.
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch).
    pub fn fetch_revision(&self, repository: &str, revision: &str) -> Result<PathBuf, HubError> {
        check_name("repository", repository, 2)?;
        check_name("revision", revision, 1)?;
        let failed = |what: &str| {
            let what = format!("{repository}: {what}");
            move |error: ApiError| HubError::Transfer { what, message: error.to_string() }
        };
        let api = self.api().map_err(failed("the client"))?;
        let model = Repo::with_revision(repository.to_owned(), RepoType::Model, revision.to_owned());
        let remote = api.repo(model);
        let listed = remote.info().map_err(failed("the list of files"))?.siblings;
        let has = |name: &&str| listed.iter().any(|file| file.rfilename == **name);
        let weights = WEIGHTS.iter().find(|name| has(name));
        let weights =
            weights.ok_or(HubError::NoWeights { repository: repository.to_owned(), expected: &WEIGHTS })?;
        for name in OTHERS.iter().filter(|name| has(name)) {
            get(&api, &remote, name, MAX_OTHER).map_err(|error| error.of(repository))?;
        }
        let weights = get(&api, &remote, weights, MAX_WEIGHTS).map_err(|error| error.of(repository))?;
        Ok(weights.parent().unwrap_or(Path::new("")).to_owned())
    }

    fn api(&self) -> Result<Api, ApiError> {
        // A cache of its own: the default one looks for a token of the user.
        ApiBuilder::from_cache(Cache::new(self.cache.clone()))
            .with_token(self.token.clone())
            .with_endpoint(self.endpoint.clone())
            .with_progress(false)
            .build()
    }
}

/// One file, from the cache or the hub, unless it is too large.
fn get(api: &Api, remote: &ApiRepo, name: &str, expected: u64) -> Result<PathBuf, HubError> {
    let failed = |error: ApiError| HubError::Transfer { what: name.to_owned(), message: error.to_string() };
    let actual = api.metadata(&remote.url(name)).map_err(failed)?.size() as u64;
    if actual > expected {
        return Err(HubError::TooLarge { file: name.to_owned(), expected, actual });
    }
    remote.get(name).map_err(failed)
}

/// Names become part of addresses and paths.
fn check_name(field: &'static str, name: &str, max_parts: usize) -> Result<(), HubError> {
    let is_part = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        !part.is_empty() && part.len() <= 96 && part.chars().all(plain) && !part.starts_with('.')
    };
    if name.split('/').count() <= max_parts && name.split('/').all(is_part) {
        return Ok(());
    }
    Err(HubError::Name { field, actual: name.to_owned() })
}
