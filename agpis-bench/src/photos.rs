//! Composites over photographs: the product is cut out of a packshot and pictured anew.
//!
//! Renders are exact but simple; photographs are real but have no record. A photograph on a plain ground
//! whose product is cut out has both: where it stands, how large, on what ground, with which faults.
//! What a photograph cannot tell is the angle from which it was taken, so rules about angles are left to
//! the renders.
//!
//! ```
//! use agpis_bench::photos::{Photo, PhotoBench, PhotoProduct};
//! use agpis_bench::{Bench, BenchConfig, Role, Split};
//!
//! // Any pictures do; here they are drawn.
//! let bench = Bench::new(BenchConfig { image_size: 96, ..BenchConfig::default() });
//! let photos = (0..9).map(|i| Photo::new(bench.candidate(Split::Train, i).image, Role::Front)).collect();
//! let product = PhotoProduct { sku: "cup".into(), title: "A cup".into(), photos };
//! let candidate = PhotoBench::new(vec![product], 1, 64).expect("a photograph").candidate(0);
//! assert_eq!(candidate.non_compliant, candidate.rule.is_some());
//! ```

mod backdrop;
mod bench;
mod compose;
mod lab;
mod layer;
mod mask;
mod pair;
mod place;
mod regions;
mod sequence;

use agpis_core::Image;

pub use self::bench::{PhotoBench, PhotoCandidate};
pub use self::compose::{PhotoShot, compose};
pub use self::mask::{Mask, find_mask};
pub use self::pair::PhotoPair;
pub use self::sequence::PhotoSequence;
use crate::shot::Role;

/// A photograph of a product.
#[derive(Clone, Debug, PartialEq)]
pub struct Photo {
    image: Image,
    mask: Option<Mask>,
    role: Role,
}

/// A product and what was photographed of it.
#[derive(Clone, Debug, PartialEq)]
pub struct PhotoProduct {
    /// Its id.
    pub sku: String,
    /// Its title.
    pub title: String,
    /// The photographs, each from another side or of another part.
    pub photos: Vec<Photo>,
}

impl Photo {
    /// Looks for the product with [`find_mask`]. `role` is what the photograph is for, as far as is known.
    #[must_use]
    pub fn new(image: Image, role: Role) -> Self {
        let mask = find_mask(&image);
        Self { image, mask, role }
    }

    /// With a mask from elsewhere, or none; `None` if it is of another size than the photograph.
    #[must_use]
    pub fn with_mask(image: Image, mask: Option<Mask>, role: Role) -> Option<Self> {
        let size = (image.width(), image.height());
        let fits = mask.as_ref().is_none_or(|mask| (mask.width(), mask.height()) == size);
        fits.then_some(Self { image, mask, role })
    }

    /// The photograph.
    #[must_use]
    pub fn image(&self) -> &Image {
        &self.image
    }

    /// Where the product is; `None` where it cannot be told from its ground.
    #[must_use]
    pub fn mask(&self) -> Option<&Mask> {
        self.mask.as_ref()
    }

    /// What the photograph is for.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }
}
