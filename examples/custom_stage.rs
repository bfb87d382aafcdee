//! Your own stage between two of the paper's: `cargo run --release --example custom_stage`.
//!
//! This one stops a product when most of its pictures turned out to be non-compliant: a shop that sends
//! such pictures should rather be called than have its best three picked. It stands between
//! single-image and image-pair recognition, so such products cost no pair comparisons.

// A program talks to its user.
#![allow(clippy::print_stdout)]

use std::error::Error;

use agpis::core::{Reason, Screened, stage_fn};
use agpis::{Agpis, Device, Options, Outcome, Stage, StageExt};
use agpis_io::Catalog;

const PRODUCTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/products");
const BUNDLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bundle/default");

/// The stage: from one box of Figure 2 to the same box, or to the end with a reason.
fn mostly_compliant() -> impl Stage<Input = Screened, Output = Screened> {
    stage_fn("MostlyCompliant", |screened: Screened| {
        let (kept, all) = (screened.kept().len(), screened.product().candidates().len());
        if 2 * kept >= all {
            return Ok(Outcome::Next(screened));
        }
        let message = format!("only {kept} of {all} pictures are compliant: talk to the shop");
        let reason = Reason::Other { code: "mostly_non_compliant".into(), message };
        Ok(Outcome::Terminated(screened.product().clone().terminate("MostlyCompliant", reason)))
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let input = arguments.next().unwrap_or_else(|| PRODUCTS.to_owned());
    let model = arguments.next().unwrap_or_else(|| BUNDLE.to_owned());

    let agpis = Agpis::open(model, &Device::flex())?;
    let options = Options::default();
    let pipeline = agpis
        .decode()
        .then(agpis.single_image(&options)?)
        .then(mostly_compliant())
        .then(agpis.image_pair(&options)?)
        .then(agpis.assemble(&options)?)
        .then(agpis.assess(&options));

    for item in Catalog::open(input)? {
        match pipeline.run_one(item.listing?)? {
            Outcome::Next(assessment) => {
                let sequence = assessment.sequence();
                let images: Vec<&str> = sequence.images().iter().map(|image| image.id.as_str()).collect();
                println!(
                    "{}: {} with p = {:.3}",
                    sequence.product(),
                    images.join(", "),
                    assessment.p_qualified()
                );
            }
            Outcome::Terminated(end) => println!("{}: ended in {}: {}", end.product, end.stage, end.reason),
        }
    }
    Ok(())
}
