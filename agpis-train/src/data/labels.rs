//! From what reviewers say to labels: classes for MUIsC (§4.1), and images for the two models of stage 1 (§3.3.1).

mod compliance;
mod mentions;
mod names;
mod primary;
mod text;

pub use self::compliance::{ComplianceLabels, ComplianceOptions, compliance_labels};
pub use self::mentions::Mentions;
pub use self::names::{NameError, NamedRule, RuleNames};
pub use self::primary::{primary_labels, primary_labels_by};

/// One image of a review with a label for one of the binary classifiers of stage 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageLabel {
    /// Index of the review it is from, among those that were given.
    pub review: usize,
    /// Its path relative to the root folder.
    pub path: String,
    /// j^primary of equation 1, or whether its content is non-compliant.
    pub label: bool,
}

/// Merges the classes of rejected sequences into one: 0 stays 0, all others are 1 (§4.1).
#[must_use]
pub fn to_binary(class: usize) -> usize {
    usize::from(class > 0)
}
