//! Data sets as files: manifests, pictures or shards, a description for programs and one for people.
//!
//! A folder holds, for every split, `<split>.jsonl` with one sequence a line, and the pictures either as
//! files, in WebDataset shards, or not at all; `candidates-<split>.jsonl` and its pictures for stage 1;
//! `bench.json` and `README.md`. The manifests are the project's own input format: what reads sequences
//! and catalogues reads them.
//!
//! [`encode`] does the heavy work and is free to run on any thread; [`SequenceWriter`] writes what it
//! gives in the order in which it is handed over. Files appear under their names when they are complete.

mod card;
mod composite;
mod convert;
mod encode;
mod error;
mod folder;
mod partial;
mod row;
mod shards;
mod summary;
mod writer;

pub use self::composite::{encode_composite, encode_composite_candidate, encode_composite_pair};
pub use self::encode::{EncodedProduct, EncodedSample, encode, encode_product};
pub use self::error::FilesError;
pub use self::row::{CandidateRow, DuplicateRow, LabelRow, Row, ViolationRow};
pub use self::summary::{
    About, CandidateCounts, ConfigRow, FileRow, ReviewerRow, SequenceCounts, SplitCounts, Summary,
};
pub use self::writer::{Format, SequenceWriter, WriterOptions};
