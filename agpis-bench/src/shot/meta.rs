//! The record of a picture: everything that decides its pixels, and so everything a rule can ask.

use super::{Blur, Collage, Ground, Overlay, Photo};
use crate::product::{Colour, Sku};

/// What a picture is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The whole product from three quarters.
    Hero,
    /// The whole product from the front.
    Front,
    /// The whole product from one side.
    Side,
    /// The whole product from behind.
    Back,
    /// The whole product from above.
    Top,
    /// A part of it, closely.
    Detail,
    /// The whole product in a setting.
    Scene,
}

impl Role {
    /// Whether a reviewer puts such a picture first.
    #[must_use]
    pub fn leads(self) -> bool {
        matches!(self, Self::Hero | Self::Front)
    }
}

/// A close look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Close {
    /// Index into [`Product::parts`](crate::Product::parts).
    pub part: usize,
    /// How much larger than in a view of the whole.
    pub zoom: f32,
}

/// What a picture shows and how. Lengths are fractions of the picture's side, angles are degrees.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageMeta {
    /// Which product.
    pub sku: Sku,
    /// Which of the style's colourways.
    pub colourway: usize,
    /// The word for that colourway.
    pub colour: Colour,
    /// What the picture is for.
    pub role: Role,
    /// 0 is the front, 90 the product's own left side, 180 the back.
    pub azimuth: f32,
    /// 0 is level, 90 from above.
    pub elevation: f32,
    /// A part instead of the whole.
    pub close: Option<Close>,
    /// The longer side of the whole product.
    pub scale: f32,
    /// How far its middle is from the picture's.
    pub offset: [f32; 2],
    /// Flipped left to right.
    pub mirrored: bool,
    /// What is behind.
    pub ground: Ground,
    /// How far the lamp is to the right, in camera heights; negative is left.
    pub lamp: f32,
    /// Several shots in one.
    pub collage: Option<Collage>,
    /// What is drawn over the picture.
    pub overlays: Vec<Overlay>,
    /// Unsharpness beyond that of any photograph.
    pub blur: Option<Blur>,
    /// Camera and file: on clean and faulty pictures alike.
    pub photo: Photo,
}

impl ImageMeta {
    /// Whether the whole product is in the picture.
    #[must_use]
    pub fn shows_whole(&self) -> bool {
        self.close.is_none()
    }

    /// Equation 1: what the sequences of reviewers have first is the whole product, from the front or
    /// three quarters, on a plain ground, without a fault.
    #[must_use]
    pub fn is_primary_like(&self) -> bool {
        self.role.leads()
            && self.shows_whole()
            && self.ground.is_plain()
            && crate::rules::content_fault(self).is_none()
    }

    /// The angle between the directions from which two pictures look, in degrees.
    #[must_use]
    pub fn angle_to(&self, other: &Self) -> f32 {
        let direction = |meta: &Self| {
            let azimuth = if meta.mirrored { -meta.azimuth } else { meta.azimuth };
            let (a, e) = (azimuth.to_radians(), meta.elevation.to_radians());
            let flat = libm::cosf(e);
            [libm::sinf(a) * flat, libm::sinf(e), libm::cosf(a) * flat]
        };
        let (p, q) = (direction(self), direction(other));
        let cosine: f32 = p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
        libm::acosf(cosine.clamp(-1.0, 1.0)).to_degrees()
    }
}
