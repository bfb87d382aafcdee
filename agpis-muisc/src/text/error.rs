//! Why a tokenizer cannot be used.

/// The tokenizer cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// It is no tokenizer.
    #[error("expected a tokenizer.json of Hugging Face tokenizers")]
    Tokenizer(#[source] tokenizers::Error),
    /// A special token is not in its vocabulary.
    #[error("expected the token {token:?} in the tokenizer's vocabulary")]
    MissingToken {
        /// The token.
        token: String,
    },
    /// The vocabulary is larger than the model's.
    #[error("expected token ids below {expected}, got {actual} tokens")]
    Vocabulary {
        /// Tokens of the model.
        expected: usize,
        /// Tokens of the tokenizer.
        actual: usize,
    },
    /// There is no room for a title.
    #[error("expected room for at least {expected} tokens, got {actual}")]
    TooShort {
        /// Tokens that a text needs.
        expected: usize,
        /// Tokens that there is room for.
        actual: usize,
    },
}
