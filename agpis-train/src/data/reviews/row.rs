//! One review: as a row has it, and as it is used.

use serde_json::{Map, Value};

use super::class::Claims;
use super::{Date, ReviewOptions, RowError, fields};
use crate::data::RuleNames;

/// More than there are rules.
const MAX_RULES: usize = 1000;

/// One reviewed sequence. What it says of itself is consistent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Unique in its file.
    pub id: String,
    /// The product.
    pub sku: String,
    /// W^t, its title, possibly empty.
    pub title: String,
    /// Paths of I^t relative to the root folder, in order, at least one. A path may come twice.
    pub images: Vec<String>,
    /// Whether the reviewer accepted the sequence.
    pub accepted: bool,
    /// c(I^t): 0 if and only if it was accepted, one for every rule, and the last one for others.
    pub class: usize,
    /// The class index that the row gives, if it gives one.
    pub label: Option<usize>,
    /// The class without the reviewer's errors, where it is known.
    pub true_label: Option<usize>,
    /// What the reviewer writes. Of an accepted sequence, the constant word of its language (§3.1).
    pub feedback: String,
    /// Such as `en` or `zh`; empty if it is not given.
    pub lang: String,
    /// When it was reviewed: a text that starts with a date such as `2021-12-31`.
    pub reviewed_at: Option<String>,
    /// The split that the row gives itself.
    pub split: Option<String>,
    /// Paths of the product's other images I^c, for stage 1.
    pub candidates: Vec<String>,
    /// The line of a JSONL file, or the row of a Parquet file, counted from 1.
    pub row: u64,
}

impl Review {
    /// The day of the review.
    pub(in crate::data) fn date(&self) -> Option<Date> {
        self.reviewed_at.as_deref().and_then(Date::parse)
    }
}

/// Reads a row of which the id is known already.
pub(super) fn read(
    id: String,
    row: u64,
    from: &mut Map<String, Value>,
    names: &RuleNames,
    options: &ReviewOptions,
) -> Result<Review, RowError> {
    let sku = fields::id(from, "sku", options)?.ok_or(RowError::Missing { field: "sku" })?;
    let images = fields::paths(from, "images", options.max_images, options)?;
    if images.is_empty() {
        return Err(RowError::Missing { field: "images" });
    }
    let short = |from: &mut _, field| fields::text(from, field, options.max_name_bytes);
    let lang = short(from, "lang")?.unwrap_or_default();
    let claims = Claims {
        accepted: fields::flag(from, "accepted")?,
        label: fields::class(from, "label", names.rules().other())?,
        rules: fields::list(from, "rules", MAX_RULES, options.max_name_bytes)?,
        feedback: fields::text(from, "feedback", options.max_feedback_bytes)?.unwrap_or_default(),
    };
    let class = claims.class(names, options.class_from)?;
    Ok(Review {
        id,
        sku,
        title: fields::text(from, "title", options.max_title_bytes)?.unwrap_or_default(),
        images,
        accepted: class == 0,
        class,
        label: claims.label,
        true_label: fields::class(from, "label_true", names.rules().other())?,
        feedback: if class == 0 { names.constant(&claims.feedback, &lang) } else { claims.feedback },
        lang,
        reviewed_at: dated(short(from, "reviewed_at")?)?,
        split: short(from, "split")?.filter(|split| !split.trim().is_empty()),
        candidates: fields::paths(from, "candidates", options.max_candidates, options)?,
        row,
    })
}

fn dated(text: Option<String>) -> Result<Option<String>, RowError> {
    match text.filter(|text| !text.trim().is_empty()) {
        Some(text) if Date::parse(&text).is_none() => Err(RowError::WrongDate),
        text => Ok(text.map(|text| text.trim().to_owned())),
    }
}
