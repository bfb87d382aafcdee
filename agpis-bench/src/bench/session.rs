//! One photo session: the same product, ground and light, view after view.

use super::view::View;
use crate::product::{Accessory, Product};
use crate::shot::{Close, Ground, ImageMeta, Photo, Role};
use crate::stream::{Key, Stream};

/// Two views of the whole of one session are at least this many degrees apart.
const APART: f32 = 28.0;
/// The share of sessions that leave much room around the product.
const WIDE_SHARE: f32 = 0.15;

/// How much of a picture's side the whole product takes.
pub(super) fn scales(staged: bool, wide: bool) -> [f32; 2] {
    match (staged, wide) {
        (true, _) => [0.52, 0.75],
        (false, false) => [0.7, 0.9],
        (false, true) => [0.44, 0.49],
    }
}

#[derive(Clone, Debug)]
pub(super) struct Session<'a> {
    key: Key,
    product: &'a Product,
    colourway: usize,
    pub(super) ground: Ground,
    pub(super) lamp: f32,
    /// From which side the three-quarter views are taken: 1 or -1.
    hand: f32,
    /// The azimuth of the view from the front.
    front: f32,
    details: Vec<usize>,
    /// Whether the product is small in every picture, with much room around it.
    pub(super) wide: bool,
    pub(super) pieces: u32,
    pub(super) accessory: Option<Accessory>,
}

impl<'a> Session<'a> {
    pub(super) fn new(product: &'a Product, key: Key) -> Self {
        let stream = &mut key.child("session", 0).stream();
        let colourway = stream.below(product.style().colours().len());
        let ground = Ground::plain(stream);
        let (lamp, hand) = (stream.sign() * stream.range(0.25, 0.8), stream.sign());
        let front = stream.range(-8.0, 8.0);
        let details = product.spread_parts(stream.bits() as usize);
        let wide = stream.chance(WIDE_SHARE);
        Self { key, product, colourway, ground, lamp, hand, front, details, wide, pieces: 1, accessory: None }
    }

    pub(super) fn product(&self) -> &'a Product {
        self.product
    }

    /// Whether the product has no side to speak of.
    pub(super) fn is_flat(&self) -> bool {
        self.product.sku().family.is_flat()
    }

    /// The session with the product in another of its colourways.
    pub(super) fn in_another_colour(&self, stream: &mut Stream) -> Self {
        let ways = self.product.style().colours().len();
        Self { colourway: (self.colourway + 1 + stream.below(ways - 1)) % ways, ..self.clone() }
    }

    /// The same session with another product.
    pub(super) fn with_product<'b>(&self, product: &'b Product, colourway: usize) -> Session<'b> {
        let details = product.spread_parts(self.details[0]);
        Session { product, colourway, details, ground: self.ground.clone(), ..*self }
    }

    /// The picture of a view; the same one whenever it is asked for.
    pub(super) fn take(&self, view: View) -> ImageMeta {
        let (name, number) = view.name();
        self.shoot(view, &mut self.key.child(name, number).stream())
    }

    /// A new picture of a view: other angles within what the view allows, another exposure.
    pub(super) fn shoot(&self, view: View, stream: &mut Stream) -> ImageMeta {
        let (role, [azimuth, elevation]) = (view.role(), self.angles(view, stream));
        let staged = role == Role::Scene;
        let [least, most] = scales(staged, self.wide);
        let scale = stream.range(least, most);
        let room = 0.4 * (1.0 - scale.max(0.68));
        let offset = [
            stream.range(-room, room) * 0.5,
            stream.range(-room, room) * 0.3 + if staged { 0.06 } else { 0.0 },
        ];
        let meta = ImageMeta {
            colourway: self.colourway,
            colour: self.product.style().colourways[self.colourway].colour,
            role,
            azimuth,
            elevation,
            roll: stream.range(-2.0, 2.0),
            pieces: self.pieces,
            accessory: self.accessory,
            scale,
            offset,
            // So that a mirrored picture alone gives nothing away.
            mirrored: matches!(role, Role::Hero | Role::Side | Role::Detail) && stream.chance(0.1),
            ground: if staged { Ground::setting(0, stream) } else { self.ground.clone() },
            lamp: self.lamp,
            ..ImageMeta::clean(self.product.sku(), Photo::draw(stream))
        };
        let meta = match view {
            View::Detail(i) => self.close_up(meta, self.details[i % self.details.len()], stream),
            _ => meta,
        };
        self.product.settle(meta)
    }

    /// Azimuth and elevation in degrees.
    fn angles(&self, view: View, stream: &mut Stream) -> [f32; 2] {
        let mut around = |middle: f32, spread: f32| stream.range(middle - spread, middle + spread);
        let hand = self.hand;
        match view {
            View::Front => [self.front, around(11.0, 5.0)],
            View::Hero | View::Other => {
                let hand = if view == View::Hero { hand } else { -hand };
                let nearest = APART + (hand * self.front).max(0.0);
                [hand * around((nearest + 56.0) / 2.0, (56.0 - nearest) / 2.0), around(15.0, 5.0)]
            }
            View::Side => [hand * around(93.0, 8.0), around(11.0, 5.0)],
            View::Back => [around(180.0, 22.0), around(12.0, 6.0)],
            View::Top => [hand * around(15.0, 15.0), around(70.0, 6.0)],
            View::Detail(_) => [0.0, 0.0],
            View::Setting(i) => [
                hand * [-40.0, 22.0, 140.0, 195.0, -105.0, 75.0][i % 6] + around(0.0, 5.0),
                around(14.0, 4.0),
            ],
            View::Fan(i) => [hand * [0.0, 31.0, -31.0][i % 3] + around(0.0, 1.5), around(12.0, 1.5)],
        }
    }

    fn close_up(&self, meta: ImageMeta, part: usize, stream: &mut Stream) -> ImageMeta {
        let [azimuth, elevation] = self.product.facing(part);
        let turn = self.hand * stream.range(5.0, 30.0);
        let zoom = (0.75 / self.product.share(part)).clamp(1.6, 2.5) * stream.range(0.95, 1.1);
        ImageMeta {
            azimuth: azimuth + turn,
            elevation: elevation + stream.range(-4.0, 6.0),
            close: Some(Close { part, zoom }),
            scale: 0.85,
            // A close look is at one piece.
            pieces: 1,
            accessory: None,
            ..meta
        }
    }

    /// A number of a detail whose part is seen from the front.
    pub(super) fn frontal_detail(&self) -> usize {
        let frontal = |&i: &usize| self.product.facing(self.details[i])[0].abs() < 40.0;
        (0..self.details.len()).find(frontal).unwrap_or(0)
    }
}
