//! Why a model could not be had from a hub.

/// A model could not be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HubError {
    /// Names of repositories are letters, digits, `-`, `_` and `.`, with at most one `/`; revisions have none.
    #[error("expected the name of a {field}, such as google/vit-base-patch16-224 or main, got {actual:?}")]
    Name {
        /// Repository or revision.
        field: &'static str,
        /// What was given.
        actual: String,
    },
    /// The hub cannot be reached, or answered something else.
    #[error("{what}: {message}")]
    Transfer {
        /// Repository and file.
        what: String,
        /// What went wrong.
        message: String,
    },
    /// A file is larger than such a file should be.
    #[error("{file}: expected at most {expected} bytes, got {actual}")]
    TooLarge {
        /// Repository and file.
        file: String,
        /// The limit.
        expected: u64,
        /// What the hub says.
        actual: u64,
    },
    /// The repository has none of the files of weights that are read here.
    #[error("{repository}: expected one of the files {}", .expected.join(", "))]
    NoWeights {
        /// Which repository.
        repository: String,
        /// Names of files.
        expected: &'static [&'static str],
    },
}

impl HubError {
    /// With the repository before the file.
    pub(super) fn of(self, repository: &str) -> Self {
        match self {
            Self::Transfer { what, message } => {
                Self::Transfer { what: format!("{repository}/{what}"), message }
            }
            Self::TooLarge { file, expected, actual } => {
                Self::TooLarge { file: format!("{repository}/{file}"), expected, actual }
            }
            other => other,
        }
    }
}
