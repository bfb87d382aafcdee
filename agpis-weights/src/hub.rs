//! Models from the Hugging Face hub, on explicit request: the only place that opens a connection.
//!
//! What comes back is a directory like one that was downloaded by hand; the loaders take it from there.
//! Where the hub is, where files are kept and who asks are arguments. One thing is out of reach: the client
//! underneath takes a proxy from `HTTPS_PROXY` and its kind, and offers no way to refuse it.

mod error;

use std::fmt;
use std::path::{Path, PathBuf};

use hf_hub::api::sync::{Api, ApiBuilder, ApiError};
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
pub struct Hub {
    endpoint: String,
    cache: PathBuf,
    token: Option<String>,
}

/// Without the token.
impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { endpoint, cache, token: _ } = self;
        f.debug_struct("Hub").field("endpoint", endpoint).field("cache", cache).finish_non_exhaustive()
    }
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

    /// As [`fetch`](Self::fetch), at a branch, tag or commit. All files are of the one commit that it is now.
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch).
    pub fn fetch_revision(&self, repository: &str, revision: &str) -> Result<PathBuf, HubError> {
        check_name("repository", repository, 2)?;
        check_name("revision", revision, 1)?;
        let transfer = |message: String| HubError::Transfer { what: repository.to_owned(), message };
        let at =
            |revision: &str| Repo::with_revision(repository.to_owned(), RepoType::Model, revision.to_owned());
        let api = self.api().map_err(|error| transfer(format!("the client: {error}")))?;
        let info = api.repo(at(revision)).info();
        let info = info.map_err(|error| transfer(format!("the list of files: {error}")))?;
        if !is_commit(&info.sha) {
            return Err(transfer(format!("expected a commit, got {:?}", info.sha)));
        }
        let has = |name: &&str| info.siblings.iter().any(|file| file.rfilename == **name);
        let weights = WEIGHTS.iter().find(|name| has(name));
        let weights =
            weights.ok_or(HubError::NoWeights { repository: repository.to_owned(), expected: &WEIGHTS })?;
        let cache = Cache::new(self.cache.clone());
        let snapshot = Snapshot { api: &api, cache: &cache, repo: at(&info.sha), commit: &info.sha };
        let get = |name: &str, limit| snapshot.get(name, limit).map_err(|error| error.of(repository));
        for name in OTHERS.iter().filter(|name| has(name)) {
            get(name, MAX_OTHER)?;
        }
        let weights = get(weights, MAX_WEIGHTS)?;
        // For other programs that look into the same cache.
        cache.repo(at(revision)).create_ref(&info.sha).map_err(|error| transfer(error.to_string()))?;
        Ok(weights.parent().unwrap_or(Path::new("")).to_owned())
    }

    fn api(&self) -> Result<Api, ApiError> {
        // The token is set even if there is none: else a file `token` beside the cache would be sent.
        ApiBuilder::from_cache(Cache::new(self.cache.clone()))
            .with_token(self.token.clone())
            .with_endpoint(self.endpoint.clone())
            .with_progress(false)
            .build()
    }
}

/// The files of one commit.
struct Snapshot<'a> {
    api: &'a Api,
    cache: &'a Cache,
    repo: Repo,
    commit: &'a str,
}

impl Snapshot<'_> {
    /// One file, from the cache or the hub, unless it is larger than `expected` bytes.
    fn get(&self, name: &str, expected: u64) -> Result<PathBuf, HubError> {
        if let Some(path) = self.cache.repo(self.repo.clone()).get(name) {
            return Ok(path);
        }
        let transfer = |message: String| HubError::Transfer { what: name.to_owned(), message };
        let failed = |error: ApiError| transfer(error.to_string());
        let remote = self.api.repo(self.repo.clone());
        let metadata = self.api.metadata(&remote.url(name)).map_err(failed)?;
        // Both become paths in the cache.
        if metadata.commit_hash() != self.commit || !is_name(metadata.etag(), 2) {
            let (commit, etag) = (metadata.commit_hash(), metadata.etag());
            return Err(transfer(format!(
                "expected commit {} and a tag, got {commit:?}, {etag:?}",
                self.commit
            )));
        }
        let actual = metadata.size() as u64;
        if actual > expected {
            return Err(HubError::TooLarge { file: name.to_owned(), expected, actual });
        }
        let path = remote.download(name).map_err(failed)?;
        check_length(&path, actual).map_err(transfer)?;
        Ok(path)
    }
}

/// The client takes what comes; a file of another length must not stay in the cache.
fn check_length(path: &Path, expected: u64) -> Result<(), String> {
    let failed = |error: std::io::Error| error.to_string();
    let blob = path.canonicalize().map_err(failed)?;
    let actual = blob.metadata().map_err(failed)?.len();
    if actual == expected {
        return Ok(());
    }
    for wrong in [path, &blob] {
        if wrong.is_symlink() || wrong.exists() {
            std::fs::remove_file(wrong).map_err(failed)?;
        }
    }
    Err(format!("expected {expected} bytes, got {actual}"))
}

/// Names become part of addresses and paths.
fn check_name(field: &'static str, name: &str, max_parts: usize) -> Result<(), HubError> {
    if is_name(name, max_parts) {
        return Ok(());
    }
    Err(HubError::Name { field, actual: name.to_owned() })
}

fn is_name(name: &str, max_parts: usize) -> bool {
    let is_part = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        !part.is_empty() && part.len() <= 96 && part.chars().all(plain) && !part.starts_with('.')
    };
    name.split('/').count() <= max_parts && name.split('/').all(is_part)
}

fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
