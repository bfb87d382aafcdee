//! What models learn from: reviewed sequences, wherever they come from.
//!
//! From a file to training it is five steps: [`Reviews`] reads rows and finds their classes with the help of
//! [`RuleNames`], a [`Window`] takes the newest, a [`SplitPlan`] parts them by product, [`ReviewExamples`] sees that
//! every picture can be read, and [`LeakageReport`] looks for what is in two parts. Then [`EpochOrder`] says in which
//! order to learn, and [`Augmentation`] varies what no rule looks at.

mod augment;
mod bench;
mod labels;
mod leakage;
mod pictures;
mod review_examples;
mod reviews;
mod sampling;
mod split;
mod subset;
mod texts;
mod window;

use std::io;
use std::path::PathBuf;

use agpis_core::Image;

pub use self::augment::{Augmentation, SAFETY, Safety};
pub use self::bench::BenchExamples;
pub use self::labels::{
    ComplianceLabels, ComplianceOptions, ImageLabel, Mentions, NameError, NamedRule, RuleNames,
    compliance_labels, primary_labels, primary_labels_by, to_binary,
};
pub use self::leakage::{
    LeakageOptions, LeakageReport, NearPictures, Place, RepeatedId, SharedPicture, SharedSku, check_leakage,
};
pub use self::pictures::PictureFolder;
pub use self::review_examples::{OpenOptions, ReviewExamples};
pub use self::reviews::{
    ClassFrom, Disagreement, Problem, Review, ReviewOptions, Reviews, RowError, Skipped,
};
pub use self::sampling::{EpochOrder, balanced_weights, root_balanced_weights};
pub use self::split::{SplitPlan, Splits};
pub use self::subset::Subset;
pub use self::texts::{TitleAndFeedback, drawn_texts, regrouped_texts};
pub use self::window::{Window, Windowed};

/// All of a reviewed sequence but its pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Unique in its data set.
    pub id: String,
    /// The product. Examples of one product never come into two splits.
    pub sku: String,
    /// W^t, the title of the product.
    pub title: String,
    /// c(I^t), the class by the review: 0 if qualified, one for every rule, and the last one for others.
    pub class: usize,
    /// The class without the reviewer's errors, where it is known.
    pub true_class: Option<usize>,
    /// W^f, what the reviewer writes.
    pub feedback: String,
}

/// Reviewed sequences. Pictures are made, or read, when they are asked for.
pub trait Examples: Sync {
    /// All examples, in an order that does not change.
    fn examples(&self) -> &[Example];

    /// The images of example `index`, in the order of the sequence.
    ///
    /// # Errors
    /// If they cannot be had (any more).
    fn images(&self, index: usize) -> Result<Vec<Image>, DataError>;
}

impl<E: Examples + ?Sized> Examples for &E {
    fn examples(&self) -> &[Example] {
        (**self).examples()
    }

    fn images(&self, index: usize) -> Result<Vec<Image>, DataError> {
        (**self).images(index)
    }
}

impl<E: Examples + ?Sized> Examples for Box<E> {
    fn examples(&self) -> &[Example] {
        (**self).examples()
    }

    fn images(&self, index: usize) -> Result<Vec<Image>, DataError> {
        (**self).images(index)
    }
}

/// Data cannot be used. One bad row or picture is none of these: it is skipped, counted and listed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// A file does not exist or cannot be read.
    #[error("cannot read the reviews in {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A folder, a pipe or a device.
    #[error("expected an ordinary file, got something else: {}", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The file holds no row at all, not even a bad one.
    #[error("expected one review a row in {}, got none", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The file is larger than allowed.
    #[error("expected a file of at most {expected} bytes, got {actual}")]
    FileTooLarge {
        /// [`ReviewOptions::max_file_bytes`].
        expected: u64,
        /// Its size.
        actual: u64,
    },
    /// The file has more rows than allowed.
    #[error("expected at most {expected} rows, got more")]
    TooManyRows {
        /// [`ReviewOptions::max_rows`].
        expected: usize,
    },
    /// The file is no Parquet file, or a damaged one.
    #[error("expected a sound Parquet file: {actual}")]
    Parquet {
        /// What its reader said.
        actual: String,
    },
    /// The decoded pictures would take more memory than allowed.
    #[error("expected at most {expected} bytes of pictures in memory, got more")]
    TooMuchMemory {
        /// [`OpenOptions::max_kept_bytes`].
        expected: u64,
    },
    /// There is no example with this index.
    #[error("expected an index below {expected}, got {actual}")]
    NoSuchExample {
        /// The number of examples.
        expected: usize,
        /// The index asked for.
        actual: usize,
    },
    /// A picture cannot be had any more.
    #[error("example {id}: expected a readable image {image}, got: {actual}")]
    Picture {
        /// The example.
        id: String,
        /// 1-based position in the sequence.
        image: usize,
        /// What its reader said.
        actual: String,
    },
    /// A setting makes no sense.
    #[error("expected {expected}, got {actual}")]
    Setting {
        /// What it is to be.
        expected: &'static str,
        /// What it is.
        actual: String,
    },
}
