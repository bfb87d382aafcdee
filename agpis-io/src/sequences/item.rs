//! One sequence of a file.

use agpis_core::{Candidate, DropReason, Fate, Listing, Outcome, Product, Sequence, Verdict, Verdicts};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{CatalogError, Place};

/// One sequence of a file, or what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct SequenceItem {
    /// Where it stands in the input.
    pub place: Place,
    /// Its id, if there is one.
    pub id: Option<String>,
    /// Its title, possibly empty.
    pub title: String,
    /// Its images in order, as the file names them; one may come twice.
    pub images: Vec<String>,
    /// What has to be decoded: each of [`images`](Self::images) once, under its path as the id, at least
    /// one. Or why the sequence cannot be used.
    pub listing: Result<Listing, CatalogError>,
    /// Further fields, in their order.
    pub extra: Map<String, Value>,
}

/// An image that could not be read or decoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UnreadableImage {
    /// Its path, as the file names it.
    pub image: String,
    /// What the decoder said; it names no path.
    pub message: String,
}

impl SequenceItem {
    /// An item of which nothing but the place is known.
    pub(super) fn unknown(place: Place, error: CatalogError) -> Self {
        Self {
            place,
            id: None,
            title: String::new(),
            images: Vec::new(),
            listing: Err(error),
            extra: Map::new(),
        }
    }

    /// The sequence I^t, once its [`listing`](Self::listing) is `decoded`.
    ///
    /// # Errors
    /// The images that could not be read: a sequence is judged whole or not at all.
    pub fn sequence(&self, decoded: &Outcome<Product>) -> Result<Sequence, Vec<UnreadableImage>> {
        let product = match decoded {
            Outcome::Next(product) => product,
            Outcome::Terminated(end) => return Err(unreadable(&end.verdicts)),
        };
        let candidate = |path: &String| product.candidates().iter().find(|c| c.id.as_str() == path).cloned();
        let images: Option<Vec<Candidate>> = self.images.iter().map(candidate).collect();
        images
            .and_then(|images| Sequence::new(product.id().clone(), product.title(), images).ok())
            .ok_or_else(|| unreadable(product.verdicts()))
    }
}

fn unreadable(verdicts: &Verdicts) -> Vec<UnreadableImage> {
    let image = |verdict: &Verdict| match &verdict.fate {
        Fate::Dropped(DropReason::Unreadable { message }) => {
            Some(UnreadableImage { image: verdict.image.to_string(), message: message.clone() })
        }
        _ => None,
    };
    verdicts.iter().filter_map(image).collect()
}
