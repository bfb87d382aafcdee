//! Names that travel unchanged from the input to the output.

use std::fmt;
use std::sync::Arc;

/// An id must not be empty: it is how a result finds its way back to its product or picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a non-empty id")]
pub struct InvalidId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// # Errors
            /// If `id` is empty.
            pub fn new(id: impl Into<Arc<str>>) -> Result<Self, InvalidId> {
                let id = id.into();
                if id.is_empty() { Err(InvalidId) } else { Ok(Self(id)) }
            }

            /// The id as given.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

id! {
    /// Which product: its SKU, or whatever the catalogue calls it.
    ProductId
}
id! {
    /// Which picture of a product: a path, an address; unique within the product.
    ImageId
}

#[cfg(test)]
mod tests {
    use super::{ImageId, InvalidId, ProductId};

    #[test]
    fn an_id_is_any_text_but_the_empty_one() {
        assert_eq!(ProductId::new(""), Err(InvalidId));
        assert_eq!(ImageId::new("图/1.jpg").unwrap().as_str(), "图/1.jpg");
    }
}
