//! The input, decoded in batches on a thread of its own while the models work on the batch before.
//!
//! At most two batches are in memory, and they come in input order.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::Scope;

use agpis::core::Error;
use agpis::vision::Decode;
use agpis::{Outcome, Product, Stage, StageExt};
use agpis_io::{Catalog, CatalogItem, Thumbnails};
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

/// Reads and decodes the catalogue.
pub(crate) struct Reader {
    pub(crate) catalog: Catalog,
    pub(crate) decode: Decode,
    pub(crate) batch: usize,
    pub(crate) thumbnails: bool,
}

impl Reader {
    /// Starts reading on a thread of `scope`. The thread ends with the catalogue, or when nobody wants
    /// its batches any more.
    pub(crate) fn start<'scope>(self, scope: &'scope Scope<'scope, '_>) -> Receiver<Result<Batch, Error>> {
        // No buffer: the thread is one batch ahead as it is.
        let (sender, receiver) = sync_channel(0);
        scope.spawn(move || self.send_all(&sender));
        receiver
    }

    fn send_all(mut self, sender: &SyncSender<Result<Batch, Error>>) {
        loop {
            let items: Vec<CatalogItem> = self.catalog.by_ref().take(self.batch).collect();
            if items.is_empty() || sender.send(self.read(items)).is_err() {
                return;
            }
        }
    }

    fn read(&self, items: Vec<CatalogItem>) -> Result<Batch, Error> {
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
