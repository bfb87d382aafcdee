//! Failures of running a stage or a classifier.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

/// Running a stage or classifier failed. Opaque, with the few things a caller acts upon:
/// [`kind`](Self::kind), the innermost [`stage`](Self::stage), and the source.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    stage: Option<Cow<'static, str>>,
    message: Cow<'static, str>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What sort of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A model or its device failed.
    Model,
    /// A stage or classifier broke its contract, such as one output for every input.
    Contract,
    /// The input cannot be processed at all.
    Input,
    /// Anything else.
    Other,
}

impl Error {
    /// An error of `kind`, described by `message`.
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner { kind, stage: None, message: message.into(), source: None }))
    }

    /// Adds what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Names the stage, unless one further inside is named already.
    #[must_use]
    pub fn in_stage(mut self, stage: impl Into<Cow<'static, str>>) -> Self {
        self.0.stage.get_or_insert(stage.into());
        self
    }

    /// Checks that a `callee` gave one output for every input.
    ///
    /// # Errors
    /// [`ErrorKind::Contract`] if the numbers differ.
    pub fn check_count(callee: &str, expected: usize, actual: usize) -> Result<(), Self> {
        if expected == actual {
            return Ok(());
        }
        let message = format!("{callee}: expected {expected} outputs, one for every input, got {actual}");
        Err(Self::new(ErrorKind::Contract, message))
    }

    /// What sort of failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The innermost stage that failed, if one did.
    #[must_use]
    pub fn stage(&self) -> Option<&str> {
        self.0.stage.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.stage {
            Some(stage) => write!(f, "stage {stage}: {}", self.0.message),
            None => f.write_str(&self.0.message),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|e| e as _)
    }
}
