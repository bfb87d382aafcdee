//! One photo session: the same product, ground and light, view after view.

use crate::product::Product;
use crate::shot::{Close, Ground, ImageMeta, Photo, Role};
use crate::stream::{Key, Stream};

/// A view that a session can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    Front,
    Hero,
    Side,
    Back,
    Top,
    /// Close looks at different parts.
    Detail(usize),
    /// Views of the whole in a setting, all from different sides.
    Setting(usize),
    /// Views of the whole, near each other but not too near.
    Fan(usize),
}

#[derive(Clone, Debug)]
pub(super) struct Session<'a> {
    key: Key,
    product: &'a Product,
    colourway: usize,
    ground: Ground,
    lamp: f32,
    /// From which side the three-quarter views are taken: 1 or -1.
    hand: f32,
    details: Vec<usize>,
}

impl<'a> Session<'a> {
    pub(super) fn new(product: &'a Product, key: Key) -> Self {
        let stream = &mut key.child("session", 0).stream();
        let colourway = stream.below(product.style().colours().len());
        let ground = Ground::plain(stream);
        let (lamp, hand) = (stream.sign() * stream.range(0.25, 0.8), stream.sign());
        let details = product.spread_parts(stream.bits() as usize);
        Self { key, product, colourway, ground, lamp, hand, details }
    }

    /// Whether the product has no side to speak of.
    pub(super) fn is_flat(&self) -> bool {
        self.product.sku().family.is_flat()
    }

    pub(super) fn colourway(&self) -> usize {
        self.colourway
    }

    /// The same session with the product in another colourway.
    pub(super) fn in_colourway(&self, colourway: usize) -> Self {
        Self { colourway, ..self.clone() }
    }

    /// The same session with another product.
    pub(super) fn with_product<'b>(&self, product: &'b Product, colourway: usize) -> Session<'b> {
        let details = product.spread_parts(self.details[0]);
        Session { product, colourway, details, ground: self.ground.clone(), ..*self }
    }

    /// The picture of a view; the same one whenever it is asked for.
    pub(super) fn take(&self, view: View) -> ImageMeta {
        let (name, number) = view.name();
        let stream = &mut self.key.child(name, number as u64).stream();
        let (role, [azimuth, elevation]) = (view.role(), self.angles(view, stream));
        let staged = role == Role::Scene;
        let scale = if staged { stream.range(0.52, 0.75) } else { stream.range(0.68, 0.9) };
        let room = 0.4 * (1.0 - scale);
        let offset = [
            stream.range(-room, room) * 0.5,
            stream.range(-room, room) * 0.3 + if staged { 0.06 } else { 0.0 },
        ];
        let meta = ImageMeta {
            sku: self.product.sku(),
            colourway: self.colourway,
            colour: self.product.style().colourways[self.colourway].colour,
            role,
            azimuth,
            elevation,
            close: None,
            scale,
            offset,
            // So that a mirrored picture alone gives nothing away.
            mirrored: matches!(role, Role::Hero | Role::Side | Role::Detail) && stream.chance(0.1),
            ground: if staged { Ground::setting(0, stream) } else { self.ground.clone() },
            lamp: self.lamp,
            collage: None,
            overlays: Vec::new(),
            blur: None,
            photo: Photo::draw(stream),
        };
        match view {
            View::Detail(i) => self.close_up(meta, self.details[i % self.details.len()]),
            _ => meta,
        }
    }

    /// Azimuth and elevation in degrees.
    fn angles(&self, view: View, stream: &mut Stream) -> [f32; 2] {
        let mut around = |middle: f32, spread: f32| stream.range(middle - spread, middle + spread);
        let hand = self.hand;
        match view {
            View::Front => [around(0.0, 6.0), around(11.0, 5.0)],
            View::Hero => [hand * around(42.0, 7.0), around(17.0, 5.0)],
            View::Side => [hand * around(85.0, 8.0), around(11.0, 5.0)],
            View::Back => [around(180.0, 20.0), around(12.0, 6.0)],
            View::Top => [hand * around(15.0, 15.0), around(70.0, 6.0)],
            View::Detail(_) => [0.0, 0.0],
            View::Setting(i) => [
                hand * [-46.0, 15.0, 140.0, 195.0, -105.0, 75.0][i % 6] + around(0.0, 5.0),
                around(14.0, 4.0),
            ],
            View::Fan(i) => [hand * [0.0, 31.0, -31.0][i % 3] + around(0.0, 1.5), around(12.0, 1.5)],
        }
    }

    fn close_up(&self, meta: ImageMeta, part: usize) -> ImageMeta {
        let stream = &mut self.key.child("close", part as u64).stream();
        let [azimuth, elevation] = self.product.facing(part);
        let turn = self.hand * stream.range(5.0, 30.0);
        let zoom = (0.75 / self.product.share(part)).clamp(2.0, 3.0) * stream.range(0.95, 1.1);
        ImageMeta {
            azimuth: azimuth + turn,
            elevation: elevation + stream.range(-4.0, 6.0),
            close: Some(Close { part, zoom }),
            scale: 0.85,
            ..meta
        }
    }
}

impl View {
    /// The view to take instead of a flat thing that has neither side nor top.
    pub(super) fn of_thing(self, flat: bool) -> Self {
        if flat && matches!(self, Self::Side | Self::Top) { Self::Back } else { self }
    }

    fn role(self) -> Role {
        match self {
            Self::Front | Self::Fan(0) => Role::Front,
            Self::Hero | Self::Fan(_) => Role::Hero,
            Self::Side => Role::Side,
            Self::Back => Role::Back,
            Self::Top => Role::Top,
            Self::Detail(_) => Role::Detail,
            Self::Setting(_) => Role::Scene,
        }
    }

    fn name(self) -> (&'static str, usize) {
        match self {
            Self::Front => ("front", 0),
            Self::Hero => ("hero", 0),
            Self::Side => ("side", 0),
            Self::Back => ("back", 0),
            Self::Top => ("top", 0),
            Self::Detail(i) => ("detail", i),
            Self::Setting(i) => ("setting", i),
            Self::Fan(i) => ("fan", i),
        }
    }
}
