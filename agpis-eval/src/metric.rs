//! The names of the metrics (§4.1, §4.4).

use std::fmt;

use agpis_core::RuleCategory;

/// What a model of sequences is measured by. The positive class is "qualified", the score is p^t.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// Area under the ROC curve, over all sequences.
    Auc,
    /// The largest recall with a precision of at least 0.8.
    Recall80,
    /// The same for 0.85.
    Recall85,
    /// The same for 0.9.
    Recall90,
    /// Area under the ROC curve of all qualified sequences against those rejected for a single-image rule.
    ///
    /// The paper's AGPIS-data-single has as many random qualified sequences as rejected ones (§4.1). An area does
    /// not depend on how many of each there are, so this estimates the same with a smaller error.
    AucSingle,
    /// The same for image-pair rules.
    AucPair,
    /// The same for multi-image rules. The class "other" is in no category.
    AucMulti,
    /// As [`Auc`](Self::Auc), by the true classes instead of the reviewer's, over the sequences that have one.
    AucTrue,
}

impl Metric {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Auc,
        Self::Recall80,
        Self::Recall85,
        Self::Recall90,
        Self::AucSingle,
        Self::AucPair,
        Self::AucMulti,
        Self::AucTrue,
    ];

    /// Stable name for files, such as `auc_single`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Auc => "auc",
            Self::Recall80 => "recall_at_precision_80",
            Self::Recall85 => "recall_at_precision_85",
            Self::Recall90 => "recall_at_precision_90",
            Self::AucSingle => "auc_single",
            Self::AucPair => "auc_pair",
            Self::AucMulti => "auc_multi",
            Self::AucTrue => "auc_true",
        }
    }

    /// The rules whose violations are the negatives, where they are not all.
    #[must_use]
    pub fn category(self) -> Option<RuleCategory> {
        match self {
            Self::AucSingle => Some(RuleCategory::SingleImage),
            Self::AucPair => Some(RuleCategory::ImagePair),
            Self::AucMulti => Some(RuleCategory::MultiImage),
            _ => None,
        }
    }
}

impl fmt::Display for Metric {
    /// As the paper's tables have it, such as `R@P=.8`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auc => "AUC",
            Self::Recall80 => "R@P=.8",
            Self::Recall85 => "R@P=.85",
            Self::Recall90 => "R@P=.9",
            Self::AucSingle => "AUC-single",
            Self::AucPair => "AUC-pair",
            Self::AucMulti => "AUC-multi",
            Self::AucTrue => "AUC, true labels",
        })
    }
}
