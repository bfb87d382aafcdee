//! Making a sequence break a rule, and its qualified twin look as if it might.

use super::fault::{can_spoil, spoil};
use super::layout::Layout;
use super::session::Session;
use super::view::View;
use crate::product::Product;
use crate::shot::{Close, Ground, ImageMeta, Photo, Role};
use crate::stream::Stream;

/// What the pictures of a sequence are taken from.
pub(super) struct Studio<'a> {
    pub(super) session: &'a Session<'a>,
    pub(super) layout: &'a Layout,
    /// Another product of the family, where one is needed.
    pub(super) rival: Option<&'a Product>,
    /// From the faintest to the plainest fault.
    pub(super) strengths: [f32; 2],
    /// Whether overlays have a held-out look.
    pub(super) novelty: bool,
}

/// Tries to find a picture that suits; more tries than this are not worth it.
const TRIES: usize = 40;

impl Studio<'_> {
    /// The pictures of the layout, before anything is done to them. Those of a rule about pairs are prepared so that
    /// each of them could be one of a wrong pair.
    pub(super) fn shoot(&self, rule: Option<&str>, stream: &mut Stream) -> Vec<ImageMeta> {
        let mut metas: Vec<ImageMeta> =
            self.layout.views.iter().map(|&view| self.session.take(view)).collect();
        let [first, second] = self.layout.pair;
        match rule {
            Some("P04") => (metas[first].mirrored, metas[second].mirrored) = (false, true),
            Some("P05") if self.is_part_of_whole() => {
                let like = match self.layout.views[first] {
                    View::Hero => View::Other,
                    other => other,
                };
                metas[first].mirrored = false;
                let apart = |meta: &ImageMeta| meta.angle_to(&metas[first]) > 4.0;
                let seen =
                    try_until(|| ImageMeta { mirrored: false, ..self.session.shoot(like, stream) }, apart);
                metas[second] = self.part_seen_as(&seen);
            }
            _ => {}
        }
        metas
    }

    /// Changes the pictures so that they should break `rule`; whether they do is for the reviewer to say.
    pub(super) fn inject(&self, rule: &str, metas: &mut [ImageMeta], stream: &mut Stream) {
        let [first, second] = self.layout.pair;
        match rule {
            "S13" if stream.chance(0.5) => lead_with(metas, |meta| meta.role == Role::Scene),
            "P01" => metas[second] = resaved(&metas[first], stream),
            "P02" => metas[second] = near_copy(&metas[first], stream),
            "P03" => metas[second] = self.similar_view(&metas[first], stream),
            "P04" => metas[second] = ImageMeta { mirrored: true, ..resaved(&metas[first], stream) },
            "P05" => metas[second] = self.same_content(metas, stream),
            "P06" => metas[second] = self.session.in_another_colour(stream).take(self.layout.views[second]),
            "P07" => {
                let Some(rival) = self.rival else { return };
                let colour = metas[first].colour;
                let way = rival.style().colours().position(|other| other == colour);
                let session = self.session.with_product(rival, way.unwrap_or(0));
                metas[second] = session.take(self.layout.views[second]);
            }
            "P08" => self.other_style(&mut metas[second], stream),
            "P09" => {
                let mut session = self.session.clone();
                session.wide = !session.wide;
                metas[second] = session.take(self.layout.views[second]);
            }
            "P10" => {
                let pieces = 1 + (self.session.pieces + stream.below(3) as u32) % 4;
                let mut session = self.session.clone();
                session.pieces = pieces;
                metas[second] = session.take(self.layout.views[second]);
            }
            "M01" => lead_with(metas, |meta| !meta.shows_whole()),
            "M02" => lead_with(metas, |meta| matches!(meta.role, Role::Side | Role::Back | Role::Top)),
            "M04" => self.without(metas, |meta| !meta.shows_whole(), stream),
            "M05" => self.without(metas, ImageMeta::shows_behind, stream),
            _ => self.spoil_one(rule, metas, None, stream),
        }
    }

    /// Spoils one image, but not an image of `spared`.
    pub(super) fn spoil_one(
        &self,
        rule: &str,
        metas: &mut [ImageMeta],
        spared: Option<&[usize]>,
        stream: &mut Stream,
    ) {
        let start = stream.below(metas.len());
        let order = (0..metas.len()).map(|i| (start + i) % metas.len());
        let spared = spared.unwrap_or_default();
        let place = order.into_iter().find(|i| !spared.contains(i) && can_spoil(&metas[*i], rule));
        let [faintest, plainest] = self.strengths;
        if let Some(place) = place {
            spoil(&mut metas[place], rule, stream.range(faintest, plainest), self.novelty, stream);
        }
    }

    fn is_part_of_whole(&self) -> bool {
        let [first, second] = self.layout.pair.map(|i| self.layout.views[i]);
        first.leads() && matches!(second, View::Detail(_))
    }

    /// A part that the front has, seen from where `whole` was seen from.
    fn part_seen_as(&self, whole: &ImageMeta) -> ImageMeta {
        let detail = self.session.take(View::Detail(self.session.frontal_detail()));
        let (azimuth, elevation) = (whole.azimuth, whole.elevation);
        self.session.product().settle(ImageMeta { azimuth, elevation, mirrored: false, ..detail })
    }

    fn same_content(&self, metas: &[ImageMeta], stream: &mut Stream) -> ImageMeta {
        let [first, second] = self.layout.pair;
        match self.layout.views[second] {
            View::Setting(_) => ImageMeta { ground: metas[first].ground.clone(), ..metas[second].clone() },
            _ if self.is_part_of_whole() => self.part_seen_as(&metas[first]),
            _ => {
                let mirrored = metas[first].mirrored;
                let apart = |meta: &ImageMeta| meta.angle_to(&metas[first]) > 3.0;
                let again = || self.session.shoot(self.layout.views[first], stream);
                ImageMeta { mirrored, ..try_until(again, apart) }
            }
        }
    }

    /// A new shot of the same view.
    fn similar_view(&self, meta: &ImageMeta, stream: &mut Stream) -> ImageMeta {
        let view = self.layout.views[self.layout.pair[0]];
        let again = || ImageMeta { mirrored: meta.mirrored, ..self.session.shoot(view, stream) };
        try_until(again, |other| (4.0..22.0).contains(&meta.angle_to(other)))
    }

    /// Another ground, another lamp, or both.
    fn other_style(&self, meta: &mut ImageMeta, stream: &mut Stream) {
        let kind = stream.below(3);
        if kind != 0 {
            meta.lamp = -meta.lamp;
        }
        if kind != 1 {
            let other = |ground: &Ground| self.session.ground.difference(ground) > 0.15;
            meta.ground = try_until(|| Ground::plain(stream), other);
        }
    }

    /// Replaces the images that fit by other views of the whole from the front half.
    fn without(&self, metas: &mut [ImageMeta], fits: impl Fn(&ImageMeta) -> bool, stream: &mut Stream) {
        let mut pool = vec![View::Hero, View::Front, View::Other, View::Side, View::Top, View::Back];
        let views = &self.layout.views;
        pool.retain(|view| view.is_of(self.session.is_flat()) && !views.contains(view));
        stream.shuffle(&mut pool);
        let wrong = |view: &View| fits(&self.session.take(*view));
        pool.retain(|view| !wrong(view));
        for meta in metas.iter_mut().filter(|meta| fits(meta)) {
            if let Some(view) = pool.pop() {
                *meta = self.session.take(view);
            }
        }
    }
}

/// The first result that fits, or the last one made.
fn try_until<T>(mut make: impl FnMut() -> T, fits: impl Fn(&T) -> bool) -> T {
    let mut result = make();
    for _ in 0..TRIES {
        if fits(&result) {
            break;
        }
        result = make();
    }
    result
}

fn lead_with(metas: &mut [ImageMeta], fits: impl Fn(&ImageMeta) -> bool) {
    if let Some(i) = metas.iter().position(fits) {
        metas.swap(0, i);
    }
}

/// The same picture saved once more.
pub(super) fn resaved(meta: &ImageMeta, stream: &mut Stream) -> ImageMeta {
    ImageMeta { photo: meta.photo.resaved(stream), ..meta.clone() }
}

/// The same shot zoomed, moved, brightened or put on another ground, within what any picture may be.
pub(super) fn near_copy(meta: &ImageMeta, stream: &mut Stream) -> ImageMeta {
    let mut copy = resaved(meta, stream);
    match stream.below(4) {
        0 => copy.photo.exposure = another(copy.photo.exposure, Photo::EXPOSURES, 1.05, stream),
        1 => copy.offset[0] -= copy.offset[0].signum() * stream.range(0.02, 0.04),
        2 if copy.ground.is_plain() => {
            let different = |ground: &Ground| copy.ground.difference(ground) > 0.06;
            copy.ground = try_until(|| Ground::plain(stream), different);
        }
        _ => match &mut copy.close {
            Some(Close { zoom, .. }) => *zoom *= if stream.chance(0.5) { 1.06 } else { 1.0 / 1.06 },
            None => copy.scale = another(copy.scale, scales(&copy), 1.04, stream),
        },
    }
    copy
}

/// Of the session that took the picture.
fn scales(meta: &ImageMeta) -> [f32; 2] {
    super::session::scales(meta.role == Role::Scene, meta.scale < 0.5)
}

/// Another value of a range, at least so many times as large or as small.
fn another(value: f32, [from, to]: [f32; 2], ratio: f32, stream: &mut Stream) -> f32 {
    let far = |other: &f32| (other / value).max(value / other) > ratio;
    try_until(|| stream.range(from, to), far)
}
