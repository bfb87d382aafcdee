//! Duplicates of an image in a whole catalogue.

mod file;
mod votes;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use agpis_core::{Error, ErrorKind, Image, PairScore};
use rayon::prelude::*;

pub use self::file::GalleryFileError;
use crate::detector::Description;
use crate::{DuplicateDetector, PatchIndex};

/// The images of a catalogue, by a few patches of each, for finding those that share content with a new one.
///
/// Finding takes two steps. Patches of the new image look up their nearest neighbours among all patches of the
/// gallery, and vote for the images these are from; a patch that many images have, a stock banner or a plain
/// ground, has that many times less to say. Then the images with most votes are loaded again and compared with
/// [`DuplicateDetector`], so that a score means here what it means there.
///
/// A gallery of 10⁵ images with 8 patches of 176 values each takes about 0.8 GB.
///
/// ```
/// use std::sync::Arc;
///
/// use agpis_core::Image;
/// use agpis_dedup::{DuplicateDetector, Gallery, GalleryConfig, PatchDescriptor};
///
/// let picture = |n: u32| {
///     let pixels = (0..120).flat_map(move |y| (0..120).map(move |x| (x / 9 * 7 + y / 11 * n) * 37 % 256));
///     Image::from_rgb8(120, 120, pixels.flat_map(|v| [v as u8, 90, 200 - v as u8 / 2]).collect::<Vec<u8>>())
/// };
/// let detector = DuplicateDetector::new(Arc::new(PatchDescriptor::default()));
/// let mut gallery = Gallery::new(GalleryConfig::default());
/// for n in 1..6 {
///     gallery.add(&n.to_string(), &detector.describe(&picture(n)?)?)?;
/// }
/// let threshold = DuplicateDetector::DEFAULT_THRESHOLD;
/// let load = |id: &str| picture(id.parse().ok()?).ok();
/// let found = gallery.duplicates(&detector, &detector.describe(&picture(3)?)?, threshold, load)?;
/// assert_eq!((found[0].id.as_str(), found[0].score), ("3", 1.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Gallery {
    config: GalleryConfig,
    ids: Vec<String>,
    places: HashMap<String, usize>,
    /// Values of an embedding; 0 as long as there is none.
    dimension: usize,
    /// Embeddings of all images, one after the other.
    values: Arc<Vec<f32>>,
    /// The image of every embedding.
    owners: Vec<u32>,
    index: OnceLock<PatchIndex>,
}

/// How a [`Gallery`] remembers and finds images.
#[derive(Clone, Debug, PartialEq)]
pub struct GalleryConfig {
    /// Patches kept of an image: the whole, and the best proposals. Default 8.
    pub patches: usize,
    /// Patches of a new image that are looked up, each plain and, if the detector looks for mirror images,
    /// mirrored. Default 12.
    pub query_patches: usize,
    /// Neighbours of a patch that get votes. Default 32.
    pub neighbours: usize,
    /// Patches farther apart than this get none, in `0.0..=2.0` for embeddings of unit length. Default 0.9.
    pub max_distance: f32,
    /// Images with most votes that are compared. Default 20.
    pub candidates: usize,
}

impl Default for GalleryConfig {
    fn default() -> Self {
        Self { patches: 8, query_patches: 12, neighbours: 32, max_distance: 0.9, candidates: 20 }
    }
}

/// An image of a [`Gallery`] that may share content with another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate<'a> {
    /// The id given with [`Gallery::add`].
    pub id: &'a str,
    /// Similarities of its patches, the rarer the weightier; positive.
    pub votes: f32,
}

/// An image of a [`Gallery`] that shares content with another one.
#[derive(Clone, Debug, PartialEq)]
pub struct GalleryMatch {
    /// The id given with [`Gallery::add`].
    pub id: String,
    /// As of [`DuplicateDetector`], in `0.0..=1.0`.
    pub score: f32,
    /// What they share: `a` in the new image, `b` in the one of the gallery.
    pub regions: Vec<agpis_core::RegionPair>,
}

/// An image cannot be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GalleryError {
    /// Ids are unique.
    #[error("expected a new id, got `{0}` a second time")]
    KnownId(String),
    /// All images are described by one embedder.
    #[error("expected embeddings of {expected} values, as of the other images, got {actual}")]
    Dimension {
        /// As of the images in the gallery.
        expected: usize,
        /// Of this image.
        actual: usize,
    },
}

impl Gallery {
    /// An empty one.
    #[must_use]
    pub fn new(config: GalleryConfig) -> Self {
        Self {
            config,
            ids: Vec::new(),
            places: HashMap::new(),
            dimension: 0,
            values: Arc::default(),
            owners: Vec::new(),
            index: OnceLock::new(),
        }
    }

    /// Number of images.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no image.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether there is an image with this id.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.places.contains_key(id)
    }

    /// Adds an image. The next search builds the index anew, so add many before searching.
    ///
    /// # Errors
    /// If there is an image with this id, or the image was described by another embedder.
    pub fn add(&mut self, id: &str, description: &Description) -> Result<(), GalleryError> {
        let patches: Vec<&[f32]> = description.embeddings().take(self.config.patches.max(1)).collect();
        self.insert(id, &patches)
    }

    fn insert(&mut self, id: &str, patches: &[&[f32]]) -> Result<(), GalleryError> {
        if self.contains(id) {
            return Err(GalleryError::KnownId(id.to_owned()));
        }
        let first = patches.first().map_or(0, |patch| patch.len());
        let expected = if self.dimension > 0 { self.dimension } else { first };
        if let Some(other) = patches.iter().find(|patch| patch.len() != expected) {
            return Err(GalleryError::Dimension { expected, actual: other.len() });
        }
        // Before the values, which it shares, are added to.
        self.index = OnceLock::new();
        self.dimension = expected;
        let values = Arc::make_mut(&mut self.values);
        patches.iter().for_each(|patch| values.extend_from_slice(patch));
        let place = self.ids.len();
        self.owners.extend(patches.iter().map(|_| place as u32));
        self.places.insert(id.to_owned(), place);
        self.ids.push(id.to_owned());
        Ok(())
    }

    /// The images with most votes, best first, of equally good ones the one added first.
    ///
    /// # Errors
    /// If an embedding is not finite.
    pub fn candidates(&self, description: &Description) -> Result<Vec<Candidate<'_>>, Error> {
        let index = self.index()?;
        let queries: Vec<&[f32]> = description.queries(self.config.query_patches.max(1)).collect();
        let votes = votes::count(index, &self.owners, &queries, &self.config);
        let best = votes.into_iter().take(self.config.candidates);
        Ok(best.map(|(place, votes)| Candidate { id: &self.ids[place], votes }).collect())
    }

    fn index(&self) -> Result<&PatchIndex, Error> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let index = PatchIndex::of_values(self.dimension, Arc::clone(&self.values), self.owners.len())
            .map_err(|source| Error::new(ErrorKind::Input, "no index of this gallery").with_source(source))?;
        Ok(self.index.get_or_init(|| index))
    }

    /// The images that share content with another one: those of the [`candidates`](Self::candidates) that
    /// score at least `threshold`, best first. `load` gives the image for an id; one that it cannot give is
    /// left out.
    ///
    /// # Errors
    /// If describing a candidate fails.
    pub fn duplicates(
        &self,
        detector: &DuplicateDetector,
        description: &Description,
        threshold: f32,
        load: impl Fn(&str) -> Option<Image> + Sync,
    ) -> Result<Vec<GalleryMatch>, Error> {
        let compare = |candidate: &Candidate<'_>| {
            let Some(image) = load(candidate.id) else { return Ok(None) };
            let PairScore { score, regions, .. } = detector.compare(description, &detector.describe(&image)?);
            Ok((score >= threshold).then(|| GalleryMatch { id: candidate.id.to_owned(), score, regions }))
        };
        let compared: Vec<Option<GalleryMatch>> =
            self.candidates(description)?.par_iter().map(compare).collect::<Result<_, Error>>()?;
        let mut found: Vec<GalleryMatch> = compared.into_iter().flatten().collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(found)
    }
}

impl std::fmt::Debug for Gallery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gallery({} images, {} patches)", self.len(), self.owners.len())
    }
}
