//! Labelled composites.

use std::sync::Arc;

use agpis_core::Image;

use super::compose::{PhotoShot, compose, proportions};
use super::{Photo, PhotoProduct};
use crate::bench::{can_spoil, spoil};
use crate::product::{Family, Sku};
use crate::rules::{content_fault, table};
use crate::shot::{Close, Ground, ImageMeta, Role};
use crate::stream::{Key, Stream};

/// The share of candidates that are meant to have a fault.
const FAULTY: f32 = 0.4;
/// The share of candidates that are of cut-out products: only those can be pictured anew, and be primary images.
const CUT_OUT: f32 = 0.6;

/// Faults of content that any photograph can be given, and those that only a cut-out can. Outlines and shadows
/// (S10, S14) and drawings (S20) need the shape of a thing, which only renders have.
const ON_ANY: [&str; 11] = ["S01", "S02", "S03", "S04", "S05", "S07", "S08", "S09", "S11", "S12", "S18"];
const ON_CUTOUTS: [&str; 6] = ["S06", "S13", "S15", "S16", "S17", "S19"];
/// Directions that photographs are said to be taken from, all further apart than makes views alike: azimuths by this
/// many degrees, at three elevations.
const APART: f32 = 45.0;
const ELEVATIONS: [f32; 3] = [0.0, 30.0, -30.0];
/// As many as there are directions.
const MOST_PHOTOS: usize = 24;

/// Makes labelled pictures of photographed products; each a pure function of the seed and an index.
#[derive(Clone, Debug)]
pub struct PhotoBench {
    products: Arc<[PhotoProduct]>,
    root: Key,
    size: u32,
}

/// One labelled composite.
#[derive(Clone, Debug, PartialEq)]
pub struct PhotoCandidate {
    /// The picture.
    pub image: Image,
    /// The id of the product.
    pub sku: String,
    /// Equation 1, as far as the photograph's role tells: whether reviewers put such a picture first.
    pub is_primary_like: bool,
    /// Whether its content breaks a single-image rule.
    pub non_compliant: bool,
    /// That rule's id.
    pub rule: Option<&'static str>,
    /// What it shows.
    pub shot: PhotoShot,
}

impl PhotoBench {
    /// The share of sequences to which nothing is done.
    pub const QUALIFIED_SHARE: f64 = 0.71;

    /// Pictures are `size` pixels wide and high. `None` if there is no photograph at all, or `size` is 0;
    /// products without photographs are left out, and of one product all photographs after the 24th.
    #[must_use]
    pub fn new(products: Vec<PhotoProduct>, seed: u64, size: u32) -> Option<Self> {
        let mut products: Vec<_> =
            products.into_iter().filter(|product| !product.photos.is_empty()).collect();
        products.iter_mut().for_each(|product| product.photos.truncate(MOST_PHOTOS));
        let root = Key::new(seed).child("photos", 0);
        (!products.is_empty() && size > 0).then_some(Self { products: products.into(), root, size })
    }

    /// The same pictures in another size; `None` if it is 0.
    #[must_use]
    pub fn with_size(&self, size: u32) -> Option<Self> {
        (size > 0).then(|| Self { size, ..self.clone() })
    }

    /// The products, without those that have no photographs.
    #[must_use]
    pub fn products(&self) -> &[PhotoProduct] {
        &self.products
    }

    /// The candidate with this index.
    #[must_use]
    pub fn candidate(&self, index: u64) -> PhotoCandidate {
        let stream = &mut self.key("candidate", index).stream();
        let number = self.any_product(stream);
        let mut shot = self.any_shot(number, stream);
        if stream.chance(FAULTY) {
            self.spoil_somehow(number, &mut shot, stream);
        }
        let rule = content_fault(&shot.meta).map(|fault| fault.rule);
        PhotoCandidate {
            image: self.picture(&shot),
            sku: self.products[number].sku.clone(),
            is_primary_like: shot.meta.is_primary_like(),
            non_compliant: rule.is_some(),
            rule,
            shot,
        }
    }

    pub(super) fn key(&self, purpose: &str, index: u64) -> Key {
        self.root.child(purpose, index)
    }

    pub(super) fn picture(&self, shot: &PhotoShot) -> Image {
        compose(self.product(shot), shot, self.size)
    }

    /// The product that a shot is of.
    pub(super) fn product(&self, shot: &PhotoShot) -> &PhotoProduct {
        &self.products[shot.meta.sku.seed as usize % self.products.len()]
    }

    pub(super) fn photo(&self, product: usize, photo: usize) -> &Photo {
        &self.products[product].photos[photo]
    }

    /// Any product, more often one of those that are cut out of a photograph.
    fn any_product(&self, stream: &mut Stream) -> usize {
        let is_cut_out = |&number: &usize| self.products[number].photos.iter().any(|p| p.mask.is_some());
        let cut_out: Vec<usize> = (0..self.products.len()).filter(is_cut_out).collect();
        if stream.chance(CUT_OUT) && !cut_out.is_empty() {
            stream.pick(&cut_out)
        } else {
            stream.below(self.products.len())
        }
    }

    /// Any of a product's photographs, the whole or a part, plain or in a setting.
    fn any_shot(&self, product: usize, stream: &mut Stream) -> PhotoShot {
        let photo = stream.below(self.products[product].photos.len());
        let ground = Ground::plain(stream);
        let mut shot = self.shot(product, photo, ground, stream);
        match stream.below(20) {
            0..4 if shot.meta.ground.is_plain() => {
                shot.meta.role = Role::Scene;
                shot.meta.ground = Ground::setting(0, stream);
                shot.meta.scale = stream.range(0.52, 0.75);
            }
            4..8 => close_up(&mut shot.meta, stream),
            _ => {}
        }
        shot
    }

    /// A shot of the whole on this ground, or the photograph as it is if the product is not cut out.
    pub(super) fn shot(
        &self,
        product: usize,
        photo: usize,
        ground: Ground,
        stream: &mut Stream,
    ) -> PhotoShot {
        let source = self.photo(product, photo);
        let cut = source.mask.is_some();
        let scale = stream.range(0.68, 0.9);
        let room = 0.4 * (1.0 - scale);
        let offset = [stream.range(-room, room) * 0.5, stream.range(-room, room) * 0.3];
        // Only to tell products apart: photographs are of no family of the renders.
        let sku = Sku { family: Family::ALL[0], seed: product as u64 };
        let meta = ImageMeta {
            role: if cut { source.role } else { Role::Scene },
            // No angle is known; but no two photographs are the same view.
            azimuth: APART * (photo % 8) as f32,
            elevation: ELEVATIONS[photo / 8 % 3],
            close: (source.role == Role::Detail).then_some(Close { part: photo, zoom: 1.0 }),
            scale,
            offset,
            // What is behind it stays, tidy or not: no rule is to speak of it.
            ground: if cut { ground } else { Ground::setting(0, stream) },
            extent: proportions(source),
            ..ImageMeta::clean(sku, crate::shot::Photo::draw(stream))
        };
        PhotoShot { photo, turn: 0.0, meta }
    }

    pub(super) fn spoil_somehow(&self, product: usize, shot: &mut PhotoShot, stream: &mut Stream) {
        let cut = self.photo(product, shot.photo).mask.is_some();
        let possible = |id: &&str| {
            (ON_ANY.contains(id) || (cut && ON_CUTOUTS.contains(id))) && can_spoil(&shot.meta, id)
        };
        let rules: Vec<&str> = table::ids().filter(possible).collect();
        let rule = rules[stream.weighted(rules.iter().map(|id| table::weight(id) as f32))];
        spoil(&mut shot.meta, rule, stream.range(0.35, 1.0), false, stream);
    }
}

pub(super) fn close_up(meta: &mut ImageMeta, stream: &mut Stream) {
    meta.role = Role::Detail;
    meta.scale = 0.85;
    meta.close = Some(Close { part: stream.below(4), zoom: stream.range(2.0, 2.8) });
}
