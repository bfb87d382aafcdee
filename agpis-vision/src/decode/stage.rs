//! The stage in front of Figure 2: reads what a catalogue lists.

use std::borrow::Cow;
use std::num::NonZeroU32;

use agpis_core::{
    Error, ErrorKind, Image, ListedImage, Listing, Outcome, Product, ProductError, Stage, Termination,
};
use rayon::prelude::*;

use super::{Alpha, DecodeError, DecodeLimits, Options, source};

const NAME: &str = "Decode";
/// More than the models look at, and 3 MiB a picture instead of 36 MiB for a phone's.
const DEFAULT_MAX_SIDE: NonZeroU32 = NonZeroU32::new(1024).unwrap();

/// Reads and decodes all pictures of a batch, in parallel on rayon's current thread pool.
///
/// A picture that cannot be read or decoded is noted as unreadable, and the product goes on with the
/// others; it is terminated if none is left. Pictures are sized down to 1024 pixels on their longest
/// side right after decoding, and all later coordinates are in pixels of that size.
#[derive(Clone, Copy, Debug)]
pub struct Decode {
    options: Options,
}

impl Default for Decode {
    fn default() -> Self {
        Self::new()
    }
}

impl Decode {
    /// With the default limits.
    #[must_use]
    pub fn new() -> Self {
        Self { options: Options { max_side: Some(DEFAULT_MAX_SIDE), ..Options::default() } }
    }

    /// Other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: DecodeLimits) -> Self {
        self.options.limits = limits;
        self
    }

    /// Another treatment of transparency.
    #[must_use]
    pub fn with_alpha(mut self, alpha: Alpha) -> Self {
        self.options.alpha = alpha;
        self
    }

    /// Another longest side in pixels; `None` keeps every picture in full size.
    #[must_use]
    pub fn with_max_side(mut self, max_side: Option<NonZeroU32>) -> Self {
        self.options.max_side = max_side;
        self
    }

    fn image(&self, listed: &ListedImage) -> Result<Image, DecodeError> {
        let bytes = source::read(&listed.source, &self.options.limits)?;
        self.options.decode(&bytes)
    }

    fn product(&self, listing: &Listing) -> Result<Outcome<Product>, ProductError> {
        let images: Vec<_> = listing.images().par_iter().map(|listed| self.image(listed)).collect();
        let mut product = Product::builder(listing.id().as_str(), listing.title())?;
        for (listed, image) in listing.images().iter().zip(images) {
            let id = listed.id.as_str();
            product = match image {
                Ok(image) => product.candidate(id, image)?,
                Err(error) => product.unreadable(id, error.to_string())?,
            };
        }
        Ok(match product.build() {
            Outcome::Terminated(t) => Outcome::Terminated(Termination { stage: NAME.into(), ..t }),
            next => next,
        })
    }
}

impl Stage for Decode {
    type Input = Listing;
    type Output = Product;

    fn name(&self) -> Cow<'static, str> {
        NAME.into()
    }

    fn run(&self, batch: Vec<Listing>) -> Result<Vec<Outcome<Product>>, Error> {
        let products: Result<Vec<_>, ProductError> = batch.par_iter().map(|l| self.product(l)).collect();
        products.map_err(|e| Error::new(ErrorKind::Contract, "a listing has unique ids").with_source(e))
    }
}
