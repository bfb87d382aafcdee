//! Which images are known to be compliant, and which not.

use agpis_core::{Class, RuleCategory};

use super::mentions::{Mentions, mentions};
use super::text::normal;
use super::{ImageLabel, NamedRule, RuleNames};
use crate::data::Review;

/// Which labels to derive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ComplianceOptions {
    /// Ids of single-image rules that say nothing of the content alone, such as `S13` and `S16` of AGPIS-bench, which
    /// forbid in the first image what is fine in the others. What they are said of stays unknown. None by default.
    pub without: Vec<String>,
    /// Whether images that a rejecting reviewer does not name are taken as compliant; no by default, because reviewers
    /// name what they see first.
    pub unnamed_are_compliant: bool,
}

impl ComplianceOptions {
    /// Without these rules.
    #[must_use]
    pub fn without(self, rules: &[&str]) -> Self {
        Self { without: rules.iter().map(|&rule| rule.to_owned()).collect(), ..self }
    }

    /// Whether images that are not named are taken as compliant.
    #[must_use]
    pub fn with_unnamed_compliant(self, unnamed_are_compliant: bool) -> Self {
        Self { unnamed_are_compliant, ..self }
    }
}

/// What is known of images, and of how many nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComplianceLabels {
    /// Images with a label: `true` if non-compliant.
    pub labels: Vec<ImageLabel>,
    /// Reviews rejected by a single-image rule of which the text does not say which image it is about.
    pub unplaced: usize,
    /// Numbers in such texts that name no image of the sequence.
    pub outside: usize,
}

/// Labels of the model for non-compliant content, from reviews.
///
/// The paper has people label the images of sequences that were rejected for non-compliant content (§3.3.1). This is
/// what follows without them:
///
/// | Review | Images | Label |
/// |---|---|---|
/// | accepted | all | compliant |
/// | a single-image rule, the text says which images | those | non-compliant |
/// | a single-image rule, a sequence of one image | that one | non-compliant |
/// | a single-image rule, the text does not say which | all | unknown |
/// | a single-image rule, images that it does not name | those | unknown, or compliant by [`ComplianceOptions`] |
/// | an image-pair or multi-image rule, or other | all | unknown: the reviewer may not have got that far |
///
/// If several rules are named, what stands between the name of a rule and the next one belongs to that rule. What is
/// said in the negative ("image 2 is fine") is not understood. Reviewers err, and so do these labels: an accepted
/// sequence has a non-compliant image as often as reviewers overlook one.
#[must_use]
pub fn compliance_labels(
    reviews: &[Review],
    names: &RuleNames,
    options: &ComplianceOptions,
) -> ComplianceLabels {
    let mut found = ComplianceLabels::default();
    for (index, review) in reviews.iter().enumerate() {
        let labels = if review.accepted {
            vec![Some(false); review.images.len()]
        } else {
            of_rejected(review, names, options, &mut found)
        };
        let known = review.images.iter().zip(labels);
        found.labels.extend(known.filter_map(|(path, label)| {
            Some(ImageLabel { review: index, path: path.clone(), label: label? })
        }));
    }
    found
}

fn of_rejected(
    review: &Review,
    names: &RuleNames,
    options: &ComplianceOptions,
    found: &mut ComplianceLabels,
) -> Vec<Option<bool>> {
    let length = review.images.len();
    let text = normal(&review.feedback);
    let named: Vec<NamedRule> = names.found(&text).collect();
    let (mut labels, mut unclear) = (vec![None; length], named.is_empty());
    for (i, rule) in named.iter().enumerate() {
        let end = named.get(i + 1).map_or(text.len(), |next| next.start);
        let mut said = mentions(&text[rule.end..end], length);
        if !is_about_content(rule.class, names, options) {
            // What is said of an image may be true of the others, too.
            unclear = true;
            continue;
        }
        found.outside += said.outside;
        if said.images.is_empty() && length == 1 {
            said = Mentions { images: vec![0], outside: 0 };
        }
        unclear |= said.images.is_empty();
        found.unplaced += usize::from(said.images.is_empty());
        said.images.iter().for_each(|&image| labels[image] = Some(true));
    }
    if options.unnamed_are_compliant && !unclear {
        labels.iter_mut().for_each(|label| *label = label.or(Some(false)));
    }
    labels
}

fn is_about_content(class: usize, names: &RuleNames, options: &ComplianceOptions) -> bool {
    match names.rules().class(class) {
        Some(Class::Rule(rule)) => {
            rule.category == RuleCategory::SingleImage && !options.without.contains(&rule.id)
        }
        _ => false,
    }
}
