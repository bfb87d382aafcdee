//! The products of a catalogue, decoded, all in memory: for programs that look at some of them.

use std::error::Error;
use std::path::Path;

use agpis::vision::Decode;
use agpis::{Outcome, Product, Stage};
use agpis_io::{Catalog, CatalogOptions};

/// The first `most` products of `input` that have a picture; what cannot be used is told on stderr.
pub(crate) fn read(
    input: &Path,
    most: usize,
    allow_outside: bool,
    decode: &Decode,
) -> Result<Vec<Product>, Box<dyn Error>> {
    let options = CatalogOptions::default().with_allow_outside(allow_outside);
    let mut products = Vec::new();
    for item in Catalog::open_with(input, options)? {
        if products.len() == most {
            break;
        }
        let listing = match item.listing {
            Ok(listing) => listing,
            Err(error) => {
                eprintln!("warning: {}: {error}", item.place);
                continue;
            }
        };
        for outcome in decode.run(vec![listing])? {
            match outcome {
                Outcome::Next(product) => products.push(warned(product)),
                Outcome::Terminated(end) => eprintln!("warning: {}: {}", end.product, end.reason),
            }
        }
    }
    if products.is_empty() {
        return Err(format!("{}: expected products with pictures, got none", input.display()).into());
    }
    Ok(products)
}

fn warned(product: Product) -> Product {
    let unreadable = product.verdicts().len() - product.candidates().len();
    if unreadable > 0 {
        eprintln!("warning: {}: pictures that cannot be read, left out: {unreadable}", product.id());
    }
    product
}
