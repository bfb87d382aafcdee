//! What a system makes of drawn products, and what is said of it.

use std::error::Error;
use std::ops::Range;

use agpis::core::{BoxStage, Selection};
use agpis::{Assessment, Outcome, Product, Stage};
use agpis_bench::{Bench, ShopProduct, Split, review};
use agpis_eval::{Level, Offer, SystemError};
use rayon::prelude::*;

use crate::progress;
use crate::system::{Errors, System};

/// Products that are in memory at a time.
const CHUNK: u64 = 64;

/// One entry a product, nothing where there is no sequence: as the reviewer sees it, who errs, and as it is.
#[derive(Default)]
pub(crate) struct Offers {
    reviewer: Vec<Option<Offer>>,
    oracle: Vec<Option<Offer>>,
}

/// The indices of a sequence's images, and p^t.
type Chosen = (Vec<usize>, f64);

impl Offers {
    /// Of the first `count` test products, with every one of `seconds` behind the same first stage.
    pub(crate) fn of_pipelines(
        bench: &Bench,
        first: &BoxStage<Product, Selection>,
        seconds: &[BoxStage<Selection, Assessment>],
        count: u64,
    ) -> Result<Vec<Self>, Box<dyn Error>> {
        let mut all: Vec<Self> = seconds.iter().map(|_| Self::default()).collect();
        let bar = progress::bar(Some(count as usize), "products");
        for start in (0..count).step_by(CHUNK as usize) {
            let shop = shop(bench, start..(start + CHUNK).min(count));
            let products = shop.iter().zip(start..).map(|(product, index)| candidates(product, index));
            let selections = first.run(products.collect::<Result<_, _>>()?)?;
            for (offers, second) in all.iter_mut().zip(seconds) {
                for (product, chosen) in shop.iter().zip(chosen(second, &selections)?) {
                    offers.add(bench, product, chosen);
                }
            }
            bar.inc(shop.len() as u64);
        }
        bar.finish_and_clear();
        Ok(all)
    }

    /// Of the same products, if all classifiers of the first stage were right; p is 1.
    pub(crate) fn faultless(bench: &Bench, count: u64) -> Self {
        let mut offers = Self::default();
        for start in (0..count).step_by(CHUNK as usize) {
            for product in shop(bench, start..(start + CHUNK).min(count)) {
                let chosen = bench.faultless_selection(&product).map(|images| (images, 1.0));
                offers.add(bench, &product, chosen);
            }
        }
        offers
    }

    fn add(&mut self, bench: &Bench, product: &ShopProduct, chosen: Option<Chosen>) {
        let offer = |accepted: &dyn Fn(&[usize]) -> bool| {
            chosen.as_ref().map(|(images, p)| Offer { p: *p, accepted: accepted(images) })
        };
        self.reviewer.push(offer(&|images| bench.review_selection(product, images).violations.is_empty()));
        let is_good = |images: &[usize]| {
            let metas: Vec<_> = images.iter().map(|&i| product.metas[i].clone()).collect();
            review(&metas, &product.title).is_empty()
        };
        self.oracle.push(offer(&is_good));
    }

    /// By the reviewer and by the oracle; `baseline` is what the first stage draws.
    pub(crate) fn systems(
        &self,
        name: &'static str,
        baseline: &Self,
        thresholds: &[f64],
        level: Level,
    ) -> Result<[System; 2], SystemError> {
        let (reviewer, oracle) = ([&*self.reviewer, &*baseline.reviewer], [&*self.oracle, &*baseline.oracle]);
        Ok([
            System::new(name, "the reviewer", reviewer, thresholds, level)?,
            System::new(name, "the oracle", oracle, thresholds, level)?,
        ])
    }

    pub(crate) fn errors(&self, name: &'static str) -> Errors {
        Errors::new(name, &self.reviewer, &self.oracle)
    }
}

fn shop(bench: &Bench, indices: Range<u64>) -> Vec<ShopProduct> {
    indices.into_par_iter().map(|index| bench.shop_product(Split::Test, index)).collect()
}

/// One entry for every product that the first stage was given.
fn chosen(
    second: &BoxStage<Selection, Assessment>,
    selections: &[Outcome<Selection>],
) -> Result<Vec<Option<Chosen>>, Box<dyn Error>> {
    let going_on = selections.iter().filter_map(|outcome| outcome.clone().next()).collect();
    let mut outcomes = second.run(going_on)?.into_iter();
    let mut choose = |selection: &Outcome<Selection>| match selection {
        Outcome::Terminated(_) => Ok(None),
        Outcome::Next(_) => {
            outcomes.next().and_then(Outcome::next).map(|assessment| places(&assessment)).transpose()
        }
    };
    selections.iter().map(&mut choose).collect()
}

/// With the number of the listing: a shop may list a product twice.
fn candidates(shop: &ShopProduct, index: u64) -> Result<Product, Box<dyn Error>> {
    let mut product = Product::builder(format!("{}-{index}", shop.sku), &*shop.title.text)?;
    for (place, image) in shop.images.iter().enumerate() {
        product = product.candidate(place.to_string(), image.clone())?;
    }
    match product.build() {
        Outcome::Next(product) => Ok(product),
        Outcome::Terminated(end) => Err(format!("{}: {}", end.product, end.reason).into()),
    }
}

fn places(assessment: &Assessment) -> Result<Chosen, Box<dyn Error>> {
    let images = assessment.sequence().images().iter();
    let places = images.map(|image| image.id.as_str().parse()).collect::<Result<_, _>>()?;
    Ok((places, f64::from(assessment.p_qualified().get())))
}
