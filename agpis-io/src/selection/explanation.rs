//! What led to a judgement, on disk.

use agpis_core::{Assessment, AttentionMap, Candidate, RuleSet};
use serde::{Deserialize, Serialize};

use super::{LikelyRule, corners, rounded};

/// What led to a judgement: the rule in question, and where the model looked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExplanationRow {
    /// The likeliest reason for a rejection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<LikelyRule>,
    /// How much the model attended to every image of the sequence, in order.
    pub attention: Vec<AttentionRow>,
}

/// How much the model attended to an image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AttentionRow {
    /// Its id.
    pub image: String,
    /// Its share of the attention; those of a sequence add up to at most 1.
    pub share: f64,
    /// The patch that got most of it, as `[x, y, width, height]` in pixels of the decoded image.
    pub peak: [u32; 4],
}

impl ExplanationRow {
    /// None unless the classifier said where it looked.
    pub(super) fn new(assessment: &Assessment, rules: &RuleSet) -> Option<Self> {
        let images = assessment.sequence().images().iter();
        let attention = images.zip(assessment.attention()?).map(AttentionRow::new).collect();
        let likeliest = assessment.class_probabilities().likeliest_rejections().into_iter().next();
        Some(Self { rule: likeliest.map(|(class, p)| LikelyRule::new(rules, class, p)), attention })
    }
}

impl AttentionRow {
    fn new((candidate, map): (&Candidate, &AttentionMap)) -> Self {
        let peak = map.peak(&candidate.image);
        Self { image: candidate.id.to_string(), share: rounded(map.total()), peak: corners(peak) }
    }
}
