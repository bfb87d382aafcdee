//! Catalogues in, selections and reports out: the files that AGPIS programs read and write.
//!
//! ```text
//! INPUT ──Catalog──▶ CatalogItem { listing } ──(pipeline)──▶ Outcome<Assessment>
//!                                                                   │
//!                          SelectionWriter, ReportWriter ◀── SelectionRow ──▶ Summary
//!
//! INPUT ──Sequences──▶ SequenceItem { listing } ──(decoding)──▶ Sequence ──(classifier)──▶ Judgement
//!                                                                                             │
//!                                              ScoreWriter ◀── ScoreRow ──▶ ScoreSummary ◀────┘
//! ```
//!
//! Everything streams: one product is in memory at a time, however long the catalogue is. Nothing a
//! stranger writes into a catalogue, or into a file of sequences, ends the job: it becomes an item with
//! an error, or a row with a reason. The types of the files are this crate's own ([`SelectionRow`],
//! [`ScoreRow`]), so that files stay readable when the pipeline's types change.
//!
//! ```
//! use agpis_io::{Catalog, SelectionRow, SelectionWriter, Summary};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (input, output) = (tempfile::tempdir()?, tempfile::tempdir()?);
//! # std::fs::create_dir(input.path().join("sku-1"))?;
//! # let (input, output) = (input.path(), output.path());
//! let mut summary = Summary::default();
//! let mut selections = SelectionWriter::create(output)?;
//! for item in Catalog::open(input)? {
//!     let row = match &item.listing {
//!         Ok(listing) => {
//!             // Run the pipeline here, then `SelectionRow::new(&outcome, &rules, &item.title)`.
//! #           let termination = agpis_core::Product::builder(listing.id().as_str(), "")?.build().map(|_| panic!());
//! #           SelectionRow::new(&termination, &agpis_core::RuleSet::new(vec![])?, &item.title)
//!         }
//!         Err(error) => SelectionRow::invalid(&item, error),
//!     };
//!     summary.add(&row);
//!     selections.write(&row.with_extra(item.extra))?;
//! }
//! let file = selections.finish()?;
//! assert!(file.ends_with("selections.jsonl"));
//! # Ok(())
//! # }
//! ```
//!
//! Sequences that are there already are judged as they are:
//!
//! ```
//! use agpis_io::{ScoreRow, ScoreWriter, Sequences};
//! # use agpis_core::{ClassProbabilities, Judgement, Listing, Outcome, Product, RuleSet};
//! # fn decode(listing: &Listing) -> Outcome<Product> {
//! #     Product::builder(listing.id().as_str(), "").unwrap().unreadable("a.jpg", "expected a file").unwrap().build()
//! # }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let (input, output) = (folder.path().join("in.jsonl"), folder.path().join("scores.jsonl"));
//! # std::fs::write(&input, r#"{"id": 1, "images": ["a.jpg"]}"#)?;
//! # let rules = RuleSet::new(vec![])?;
//! let mut scores = ScoreWriter::create(output)?;
//! for item in Sequences::open(input)? {
//!     let row = match &item.listing {
//!         Err(error) => ScoreRow::invalid(&item, error),
//!         Ok(listing) => match item.sequence(&decode(listing)) {
//!             Err(unreadable) => ScoreRow::unreadable(&item, unreadable),
//!             Ok(sequence) => {
//!                 // Ask the classifier about `sequence`.
//! #               let class_probabilities = ClassProbabilities::new(&[0.5, 0.5])?;
//! #               let judgement = Judgement::new(class_probabilities);
//!                 ScoreRow::scored(&item, &judgement, &rules)
//!             }
//!         },
//!     };
//!     scores.write(&row.with_extra(item.extra))?;
//! }
//! scores.finish()?;
//! # Ok(())
//! # }
//! ```

mod catalog;
mod lines;
mod output;
mod paths;
mod report;
mod rows;
mod scores;
mod selection;
mod sequences;
mod summary;

pub use crate::catalog::fields::kind as json_kind;
pub use crate::catalog::{Catalog, CatalogError, CatalogItem, CatalogOptions, OpenError, Place};
pub use crate::lines::{Line, Lines};
pub use crate::output::OutputError;
pub use crate::paths::stays_inside;
pub use crate::report::{ReportWriter, Thumbnails};
pub use crate::scores::{ScoreRow, ScoreStatus, ScoreSummary, ScoreWriter};
pub use crate::selection::{
    AttentionRow, CandidateRow, DropRow, ErrorRow, ExplanationRow, FateRow, LikelyRule, RankedRow, RegionRow,
    SelectionRow, SelectionWriter, Status, TerminationRow, Timings,
};
pub use crate::sequences::{SequenceItem, Sequences, UnreadableImage};
pub use crate::summary::Summary;
