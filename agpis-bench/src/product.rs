//! Products that never were: a family, a seed, and everything that follows from them.

mod accessory;
mod arrange;
mod bags;
mod clothes;
mod colour;
mod containers;
mod devices;
mod family;
mod footwear;
mod furniture;
mod kitchen;
pub(crate) mod look;
mod material;
mod noise;
mod style;
mod texture;
mod worn;

pub use self::accessory::Accessory;
pub use self::colour::Colour;
pub use self::family::{Family, Need};
pub use self::look::{Motif, Pattern};
pub use self::material::Material;
pub use self::style::Style;

use std::borrow::Cow;

use crate::render::mesh::{Mesh, bounds};
use crate::render::vec3::Vec3;
use crate::shot::ImageMeta;
use crate::stream::Key;

/// Which product: the seed decides its shape, colourways and prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sku {
    /// What kind of thing it is.
    pub family: Family,
    /// Which one of that kind.
    pub seed: u64,
}

impl Sku {
    pub(crate) fn key(self) -> Key {
        Key::new(self.seed).child(self.family.name(), 0)
    }

    /// A readable id such as `mug-00c0ffee00c0ffee`.
    #[must_use]
    pub fn id(self) -> String {
        format!("{}-{:016x}", self.family.name(), self.seed)
    }
}

/// A product that can be drawn.
#[derive(Clone, Debug)]
pub struct Product {
    sku: Sku,
    style: Style,
    mesh: Mesh,
}

impl Product {
    /// Builds the shape; everything follows from the SKU.
    #[must_use]
    pub fn new(sku: Sku) -> Self {
        let mesh = (sku.family.spec().build)(&mut sku.key().child("shape", 0).stream());
        Self { sku, style: Style::of(sku), mesh }
    }

    /// Which product it is.
    #[must_use]
    pub fn sku(&self) -> Sku {
        self.sku
    }

    /// Its colourways, material, pattern and print.
    #[must_use]
    pub fn style(&self) -> &Style {
        &self.style
    }

    /// Names of the parts that a detail picture can show.
    #[must_use]
    pub fn parts(&self) -> Vec<&'static str> {
        self.mesh.names()
    }

    /// The record with the `extent` that its angles, pieces and accessory give.
    #[must_use]
    pub fn settle(&self, meta: ImageMeta) -> ImageMeta {
        let extent = crate::shot::extent(self, &meta);
        ImageMeta { extent, ..meta }
    }

    pub(crate) fn mesh(&self) -> &Mesh {
        &self.mesh
    }

    /// `pieces` of it and an accessory beside the first; the parts of the first keep their names and
    /// places, what else there is has other names.
    pub(crate) fn arranged(&self, pieces: u32, accessory: Option<Accessory>) -> Cow<'_, Mesh> {
        if pieces <= 1 && accessory.is_none() {
            return Cow::Borrowed(&self.mesh);
        }
        Cow::Owned(arrange::arranged(&self.mesh, pieces, accessory))
    }

    /// All parts, each as far as possible from those before it, so that close looks differ.
    pub(crate) fn spread_parts(&self, first: usize) -> Vec<usize> {
        let centres: Vec<Vec3> = self.parts().iter().map(|name| self.centre(Some(name))).collect();
        let mut order = vec![first % centres.len()];
        while order.len() < centres.len() {
            let gap = |part: &usize| {
                let near = order.iter().map(|&other| (centres[*part] - centres[other]).length());
                near.fold(f32::INFINITY, f32::min)
            };
            let left = (0..centres.len()).filter(|part| !order.contains(part));
            order.extend(left.max_by(|a, b| gap(a).total_cmp(&gap(b))));
        }
        order
    }

    /// Azimuth and elevation from which a part is best seen, in degrees.
    pub(crate) fn facing(&self, part: usize) -> [f32; 2] {
        let (low, high) = bounds(self.mesh.points(None));
        let (out, size) = (self.centre(Some(self.parts()[part])) - (low + high) * 0.5, high - low);
        // Of flat things, what is a little behind is quite behind.
        let (x, y, z) = (out.x / size.x, out.y / size.y, out.z / size.z);
        let azimuth = if x.abs().max(z.abs()) > 0.22 { libm::atan2f(x, z).to_degrees() } else { 0.0 };
        [azimuth, if y > 0.35 { 26.0 } else { 12.0 }]
    }

    /// How large a part is, compared with the whole.
    pub(crate) fn share(&self, part: usize) -> f32 {
        let span = |name| {
            let (low, high) = bounds(self.mesh.points(name));
            (high - low).length()
        };
        span(Some(self.parts()[part])) / span(None)
    }

    fn centre(&self, part: Option<&str>) -> Vec3 {
        let (low, high) = bounds(self.mesh.points(part));
        (low + high) * 0.5
    }
}
