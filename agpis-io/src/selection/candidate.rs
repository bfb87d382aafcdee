//! What became of one candidate image, on disk.

use agpis_core::{DropReason, Fate, Probability, RegionPair, Verdict};
use serde::{Deserialize, Serialize};

use super::{corners, rounded};

/// What became of one candidate image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CandidateRow {
    /// Its id.
    pub image: String,
    /// What became of it.
    pub fate: FateRow,
    /// 0-based position in the sequence, if it was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<usize>,
    /// Why it was dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<DropRow>,
    /// The image that it duplicates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Score of the pair of duplicates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The threshold that decided: of the pair's score, or of `p_nc`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// Probability that it is a primary image, once scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_primary: Option<f64>,
    /// Probability that it has non-compliant content, once scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_nc: Option<f64>,
    /// Regions with the same content in both duplicates, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<RegionRow>,
    /// Why it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What became of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FateRow {
    /// It is in the sequence.
    Chosen,
    /// It would have done, and others were chosen or nothing was.
    NotChosen,
    /// It was taken out.
    Dropped,
}

/// Why a candidate was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DropRow {
    /// `p_nc` exceeds the threshold.
    NonCompliant,
    /// It shares content with an image that was kept.
    Duplicate,
    /// It could not be read or decoded.
    Unreadable,
    /// A reason that this version does not know.
    Other,
}

/// Two regions with the same content, as `[x, y, width, height]` in pixels of the decoded images.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RegionRow {
    /// In this image.
    pub a: [u32; 4],
    /// In the image that was kept.
    pub b: [u32; 4],
    /// Larger is more alike.
    pub similarity: f64,
}

impl From<&Verdict> for CandidateRow {
    fn from(verdict: &Verdict) -> Self {
        let probability = |p: Probability| rounded(p.get());
        let row = Self {
            image: verdict.image.to_string(),
            fate: FateRow::NotChosen,
            position: None,
            reason: None,
            of: None,
            score: None,
            threshold: None,
            p_primary: verdict.p_primary.map(probability),
            p_nc: verdict.p_nc.map(probability),
            regions: Vec::new(),
            message: None,
        };
        match &verdict.fate {
            Fate::Chosen { position } => Self { fate: FateRow::Chosen, position: Some(*position), ..row },
            Fate::Dropped(reason) => row.dropped(reason),
            _ => row,
        }
    }
}

impl CandidateRow {
    fn dropped(self, reason: &DropReason) -> Self {
        let row = |kind| Self { fate: FateRow::Dropped, reason: Some(kind), ..self };
        match reason {
            DropReason::Unreadable { message } => {
                Self { message: Some(message.clone()), ..row(DropRow::Unreadable) }
            }
            DropReason::NonCompliant { threshold } => {
                Self { threshold: Some(rounded(threshold.get())), ..row(DropRow::NonCompliant) }
            }
            DropReason::Duplicate { of, score, threshold, regions } => Self {
                of: Some(of.to_string()),
                score: Some(rounded(*score)),
                threshold: Some(rounded(*threshold)),
                regions: regions.iter().map(RegionRow::from).collect(),
                ..row(DropRow::Duplicate)
            },
            other => Self { message: Some(format!("{other:?}")), ..row(DropRow::Other) },
        }
    }
}

impl From<&RegionPair> for RegionRow {
    fn from(pair: &RegionPair) -> Self {
        Self { a: corners(pair.a), b: corners(pair.b), similarity: rounded(pair.similarity) }
    }
}
