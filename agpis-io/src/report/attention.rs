//! Where the model looked: the images of a sequence under their heat maps.

use serde::Serialize;

use super::view::{Picture, find};
use crate::SelectionRow;

/// An image of the sequence under its heat map.
#[derive(Debug, Serialize)]
pub(super) struct GazeView<'a> {
    image: &'a str,
    picture: &'a Picture<'a>,
    heat: &'a str,
    share: f64,
}

impl<'a> GazeView<'a> {
    /// Of all images of the sequence that have a picture and a heat map.
    pub(super) fn all(row: &'a SelectionRow, pictures: &'a [Picture<'a>]) -> Vec<Self> {
        let attention = row.explanation.iter().flat_map(|explanation| &explanation.attention);
        let gaze = attention.filter_map(|attention| {
            let picture = find(pictures, &attention.image)?;
            Some(Self { image: &attention.image, picture, heat: picture.heat?, share: attention.share })
        });
        gaze.collect()
    }
}
