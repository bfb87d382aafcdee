//! What a stage makes of one item: the next box of Figure 2, or nothing, with a reason.

use std::borrow::Cow;
use std::fmt;

use crate::{Probability, ProductId, Verdicts};

/// One item's way through a stage. "Nothing to output" is a value, never an error.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub enum Outcome<T> {
    /// The product goes on.
    Next(T),
    /// The paper's "outputs nothing" (§3.3).
    Terminated(Termination),
}

/// A product that ends without a sequence, with everything found out about it so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Termination {
    /// Which product.
    pub product: ProductId,
    /// The stage that ended it.
    pub stage: Cow<'static, str>,
    /// Why.
    pub reason: Reason,
    /// What is known of every candidate.
    pub verdicts: Verdicts,
}

/// Why a product ends without a sequence.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// The product came without any candidate.
    NoCandidates,
    /// It had candidates, and none could be read.
    NoReadableImage {
        /// How many were tried.
        candidates: usize,
    },
    /// Fewer images than the sequence needs are left (§3.3.1, §3.3.2).
    TooFewImages {
        /// Images left.
        kept: usize,
        /// Length of the sequence, K^t.
        needed: usize,
    },
    /// No image has p^primary larger than the threshold (§3.3.1).
    NoPrimary {
        /// The largest p^primary.
        best: Probability,
        /// The threshold it had to exceed.
        threshold: Probability,
    },
    /// The primary image is itself non-compliant and the policy is to stop there.
    PrimaryNonCompliant {
        /// p^nc of the primary image.
        p_nc: Probability,
        /// The threshold it exceeds.
        threshold: Probability,
    },
    /// A reason of a stage that is not part of this crate.
    Other {
        /// Short machine-readable name, in the form of [`Reason::code`].
        code: Cow<'static, str>,
        /// A sentence for people.
        message: String,
    },
}

impl Reason {
    /// A short, stable, machine-readable name such as `too_few_images`.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::NoCandidates => "no_candidates",
            Self::NoReadableImage { .. } => "no_readable_image",
            Self::TooFewImages { .. } => "too_few_images",
            Self::NoPrimary { .. } => "no_primary",
            Self::PrimaryNonCompliant { .. } => "primary_non_compliant",
            Self::Other { code, .. } => code,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCandidates => f.write_str("the product has no candidate images"),
            Self::NoReadableImage { candidates } => {
                write!(f, "none of the {candidates} candidate images could be read")
            }
            Self::TooFewImages { kept, needed } => {
                write!(f, "too few suitable images are left: {kept} of the {needed} needed")
            }
            Self::NoPrimary { best, threshold } => write!(
                f,
                "no image is a primary image: the best has p_primary {best:.3}, more than {threshold:.3} is needed"
            ),
            Self::PrimaryNonCompliant { p_nc, threshold } => write!(
                f,
                "the primary image has non-compliant content: p_nc {p_nc:.3}, at most {threshold:.3} is allowed"
            ),
            Self::Other { message, .. } => f.write_str(message),
        }
    }
}

impl<T> Outcome<T> {
    /// The product, if it goes on.
    #[must_use]
    pub fn next(self) -> Option<T> {
        match self {
            Self::Next(value) => Some(value),
            Self::Terminated(_) => None,
        }
    }

    /// The termination, if it ends here.
    #[must_use]
    pub fn terminated(self) -> Option<Termination> {
        match self {
            Self::Next(_) => None,
            Self::Terminated(termination) => Some(termination),
        }
    }

    /// Applies `f` to a product that goes on.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Next(value) => Outcome::Next(f(value)),
            Self::Terminated(termination) => Outcome::Terminated(termination),
        }
    }
}
