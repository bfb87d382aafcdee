//! Making a sequence break a rule.

use super::fault::spoil;
use super::session::{Session, View};
use crate::product::Product;
use crate::shot::{ImageMeta, Role};
use crate::stream::Stream;

/// What the pictures of a sequence are taken from.
pub(super) struct Studio<'a> {
    pub(super) session: &'a Session<'a>,
    pub(super) views: &'a [View],
    /// Another product of the family, where one is needed.
    pub(super) rival: Option<&'a Product>,
    pub(super) colourways: usize,
}

/// Changes the pictures so that they should break `rule`; whether they do is for the reviewer to say.
pub(super) fn inject(rule: &str, metas: &mut [ImageMeta], studio: &Studio, stream: &mut Stream) {
    match rule {
        "S13" if stream.chance(0.5) => lead_with(metas, |meta| meta.role == Role::Scene),
        "S15" => {
            let whole = |meta: &ImageMeta| meta.shows_whole() && meta.role != Role::Scene;
            let whole: Vec<usize> = (0..metas.len()).filter(|&i| whole(&metas[i])).collect();
            // The first image of a qualified sequence is one of them.
            spoil(&mut metas[stream.pick(&whole)], rule, stream);
        }
        "P06" => {
            let i = stream.below(metas.len());
            let other =
                (studio.session.colourway() + 1 + stream.below(studio.colourways - 1)) % studio.colourways;
            metas[i] = studio.session.in_colourway(other).take(studio.views[i]);
        }
        "P07" => {
            let Some(rival) = studio.rival else { return };
            let i = stream.below(metas.len());
            let colourway = stream.below(rival.style().colours().len());
            metas[i] = studio.session.with_product(rival, colourway).take(studio.views[i]);
        }
        "P01" | "P02" | "P03" | "P04" => repeat(rule, metas, stream),
        "M01" => lead_with(metas, |meta| !meta.shows_whole()),
        "M02" => lead_with(metas, |meta| matches!(meta.role, Role::Side | Role::Back | Role::Top)),
        _ => {
            let i = stream.below(metas.len());
            spoil(&mut metas[i], rule, stream);
        }
    }
}

fn lead_with(metas: &mut [ImageMeta], fits: impl Fn(&ImageMeta) -> bool) {
    if let Some(i) = metas.iter().position(fits) {
        metas.swap(0, i);
    }
}

/// Replaces an image other than the first by some copy of another one.
fn repeat(rule: &str, metas: &mut [ImageMeta], stream: &mut Stream) {
    let fits = |meta: &ImageMeta| match rule {
        "P03" => meta.shows_whole() && meta.role != Role::Top,
        "P04" => matches!(meta.role, Role::Hero | Role::Side | Role::Detail),
        _ => true,
    };
    let to = 1 + stream.below(metas.len() - 1);
    let mut sources: Vec<usize> = (0..metas.len()).filter(|&from| from != to && fits(&metas[from])).collect();
    if sources.is_empty() {
        return;
    }
    // Else a view from the front in a later place would give the copy away by itself.
    if sources.len() > 1 && sources[0] == 0 && stream.chance(0.6) {
        sources.remove(0);
    }
    let from = stream.pick(&sources);
    let copy = metas[from].clone();
    metas[to] = match rule {
        "P01" => ImageMeta { photo: copy.photo.resaved(stream), ..copy },
        "P02" => near_copy(copy, stream),
        "P03" => similar_view(copy, stream),
        _ => ImageMeta { mirrored: !copy.mirrored, photo: copy.photo.resaved(stream), ..copy },
    };
}

/// The same shot zoomed, moved or brightened a little, and saved again.
pub(super) fn near_copy(meta: ImageMeta, stream: &mut Stream) -> ImageMeta {
    let mut copy = ImageMeta { photo: meta.photo.resaved(stream), ..meta };
    let zoom = if copy.scale > 0.8 { stream.range(0.84, 0.94) } else { stream.range(1.06, 1.18) };
    match stream.below(3) {
        0 => copy.photo.exposure *= 1.0 + stream.sign() * stream.range(0.06, 0.12),
        1 => copy.offset = copy.offset.map(|v| v + stream.sign() * stream.range(0.02, 0.05)),
        _ => {}
    }
    match &mut copy.close {
        Some(close) => close.zoom *= zoom,
        None => copy.scale *= zoom,
    }
    copy
}

/// A new shot from nearly the same angle.
fn similar_view(meta: ImageMeta, stream: &mut Stream) -> ImageMeta {
    let turn = stream.sign() * stream.range(9.0, 19.0);
    let offset = meta.offset.map(|v| v + stream.range(-0.02, 0.02));
    let scale = (meta.scale * stream.range(0.92, 1.06)).min(0.92);
    let photo = crate::shot::Photo::draw(stream);
    ImageMeta { azimuth: meta.azimuth + turn, offset, scale, photo, ..meta }
}
