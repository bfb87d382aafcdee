//! What the templates need to know.

use serde::Serialize;

use super::alternatives::AlternativesView;
use super::attention::GazeView;
use super::duplicates::PairView;
use super::thumbnail::Thumbnails;
use crate::{CandidateRow, DropRow, ErrorRow, FateRow, LikelyRule, SelectionRow, Summary, TerminationRow};

const STYLE: &str = include_str!("../../templates/report.css");

/// The top of the page.
#[derive(Debug, Serialize)]
pub(super) struct HeadView<'a> {
    style: &'static str,
    heading: &'a str,
    summary: &'a Summary,
    products: u64,
    terminated: u64,
    invalid: u64,
}

impl<'a> HeadView<'a> {
    pub(super) fn new(heading: &'a str, summary: &'a Summary) -> Self {
        let (terminated, invalid) = (summary.num_terminated(), summary.num_invalid());
        Self { style: STYLE, heading, summary, products: summary.products(), terminated, invalid }
    }
}

/// A product, laid out.
#[derive(Debug, Serialize)]
pub(super) struct ProductView<'a> {
    number: usize,
    sku: Option<&'a str>,
    title: &'a str,
    status: &'static str,
    p_qualified: Option<f64>,
    likely: &'a [LikelyRule],
    feedback: Option<&'a str>,
    termination: Option<&'a TerminationRow>,
    error: Option<&'a ErrorRow>,
    /// The thumbnails, each once; all other places refer to them.
    pictures: &'a [Picture<'a>],
    sequence: Vec<Tile<'a>>,
    gazes: Vec<GazeView<'a>>,
    alternatives: AlternativesView<'a>,
    candidates: Vec<Tile<'a>>,
    pairs: Vec<PairView<'a>>,
    fields: Vec<(&'a str, String)>,
    milliseconds: Option<f64>,
}

/// A thumbnail with the name by which the page refers to it.
#[derive(Debug, Serialize)]
pub(super) struct Picture<'a> {
    #[serde(skip)]
    pub(super) image: &'a str,
    pub(super) symbol: String,
    pub(super) width: u32,
    pub(super) height: u32,
    data: &'a str,
    /// Where the model looked.
    #[serde(skip)]
    pub(super) heat: Option<&'a str>,
}

/// A candidate in the sequence or among all.
#[derive(Debug, Serialize)]
pub(super) struct Tile<'a> {
    image: &'a str,
    name: &'a str,
    picture: Option<&'a Picture<'a>>,
    kind: &'static str,
    badge: String,
    p_primary: Option<f64>,
    p_nc: Option<f64>,
    /// The threshold on `p_nc`, if that decided.
    threshold: Option<f64>,
    message: Option<&'a str>,
}

/// The thumbnails of all candidates of a row that have one.
pub(super) fn pictures<'a>(
    number: usize,
    row: &'a SelectionRow,
    thumbnails: &'a Thumbnails,
) -> Vec<Picture<'a>> {
    let picture = |(i, candidate): (usize, &'a CandidateRow)| {
        let thumbnail = thumbnails.get(&candidate.image)?;
        Some(Picture {
            image: &candidate.image,
            symbol: format!("p{number}-{i}"),
            width: thumbnail.width,
            height: thumbnail.height,
            data: &thumbnail.data,
            heat: thumbnail.heat.as_deref(),
        })
    };
    row.candidates.iter().enumerate().filter_map(picture).collect()
}

impl<'a> ProductView<'a> {
    pub(super) fn new(number: usize, row: &'a SelectionRow, pictures: &'a [Picture<'a>]) -> Self {
        let times = || row.timings_ms.iter().map(|(_, time)| time);
        Self {
            number,
            sku: row.sku.as_deref(),
            title: &row.title,
            status: row.status.as_str(),
            p_qualified: row.p_qualified,
            likely: &row.rules,
            feedback: row.feedback.as_deref(),
            termination: row.termination.as_ref(),
            error: row.error.as_ref(),
            pictures,
            sequence: tiles(&row.images, row, pictures),
            gazes: GazeView::all(row, pictures),
            alternatives: AlternativesView::new(row, pictures),
            candidates: row.candidates.iter().map(|candidate| Tile::new(candidate, pictures)).collect(),
            pairs: row.candidates.iter().filter_map(|c| PairView::new(c, pictures)).collect(),
            fields: fields(row),
            milliseconds: times().next().is_some().then(|| times().sum()),
        }
    }
}

impl<'a> Tile<'a> {
    fn new(row: &'a CandidateRow, pictures: &'a [Picture<'a>]) -> Self {
        let kind = match (row.fate, row.reason) {
            (FateRow::Chosen, _) => "chosen",
            (FateRow::NotChosen, _) => "not-chosen",
            (FateRow::Dropped, Some(DropRow::NonCompliant)) => "non-compliant",
            (FateRow::Dropped, Some(DropRow::Duplicate)) => "duplicate",
            (FateRow::Dropped, Some(DropRow::Unreadable)) => "unreadable",
            (FateRow::Dropped, _) => "dropped",
        };
        let badge = match row.position {
            Some(0) => "1 · primary".to_owned(),
            Some(position) => (position + 1).to_string(),
            None => kind.replace("not-chosen", "not chosen"),
        };
        Self {
            image: &row.image,
            name: short_name(&row.image),
            picture: find(pictures, &row.image),
            kind,
            badge,
            p_primary: row.p_primary,
            p_nc: row.p_nc,
            threshold: row.threshold.filter(|_| row.reason == Some(DropRow::NonCompliant)),
            message: row.message.as_deref(),
        }
    }
}

/// The candidates of `row` with these ids, in the order of the ids.
pub(super) fn tiles<'a>(
    images: &[String],
    row: &'a SelectionRow,
    pictures: &'a [Picture<'a>],
) -> Vec<Tile<'a>> {
    let candidate = |id: &String| row.candidates.iter().find(|candidate| candidate.image == *id);
    images.iter().filter_map(candidate).map(|candidate| Tile::new(candidate, pictures)).collect()
}

pub(super) fn find<'a>(pictures: &'a [Picture<'a>], image: &str) -> Option<&'a Picture<'a>> {
    pictures.iter().find(|picture| picture.image == image)
}

/// The end of a path, which tells the images of a product apart.
pub(super) fn short_name(image: &str) -> &str {
    image.rsplit('/').find(|piece| !piece.is_empty()).unwrap_or(image)
}

fn fields(row: &SelectionRow) -> Vec<(&str, String)> {
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    row.passed.iter().chain(&row.extra).map(|(name, value)| (name.as_str(), text(value))).collect()
}
