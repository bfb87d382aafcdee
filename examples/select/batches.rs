//! Batches of the catalogue, decoded.

use agpis::core::Error;
use agpis::vision::Decode;
use agpis::{Outcome, Product, Stage, StageExt};
use agpis_io::{CatalogItem, Thumbnails};
use rayon::prelude::*;

use crate::stopwatch::{Laps, Stopwatch};

/// Some products of the catalogue.
pub(crate) struct Batch {
    /// All of them, also those that the catalogue got wrong.
    pub(crate) items: Vec<CatalogItem>,
    /// Of the valid ones, in their order.
    pub(crate) decoded: Vec<Outcome<Product>>,
    /// For the report; as many as `decoded`.
    pub(crate) thumbnails: Vec<Thumbnails>,
    /// How long decoding took.
    pub(crate) laps: Laps,
}

/// Decodes what the catalogue lists.
pub(crate) struct Reader {
    pub(crate) decode: Decode,
    pub(crate) thumbnails: bool,
}

impl Reader {
    pub(crate) fn read(&self, items: Vec<CatalogItem>) -> Result<Batch, Error> {
        let stopwatch = Stopwatch::default();
        let listings = items.iter().filter_map(|item| item.listing.clone().ok()).collect();
        let decoded = self.decode.observed(stopwatch.lap("decode")).run(listings)?;
        // Now: later, the pixels of what was dropped are gone.
        let thumbnails = decoded.par_iter().map(|outcome| self.thumbnails(outcome)).collect();
        Ok(Batch { items, decoded, thumbnails, laps: stopwatch.take() })
    }

    fn thumbnails(&self, outcome: &Outcome<Product>) -> Thumbnails {
        match outcome {
            Outcome::Next(product) if self.thumbnails => Thumbnails::of(product),
            _ => Thumbnails::default(),
        }
    }
}
