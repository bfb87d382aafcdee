//! The record of a picture: everything that decides its pixels, and so everything a rule can ask.

use super::{Blur, Collage, Cutout, Damage, Extra, Ground, Overlay, Photo, Rendition, Shadow, Tint};
use crate::product::{Accessory, Colour, Sku};

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
    /// How far the camera is rolled: degrees by which the product leans clockwise.
    pub roll: f32,
    /// How many pieces of the product stand side by side.
    pub pieces: u32,
    /// What lies beside the product and is sold with it, or so the picture says.
    pub accessory: Option<Accessory>,
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
    /// What the product casts on its ground.
    pub shadow: Shadow,
    /// A photograph, or something in its place.
    pub rendition: Rendition,
    /// How the product was badly cut out of its old ground.
    pub cutout: Option<Cutout>,
    /// Unrelated things in the picture, tags and packaging.
    pub extras: Vec<Extra>,
    /// Several shots in one.
    pub collage: Option<Collage>,
    /// What is drawn over the picture.
    pub overlays: Vec<Overlay>,
    /// Unsharpness beyond that of any photograph.
    pub blur: Option<Blur>,
    /// The share of the side's pixels that the picture had before it was scaled up; 1 for all.
    pub resolution: f32,
    /// A colour that lies over everything.
    pub tint: Option<Tint>,
    /// What else went wrong.
    pub damage: Option<Damage>,
    /// Camera and file: on clean and faulty pictures alike.
    pub photo: Photo,
    /// Width and height of what is shown whole, the longer one 1: with `scale`, `offset` and `roll` it
    /// tells where the product is. [`Product::settle`](crate::Product::settle) sets it.
    pub extent: [f32; 2],
}

impl ImageMeta {
    /// The whole product from the front, upright and alone on white, with nothing wrong.
    #[must_use]
    pub fn clean(sku: Sku, photo: Photo) -> Self {
        Self {
            sku,
            colourway: 0,
            colour: Colour::ALL[0],
            role: Role::Front,
            azimuth: 0.0,
            elevation: 12.0,
            roll: 0.0,
            pieces: 1,
            accessory: None,
            close: None,
            scale: 0.8,
            offset: [0.0; 2],
            mirrored: false,
            ground: Ground::Plain([1.0; 3]),
            lamp: 0.0,
            shadow: Shadow::Soft,
            rendition: Rendition::Photo,
            cutout: None,
            extras: Vec::new(),
            collage: None,
            overlays: Vec::new(),
            blur: None,
            resolution: 1.0,
            tint: None,
            damage: None,
            photo,
            extent: [1.0; 2],
        }
    }

    /// Whether the whole product is in the picture.
    #[must_use]
    pub fn shows_whole(&self) -> bool {
        self.close.is_none()
    }

    /// Whether it shows the whole from behind.
    #[must_use]
    pub fn shows_behind(&self) -> bool {
        self.shows_whole() && (self.azimuth.rem_euclid(360.0) - 180.0).abs() < 50.0
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
