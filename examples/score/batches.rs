//! Batches of the input, decoded: sequences, and rows of those that are none.

use agpis::core::Error;
use agpis::vision::Decode;
use agpis::{Outcome, Product, Sequence, Stage};
use agpis_io::{ScoreRow, SequenceItem};

/// Some entries of the input.
#[derive(Default)]
pub(crate) struct Batch {
    /// All of them, in their order.
    pub(crate) entries: Vec<Entry>,
    /// Those that can be judged, in their order.
    pub(crate) sequences: Vec<Sequence>,
}

/// What became of an entry.
pub(crate) enum Entry {
    /// It can be judged.
    Sequence(Box<SequenceItem>),
    /// It cannot, and this is all there is to say.
    Row(Box<ScoreRow>),
}

impl Batch {
    /// Decodes the pictures of `items`.
    pub(crate) fn read(items: Vec<SequenceItem>, decode: &Decode) -> Result<Self, Error> {
        let listings = items.iter().filter_map(|item| item.listing.clone().ok()).collect();
        let mut decoded = decode.run(listings)?.into_iter();
        let mut batch = Self::default();
        for item in items {
            let row = match &item.listing {
                Err(error) => Some(ScoreRow::invalid(&item, error)),
                Ok(_) => batch.add(&item, &decoded.next().expect("one outcome for every listing")),
            };
            batch.entries.push(match row {
                Some(row) => Entry::Row(Box::new(row.with_extra(item.extra))),
                None => Entry::Sequence(Box::new(item)),
            });
        }
        Ok(batch)
    }

    /// Adds the sequence of an item, or gives its row if there is no sequence.
    fn add(&mut self, item: &SequenceItem, decoded: &Outcome<Product>) -> Option<ScoreRow> {
        match item.sequence(decoded) {
            Ok(sequence) => {
                self.sequences.push(sequence);
                None
            }
            Err(images) => Some(ScoreRow::unreadable(item, images)),
        }
    }
}
