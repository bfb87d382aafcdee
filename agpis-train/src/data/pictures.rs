//! Pictures in a folder, read as pictures of strangers are.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use agpis_core::{DropReason, Fate, Image, ImageId, ImageSource, ListedImage, Listing, Outcome, ProductId};
use agpis_core::{Stage, Verdicts};
use agpis_vision::{Decode, DecodeLimits};

/// Reads pictures by their paths in a root folder: within limits, by content, upright, in RGB, sized down. See
/// [`agpis_vision::decode`]. Whether a path stays in the folder is checked where reviews are read.
#[derive(Clone, Debug)]
pub struct PictureFolder {
    root: PathBuf,
    decode: Decode,
}

/// Which picture cannot be read, counted from 0, and why.
pub(super) type Unreadable = (usize, String);

impl PictureFolder {
    /// Pictures in `root`, with their longest side at most `max_side` pixels; in full size if that is `None`.
    #[must_use]
    pub fn new(root: impl AsRef<Path>, max_side: Option<NonZeroU32>, limits: DecodeLimits) -> Self {
        let decode = Decode::new().with_limits(limits).with_max_side(max_side);
        Self { root: root.as_ref().to_owned(), decode }
    }

    /// Reads one picture, such as a candidate.
    ///
    /// # Errors
    /// What is wrong with it, without its path.
    pub fn read(&self, path: &str) -> Result<Image, String> {
        let images = self.read_all(std::slice::from_ref(&path.to_owned())).map_err(|(_, reason)| reason)?;
        images.into_iter().next().ok_or_else(|| "expected a picture, got none".to_owned())
    }

    /// Reads pictures in their order, all or none.
    pub(super) fn read_all(&self, paths: &[String]) -> Result<Vec<Image>, Unreadable> {
        let failed = |error: String| (0, error);
        let listing = self.listing(paths).map_err(failed)?;
        let outcomes = self.decode.run(vec![listing]).map_err(|error| failed(error.to_string()))?;
        match outcomes.into_iter().next() {
            Some(Outcome::Next(product)) => match first_unreadable(product.verdicts()) {
                Some(unreadable) => Err(unreadable),
                None => Ok(product.candidates().iter().map(|candidate| candidate.image.clone()).collect()),
            },
            Some(Outcome::Terminated(termination)) => Err(first_unreadable(&termination.verdicts)
                .unwrap_or_else(|| failed("expected pictures, got none".to_owned()))),
            None => Err(failed("expected an outcome, got none".to_owned())),
        }
    }

    /// A path may come twice in a sequence, so images are named by their places.
    fn listing(&self, paths: &[String]) -> Result<Listing, String> {
        let images = paths.iter().enumerate().map(|(place, path)| {
            let id = ImageId::new(place.to_string()).map_err(|error| error.to_string())?;
            Ok(ListedImage { id, source: ImageSource::Path(self.root.join(path)) })
        });
        let id = ProductId::new("review").map_err(|error| error.to_string())?;
        Listing::new(id, "", images.collect::<Result<_, String>>()?).map_err(|error| error.to_string())
    }
}

fn first_unreadable(verdicts: &Verdicts) -> Option<Unreadable> {
    verdicts.iter().enumerate().find_map(|(place, verdict)| match &verdict.fate {
        Fate::Dropped(DropReason::Unreadable { message }) => Some((place, message.clone())),
        _ => None,
    })
}
