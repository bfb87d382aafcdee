//! A product as a catalogue lists it, before any picture has been read.

use std::path::PathBuf;
use std::sync::Arc;

use crate::{ImageId, ProductError, ProductId};

/// A product whose pictures are still encoded; image ids are unique. The input of the stage that
/// decodes (`agpis_vision::Decode`), which makes it a [`Product`](crate::Product).
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    id: ProductId,
    title: String,
    images: Vec<ListedImage>,
}

/// One listed picture.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedImage {
    /// Its id, unique within the product.
    pub id: ImageId,
    /// Where its bytes are.
    pub source: ImageSource,
}

/// Where the encoded bytes of a picture are.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ImageSource {
    /// In a file.
    Path(PathBuf),
    /// In memory, such as the body of a request.
    Bytes(Arc<[u8]>),
}

impl Listing {
    /// # Errors
    /// If two images have the same id.
    pub fn new(
        id: ProductId,
        title: impl Into<String>,
        images: Vec<ListedImage>,
    ) -> Result<Self, ProductError> {
        for (i, image) in images.iter().enumerate() {
            if images[..i].iter().any(|earlier| earlier.id == image.id) {
                return Err(ProductError::RepeatedImage { product: id, image: image.id.clone() });
            }
        }
        Ok(Self { id, title: title.into(), images })
    }

    /// Which product.
    #[must_use]
    pub fn id(&self) -> &ProductId {
        &self.id
    }

    /// Its title, possibly empty.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The listed pictures in order, possibly none.
    #[must_use]
    pub fn images(&self) -> &[ListedImage] {
        &self.images
    }
}

#[cfg(test)]
mod tests {
    use super::{ImageSource, ListedImage, Listing};
    use crate::{ImageId, ProductError, ProductId};

    #[test]
    fn image_ids_are_unique() {
        let image =
            |id: &str| ListedImage { id: ImageId::new(id).unwrap(), source: ImageSource::Path(id.into()) };
        let listing = |ids: &[&str]| {
            Listing::new(ProductId::new("sku").unwrap(), "", ids.iter().map(|id| image(id)).collect())
        };
        assert_eq!(listing(&["a", "b"]).unwrap().images().len(), 2);
        assert!(matches!(listing(&["a", "b", "a"]), Err(ProductError::RepeatedImage { .. })));
    }
}
