//! Which images the patches of another one resemble.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::GalleryConfig;
use crate::PatchIndex;

/// Images and their votes, most first. What a patch has to say is shared out among the images that have
/// something like it: what half a catalogue shows, a stock banner, tells nothing.
pub(super) fn count(
    index: &PatchIndex,
    owners: &[u32],
    queries: &[&[f32]],
    config: &GalleryConfig,
) -> Vec<(usize, f32)> {
    let ballots: Vec<BTreeMap<u32, f32>> =
        queries.par_iter().map(|query| ballot(index, owners, query, config)).collect();
    let mut votes: HashMap<u32, f32> = HashMap::new();
    for ballot in ballots {
        let weight = 1.0 / ballot.len() as f32;
        for (owner, similarity) in ballot {
            *votes.entry(owner).or_default() += weight * similarity;
        }
    }
    let mut votes: Vec<(usize, f32)> =
        votes.into_iter().map(|(owner, votes)| (owner as usize, votes)).collect();
    votes.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    votes
}

/// The similarity of the best patch of every image near one patch.
fn ballot(index: &PatchIndex, owners: &[u32], query: &[f32], config: &GalleryConfig) -> BTreeMap<u32, f32> {
    let mut ballot: BTreeMap<u32, f32> = BTreeMap::new();
    for neighbour in index.nearest(query, config.neighbours, config.max_distance) {
        let similarity = 1.0 - neighbour.squared_distance / 2.0;
        let best = ballot.entry(owners[neighbour.index]).or_default();
        *best = best.max(similarity);
    }
    ballot
}
