//! Catalogues in, selections and reports out: the files that AGPIS programs read and write.
//!
//! ```text
//! INPUT ──Catalog──▶ CatalogItem { listing } ──(pipeline)──▶ Outcome<Assessment>
//!                                                                   │
//!                          SelectionWriter, ReportWriter ◀── SelectionRow ──▶ Summary
//! ```
//!
//! Everything streams: one product is in memory at a time, however long the catalogue is. Nothing a
//! stranger writes into a catalogue ends the job: it becomes an item with an error, or a row with a
//! reason. The types of the files are this crate's own ([`SelectionRow`]), so that files stay readable
//! when the pipeline's types change.
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

mod catalog;
mod output;
mod report;
mod selection;
mod summary;

pub use crate::catalog::{Catalog, CatalogError, CatalogItem, CatalogOptions, OpenError, Place};
pub use crate::output::OutputError;
pub use crate::report::{ReportWriter, Thumbnails};
pub use crate::selection::{
    CandidateRow, DropRow, ErrorRow, FateRow, LikelyRule, RegionRow, SelectionRow, SelectionWriter, Status,
    TerminationRow, Timings,
};
pub use crate::summary::Summary;
