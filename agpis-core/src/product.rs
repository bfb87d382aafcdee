//! The input of the pipeline: a product with its candidate images I^c and title W^t (§3.1).

use crate::{DropReason, Fate, Image, ImageId, InvalidId, Outcome, ProductId, Reason, Termination, Verdicts};

/// One picture of a product.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its id, unique within the product.
    pub id: ImageId,
    /// Its pixels.
    pub image: Image,
}

/// A product with a title and at least one readable candidate; candidate ids are unique.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    id: ProductId,
    title: String,
    candidates: Vec<Candidate>,
    verdicts: Verdicts,
}

/// The parts do not make a product.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProductError {
    /// An empty product or image id.
    #[error(transparent)]
    Id(#[from] InvalidId),
    /// Two images with one id: results could not be told apart.
    #[error("expected unique image ids, got {image} twice in product {product}")]
    RepeatedImage {
        /// The product.
        product: ProductId,
        /// The id that came twice.
        image: ImageId,
    },
}

impl Product {
    /// Starts a product; add its images in their order.
    ///
    /// # Errors
    /// If `id` is empty.
    pub fn builder(id: impl Into<String>, title: impl Into<String>) -> Result<ProductBuilder, ProductError> {
        Ok(ProductBuilder(Self {
            id: ProductId::new(id.into())?,
            title: title.into(),
            candidates: Vec::new(),
            verdicts: Verdicts::default(),
        }))
    }

    /// Which product.
    #[must_use]
    pub fn id(&self) -> &ProductId {
        &self.id
    }

    /// Its title W^t, possibly empty.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The readable candidates I^c, in input order; never empty.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// What is known of every candidate, unreadable ones included.
    #[must_use]
    pub fn verdicts(&self) -> &Verdicts {
        &self.verdicts
    }

    /// For stages that find something out about an image.
    pub fn verdicts_mut(&mut self) -> &mut Verdicts {
        &mut self.verdicts
    }

    /// Ends this product in `stage` for `reason`, keeping its verdicts.
    #[must_use]
    pub fn terminate(self, stage: impl Into<std::borrow::Cow<'static, str>>, reason: Reason) -> Termination {
        Termination { product: self.id, stage: stage.into(), reason, verdicts: self.verdicts }
    }
}

/// Collects the candidates of a [`Product`] in order.
#[derive(Clone, Debug)]
pub struct ProductBuilder(Product);

impl ProductBuilder {
    /// Adds a readable image.
    ///
    /// # Errors
    /// If `id` is empty or already taken.
    pub fn candidate(mut self, id: impl Into<String>, image: Image) -> Result<Self, ProductError> {
        let id = self.new_id(id)?;
        self.0.verdicts.push(id.clone(), Fate::Kept);
        self.0.candidates.push(Candidate { id, image });
        Ok(self)
    }

    /// Adds an image that could not be read: the product goes on with the others.
    ///
    /// # Errors
    /// If `id` is empty or already taken.
    pub fn unreadable(
        mut self,
        id: impl Into<String>,
        message: impl Into<String>,
    ) -> Result<Self, ProductError> {
        let id = self.new_id(id)?;
        let reason = DropReason::Unreadable { message: message.into() };
        self.0.verdicts.push(id, Fate::Dropped(reason));
        Ok(self)
    }

    /// The product, or a termination by the stage `"Product"` if no candidate can be read.
    pub fn build(self) -> Outcome<Product> {
        let reason = match (self.0.candidates.len(), self.0.verdicts.len()) {
            (0, 0) => Reason::NoCandidates,
            (0, candidates) => Reason::NoReadableImage { candidates },
            _ => return Outcome::Next(self.0),
        };
        Outcome::Terminated(self.0.terminate("Product", reason))
    }

    fn new_id(&self, id: impl Into<String>) -> Result<ImageId, ProductError> {
        let id = ImageId::new(id.into())?;
        match self.0.verdicts.get(&id) {
            None => Ok(id),
            Some(_) => Err(ProductError::RepeatedImage { product: self.0.id.clone(), image: id }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Product, ProductError};
    use crate::testing::grey;
    use crate::{Outcome, Reason};

    fn builder() -> super::ProductBuilder {
        Product::builder("sku", "title").unwrap()
    }

    #[test]
    fn keeps_readable_and_unreadable_images_in_order() {
        let Outcome::Next(product) =
            builder().unreadable("a", "truncated").unwrap().candidate("b", grey(1)).unwrap().build()
        else {
            panic!("one image is readable")
        };
        assert_eq!(product.candidates().len(), 1);
        let ids: Vec<_> = product.verdicts().iter().map(|v| v.image.as_str()).collect();
        assert_eq!(ids, ["a", "b"]);
    }

    #[test]
    fn without_a_readable_image_it_is_terminated() {
        let none = builder().build().terminated().unwrap();
        assert_eq!(none.reason, Reason::NoCandidates);
        let unreadable = builder().unreadable("a", "no such file").unwrap().build().terminated().unwrap();
        assert_eq!(unreadable.reason, Reason::NoReadableImage { candidates: 1 });
        assert_eq!(unreadable.verdicts.len(), 1);
    }

    #[test]
    fn ids_are_unique_and_not_empty() {
        let twice = builder().candidate("a", grey(1)).unwrap().unreadable("a", "x");
        assert!(matches!(twice, Err(ProductError::RepeatedImage { .. })));
        assert!(matches!(builder().candidate("", grey(1)), Err(ProductError::Id(_))));
        assert!(Product::builder("", "t").is_err());
    }
}
