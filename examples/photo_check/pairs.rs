//! Pairs of photographs: different ones, and a photograph with a copy of it.

use std::error::Error;

use agpis::RuleSet;
use agpis::core::Candidate;
use rayon::prelude::*;

use crate::chance::Chance;
use crate::kind::Kind;
use crate::models::Models;
use crate::photos::Photos;
use crate::scored::Scored;
use crate::sequences::{copied, unlike};

struct Pair<'a> {
    id: String,
    sku: &'a str,
    of: [&'a Candidate; 2],
    /// The second one is made of the first.
    kind: Option<Kind>,
}

/// Compares at most `most` photographs with other ones and with copies of them.
pub(crate) fn check(
    models: &Models,
    photos: &[Photos],
    most: usize,
    seed: u64,
    rules: &RuleSet,
) -> Result<Scored, Box<dyn Error>> {
    let pairs = pairs(photos, most, seed);
    let compared = |pair: &Pair<'_>| {
        let chance = &mut Chance::new(seed, &[&pair.id]);
        let [a, b] = pair.of;
        let b = pair.kind.map_or_else(|| b.clone(), |kind| copied(b, kind, chance));
        let described = [&a.image, &b.image].map(|image| models.duplicates.describe(image));
        let [first, second] = described;
        let score = models.duplicates.compare(&first?, &second?).score;
        Ok((score, vec![a.image.clone(), b.image]))
    };
    let said: Vec<_> = pairs.par_iter().map(compared).collect::<Result<_, agpis::core::Error>>()?;
    let mut scored = Scored::default();
    for (pair, (score, pictures)) in pairs.iter().zip(said) {
        let passes = score < models.thresholds.duplicate;
        scored.add((&pair.id, pair.sku, pair.kind), 1.0 - score, passes, pictures, rules);
    }
    Ok(scored)
}

fn pairs<'a>(photos: &'a [Photos], most: usize, seed: u64) -> Vec<Pair<'a>> {
    let places = (0..photos.len())
        .flat_map(|product| (0..photos[product].pictures.len()).map(move |picture| (product, picture)));
    places.take(most).flat_map(|(product, picture)| of_photo(photos, product, picture, seed)).collect()
}

/// The next photographs of the same product, one of another product, and all kinds of copies.
fn of_photo(photos: &[Photos], product: usize, picture: usize, seed: u64) -> Vec<Pair<'_>> {
    let (own, sku) = (&photos[product].pictures, photos[product].sku.as_str());
    let base = format!("{sku}/{picture}");
    let photo = &own[picture];
    let pair =
        |name: String, other, kind| Pair { id: format!("{base}/{name}"), sku, of: [photo, other], kind };
    let mut all: Vec<Pair<'_>> =
        (picture + 1..own.len()).map(|other| pair(format!("with-{other}"), &own[other], None)).collect();
    let chance = &mut Chance::new(seed, &[&base, "another product"]);
    if let Some(other) = unlike(product, photos, chance) {
        all.push(pair("with-another-product".to_owned(), &photos[other].pictures[0], None));
    }
    all.extend(Kind::OF_PAIRS.map(|kind| pair(kind.name().to_owned(), photo, Some(kind))));
    all
}
