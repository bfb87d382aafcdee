//! Composites over photographs as rows.

use super::FilesError;
use super::convert;
use super::encode::{EncodedProduct, EncodedSample, pixels, pngs};
use super::row::{CandidateRow, DuplicateRow, LabelRow, Row, rounded};
use super::writer::Format;
use crate::photos::{PhotoCandidate, PhotoPair, PhotoSequence};
use crate::rules::content_fault;
use crate::shot::ImageMeta;
use crate::text::{Language, QUALIFIED, name_only};

/// The split of all composites: photographs are no product of any other.
pub(super) const SPLIT: &str = "composites";
/// What kind of thing a photograph shows is not known.
const FAMILY: &str = "photo";

/// Encodes the sequence with this index of [`PhotoBench::sequence`](crate::photos::PhotoBench::sequence), of the split
/// `composites`. Its reviewer does not err, and says no more than the rule's name.
///
/// # Errors
/// If a picture cannot be encoded.
pub fn encode_composite(
    index: u64,
    sequence: &PhotoSequence,
    format: Format,
) -> Result<EncodedSample, FilesError> {
    let language = Language::English;
    let metas: Vec<ImageMeta> = sequence.shots.iter().map(|shot| shot.meta.clone()).collect();
    let found = sequence.violation.as_ref();
    let row = Row {
        id: format!("{SPLIT}-{index}"),
        split: SPLIT.to_owned(),
        sku: sequence.sku.clone(),
        family: FAMILY.to_owned(),
        lang: language.code().to_owned(),
        title: sequence.title.clone(),
        images: Vec::new(),
        feedback: found.map_or(QUALIFIED.of(language).to_owned(), |found| name_only(found, language)),
        rules: found.iter().map(|found| found.rule.to_owned()).collect(),
        label: sequence.class(),
        label_true: sequence.class(),
        violations: found.iter().map(|found| convert::violation(found, &metas, language)).collect(),
        flavour: "raw".to_owned(),
        source: "composite".to_owned(),
        twin_of: None,
        pixels: sequence.images.iter().map(pixels).collect(),
    };
    let pngs = pngs(&row.id, &sequence.images, format)?;
    Ok(EncodedSample { row, pngs })
}

/// Encodes the candidate with this index of [`PhotoBench::candidate`](crate::photos::PhotoBench::candidate), as a product
/// with one picture.
///
/// # Errors
/// If a picture cannot be encoded.
pub fn encode_composite_candidate(
    index: u64,
    candidate: &PhotoCandidate,
    format: Format,
) -> Result<EncodedProduct, FilesError> {
    let row = row(format!("candidate-{index}"), &candidate.sku, &[&candidate.shot.meta]);
    finished(row, std::slice::from_ref(&candidate.image), format)
}

/// Encodes the pair with this index of [`PhotoBench::pair`](crate::photos::PhotoBench::pair), as a product with two
/// pictures, even where they are of two products.
///
/// # Errors
/// If a picture cannot be encoded.
pub fn encode_composite_pair(
    index: u64,
    pair: &PhotoPair,
    format: Format,
) -> Result<EncodedProduct, FilesError> {
    let [first, second] = &pair.shots;
    let mut row = row(format!("pair-{index}"), &pair.skus[0], &[&first.meta, &second.meta]);
    let duplicate = |boxes: [[f32; 4]; 2]| DuplicateRow {
        images: [0, 1],
        rule: if first.meta.close == second.meta.close { "P02" } else { "P05" }.to_owned(),
        boxes: boxes.map(|area| area.map(rounded)),
    };
    row.duplicates = pair.boxes.map(duplicate).into_iter().collect();
    finished(row, &pair.images, format)
}

fn row(sku: String, product: &str, metas: &[&ImageMeta]) -> CandidateRow {
    let label = |meta: &&ImageMeta| {
        let rule = content_fault(meta).map(|fault| fault.rule.to_owned());
        LabelRow { primary: meta.is_primary_like(), non_compliant: rule.is_some(), rule }
    };
    CandidateRow {
        sku,
        split: SPLIT.to_owned(),
        product: product.to_owned(),
        family: FAMILY.to_owned(),
        lang: Language::English.code().to_owned(),
        title: String::new(),
        images: Vec::new(),
        labels: metas.iter().map(label).collect(),
        duplicates: Vec::new(),
        pixels: Vec::new(),
    }
}

fn finished(
    row: CandidateRow,
    images: &[agpis_core::Image],
    format: Format,
) -> Result<EncodedProduct, FilesError> {
    let pngs = pngs(&row.sku, images, format)?;
    Ok(EncodedProduct { row: CandidateRow { pixels: images.iter().map(pixels).collect(), ..row }, pngs })
}
