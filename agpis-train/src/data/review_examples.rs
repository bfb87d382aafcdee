//! Reviews with their pictures.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::Path;

use agpis_core::Image;
use agpis_vision::DecodeLimits;
use rayon::prelude::*;

use super::{DataError, Example, Examples, PictureFolder, Problem, Review, RowError, Skipped};

/// Reviews that are decoded side by side, before the next ones are begun.
const AT_A_TIME: usize = 256;
/// More than the models look at.
const DEFAULT_MAX_SIDE: NonZeroU32 = NonZeroU32::new(1024).unwrap();

/// How to open the pictures of reviews.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OpenOptions {
    /// What a picture may take.
    pub limits: DecodeLimits,
    /// Longest side in pixels to which larger pictures are sized down; 1024. `None` keeps them in full size.
    pub max_side: Option<NonZeroU32>,
    /// K^t: sequences of another length are skipped. `None`, the default, takes all.
    pub length: Option<NonZeroUsize>,
    /// Whether to keep the pictures in memory; no by default: they are read again when they are asked for.
    pub keep: bool,
    /// Largest size of all kept pictures in bytes; 8 GiB.
    pub max_kept_bytes: u64,
    /// How many bad rows to list; 100. All are counted.
    pub max_listed: usize,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            limits: DecodeLimits::default(),
            max_side: Some(DEFAULT_MAX_SIDE),
            length: None,
            keep: false,
            max_kept_bytes: 8 << 30,
            max_listed: 100,
        }
    }
}

impl OpenOptions {
    /// Other limits of pictures.
    #[must_use]
    pub fn with_limits(self, limits: DecodeLimits) -> Self {
        Self { limits, ..self }
    }

    /// Another longest side.
    #[must_use]
    pub fn with_max_side(self, max_side: Option<NonZeroU32>) -> Self {
        Self { max_side, ..self }
    }

    /// Only sequences of this length.
    #[must_use]
    pub fn with_length(self, length: NonZeroUsize) -> Self {
        Self { length: Some(length), ..self }
    }

    /// Whether to keep the pictures in memory.
    #[must_use]
    pub fn with_keep(self, keep: bool) -> Self {
        Self { keep, ..self }
    }

    /// Another size of all kept pictures.
    #[must_use]
    pub fn with_max_kept_bytes(self, max_kept_bytes: u64) -> Self {
        Self { max_kept_bytes, ..self }
    }
}

/// Reviewed sequences of which every picture could be read.
pub struct ReviewExamples {
    reviews: Vec<Review>,
    examples: Vec<Example>,
    kept: Option<Vec<Vec<Image>>>,
    folder: PictureFolder,
    skipped: Skipped,
}

impl ReviewExamples {
    /// Reads every picture once, in parallel on rayon's current thread pool, and leaves out the reviews of which one
    /// cannot be read. `progress` is told now and then how many reviews are done, and of how many.
    ///
    /// The result does not depend on the number of threads.
    ///
    /// # Errors
    /// If pictures are kept and take more memory than allowed.
    pub fn open(
        reviews: Vec<Review>,
        root: impl AsRef<Path>,
        options: &OpenOptions,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Self, DataError> {
        let folder = PictureFolder::new(root, options.max_side, options.limits);
        let (total, mut done, mut bytes) = (reviews.len(), 0, 0_u64);
        let mut opened = Self {
            reviews: Vec::new(),
            examples: Vec::new(),
            kept: options.keep.then(Vec::new),
            folder,
            skipped: Skipped::listing(options.max_listed),
        };
        let mut rest = reviews.into_iter();
        while done < total {
            let some: Vec<Review> = rest.by_ref().take(AT_A_TIME).collect();
            done += some.len();
            let read: Vec<_> = some.par_iter().map(|review| opened.read(review, options)).collect();
            for (review, pictures) in some.into_iter().zip(read) {
                bytes += opened.add(review, pictures);
            }
            if bytes > options.max_kept_bytes {
                return Err(DataError::TooMuchMemory { expected: options.max_kept_bytes });
            }
            progress(done, total);
        }
        Ok(opened)
    }

    /// The reviews behind the examples, in the same order.
    #[must_use]
    pub fn reviews(&self) -> &[Review] {
        &self.reviews
    }

    /// The reviews that were left out.
    #[must_use]
    pub fn skipped(&self) -> &Skipped {
        &self.skipped
    }

    /// The folder of the pictures, for candidates.
    #[must_use]
    pub fn folder(&self) -> &PictureFolder {
        &self.folder
    }

    /// The pictures of a review; no pictures if they are not to be kept.
    fn read(&self, review: &Review, options: &OpenOptions) -> Result<Vec<Image>, RowError> {
        let actual = review.images.len();
        match options.length.map(NonZeroUsize::get) {
            Some(expected) if expected != actual => return Err(RowError::WrongLength { expected, actual }),
            _ => {}
        }
        let unreadable = |(place, actual)| RowError::Picture { image: place + 1, actual };
        let pictures = self.folder.read_all(&review.images).map_err(unreadable)?;
        Ok(if options.keep { pictures } else { Vec::new() })
    }

    /// Takes in a review, and says how many bytes of pictures it brings.
    fn add(&mut self, review: Review, pictures: Result<Vec<Image>, RowError>) -> u64 {
        let pictures = match pictures {
            Ok(pictures) => pictures,
            Err(error) => {
                self.skipped.add(Problem { row: review.row, id: Some(review.id), error });
                return 0;
            }
        };
        let bytes = pictures.iter().map(|picture| picture.pixels().len() as u64).sum();
        self.examples.push(example(&review));
        self.reviews.push(review);
        if let Some(kept) = &mut self.kept {
            kept.push(pictures);
        }
        bytes
    }
}

fn example(review: &Review) -> Example {
    Example {
        id: review.id.clone(),
        sku: review.sku.clone(),
        title: review.title.clone(),
        class: review.class,
        true_class: review.true_label,
        feedback: review.feedback.clone(),
    }
}

impl Examples for ReviewExamples {
    fn examples(&self) -> &[Example] {
        &self.examples
    }

    fn images(&self, index: usize) -> Result<Vec<Image>, DataError> {
        let missing = DataError::NoSuchExample { expected: self.reviews.len(), actual: index };
        let Some(review) = self.reviews.get(index) else { return Err(missing) };
        if let Some(kept) = &self.kept {
            return Ok(kept[index].clone());
        }
        let failed = |(place, actual)| DataError::Picture { id: review.id.clone(), image: place + 1, actual };
        self.folder.read_all(&review.images).map_err(failed)
    }
}
