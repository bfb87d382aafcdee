//! Pairs of pictures, some of which share content.

use agpis_core::Image;

use super::bench::{PhotoBench, close_up};
use super::compose::{PhotoShot, proportions};
use super::place::Place;
use crate::shot::Ground;
use crate::stream::Stream;

/// Two pictures, and whether the second one shows again what the first one does.
#[derive(Clone, Debug, PartialEq)]
pub struct PhotoPair {
    /// The pictures.
    pub images: [Image; 2],
    /// Ids of their products.
    pub skus: [String; 2],
    /// Where the shared content is, `[x, y, width, height]` in fractions of the sides; `None` if there is none.
    pub boxes: Option<[[f32; 4]; 2]>,
    /// What they show.
    pub shots: [PhotoShot; 2],
}

impl PhotoPair {
    /// Whether they share content.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        self.boxes.is_some()
    }
}

impl PhotoBench {
    /// The pair with this index. One half of them are of one photograph: saved again, moved, zoomed, on
    /// another ground, or a part of it. The others are of different photographs, of one product if it has
    /// several and else of two, or, if there is only one photograph, of one after all.
    #[must_use]
    pub fn pair(&self, index: u64) -> PhotoPair {
        let stream = &mut self.key("pair", index).stream();
        let number = stream.below(self.products().len());
        let photo = stream.below(self.products()[number].photos.len());
        let ground = Ground::plain(stream);
        let first = self.shot(number, photo, ground.clone(), stream);
        let other = if stream.chance(0.5) { None } else { self.another(number, photo, stream) };
        let second = match other {
            Some((product, photo)) => self.shot(product, photo, ground, stream),
            None if stream.chance(0.25) => {
                let mut part = self.saved_again(&first, stream);
                close_up(&mut part.meta, stream);
                part
            }
            None => self.near_copy(number, &first, stream),
        };
        let boxes = other.is_none().then(|| self.shared(number, [&first, &second]));
        let shots = [first, second];
        PhotoPair {
            images: [0, 1].map(|i| self.picture(&shots[i])),
            skus: [0, 1].map(|i| self.product(&shots[i]).sku.clone()),
            boxes,
            shots,
        }
    }

    /// Another photograph: of the same product in half of the cases where it has several.
    fn another(&self, product: usize, photo: usize, stream: &mut Stream) -> Option<(usize, usize)> {
        let (products, photos) = (self.products().len(), self.products()[product].photos.len());
        let same = stream.chance(0.5);
        if photos > 1 && (same || products == 1) {
            return Some((product, (photo + 1 + stream.below(photos - 1)) % photos));
        }
        let other = (product + 1 + stream.below((products - 1).max(1))) % products;
        (products > 1).then(|| (other, stream.below(self.products()[other].photos.len())))
    }

    /// The same shot, but for brightness, place, size or ground.
    pub(super) fn near_copy(&self, product: usize, shot: &PhotoShot, stream: &mut Stream) -> PhotoShot {
        let mut copy = self.saved_again(shot, stream);
        let cut = self.photo(product, shot.photo).mask.is_some();
        match stream.below(4) {
            1 if cut => {
                copy.meta.offset = copy.meta.offset.map(|v| v + stream.sign() * stream.range(0.02, 0.06))
            }
            2 if cut => copy.meta.scale *= stream.range(0.8, 0.93),
            3 if cut => copy.meta.ground = another_ground(&copy.meta.ground, stream),
            _ => copy.meta.photo.exposure *= 1.0 + stream.sign() * stream.range(0.06, 0.12),
        }
        copy
    }

    pub(super) fn saved_again(&self, shot: &PhotoShot, stream: &mut Stream) -> PhotoShot {
        let mut copy = shot.clone();
        copy.meta.photo = copy.meta.photo.resaved(stream);
        copy
    }

    /// Where both pictures show the same part of the product, or of a photograph that is not cut out.
    fn shared(&self, product: usize, shots: [&PhotoShot; 2]) -> [[f32; 4]; 2] {
        let photo = self.photo(product, shots[0].photo);
        let [w, h] = proportions(photo);
        let places = shots.map(|shot| match &photo.mask {
            Some(_) => Place::all(&shot.meta, [w, h])[0],
            None => Place::whole(&shot.meta),
        });
        let part = places.iter().fold([-w / 2.0, -h / 2.0, w / 2.0, h / 2.0], |[l, t, r, b], place| {
            let seen = place.seen();
            [l.max(seen[0]), t.max(seen[1]), r.min(seen[2]), b.min(seen[3])]
        });
        [0, 1].map(|i| {
            let [left, top, right, bottom] = places[i].area(part).map(|v| v.clamp(0.0, 1.0));
            let from = if shots[i].meta.mirrored { 1.0 - right } else { left };
            [from, top, right - left, bottom - top]
        })
    }
}

/// A setting behind what stood on a plain ground, and the other way round.
fn another_ground(ground: &Ground, stream: &mut Stream) -> Ground {
    if ground.is_plain() { Ground::setting(0, stream) } else { Ground::plain(stream) }
}
