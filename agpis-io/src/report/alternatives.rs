//! The best sequences beside the chosen one.

use serde::Serialize;

use super::view::{Picture, Tile, tiles};
use crate::{RankedRow, SelectionRow};

/// More of them are no help in choosing.
const MAX_SHOWN: usize = 10;

/// Sequences that a search found and did not choose, best first.
#[derive(Debug, Serialize)]
pub(super) struct AlternativesView<'a> {
    shown: Vec<AlternativeView<'a>>,
    /// Those that are not shown.
    more: usize,
}

#[derive(Debug, Serialize)]
struct AlternativeView<'a> {
    tiles: Vec<Tile<'a>>,
    p_qualified: f64,
}

impl<'a> AlternativesView<'a> {
    pub(super) fn new(row: &'a SelectionRow, pictures: &'a [Picture<'a>]) -> Self {
        let others = || row.ranking.iter().filter(|ranked| ranked.images != row.images);
        let view = |ranked: &'a RankedRow| AlternativeView {
            tiles: tiles(&ranked.images, row, pictures),
            p_qualified: ranked.p_qualified,
        };
        let shown: Vec<_> = others().take(MAX_SHOWN).map(view).collect();
        Self { more: others().count() - shown.len(), shown }
    }
}
