//! A catalogue of photographs, for composites.

use std::error::Error;
use std::path::Path;

use agpis::core::{Candidate, Outcome, Product, Stage};
use agpis::vision::Decode;
use agpis_bench::Role;
use agpis_bench::photos::{Photo, PhotoProduct};
use agpis_io::Catalog;

/// Products that are decoded at a time.
const BATCH: usize = 32;

/// What can be read of the catalogue; an entry that cannot is left out and said.
pub(crate) fn read(catalogue: &Path) -> Result<Vec<PhotoProduct>, Box<dyn Error>> {
    let decode = Decode::default();
    let mut products = Vec::new();
    let items: Vec<_> = Catalog::open(catalogue)?.collect();
    for batch in items.chunks(BATCH) {
        let mut listings = Vec::new();
        for item in batch {
            match &item.listing {
                Ok(listing) => listings.push(listing.clone()),
                Err(error) => println!("left out: {error}"),
            }
        }
        for outcome in decode.run(listings)? {
            match outcome {
                Outcome::Next(product) => products.push(photographed(&product)),
                Outcome::Terminated(end) => println!("left out: {}: {:?}", end.product, end.reason),
            }
        }
    }
    Ok(products)
}

fn photographed(product: &Product) -> PhotoProduct {
    let photo = |candidate: &Candidate| Photo::new(candidate.image.clone(), role(candidate.id.as_str()));
    let photos = product.candidates().iter().map(photo).collect();
    PhotoProduct { sku: product.id().as_str().to_owned(), title: product.title().to_owned(), photos }
}

/// As far as a file's name tells; what says nothing is taken for a view from the front.
fn role(path: &str) -> Role {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let has = |word: &str| name.split(|c: char| !c.is_alphabetic()).any(|part| part == word);
    let known = [(Role::Back, "back"), (Role::Side, "side"), (Role::Top, "top"), (Role::Detail, "detail")];
    known.into_iter().find(|(_, word)| has(word)).map_or(Role::Front, |(role, _)| role)
}
