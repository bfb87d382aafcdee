//! What one image is enough to see.

use super::review::{Case, Violation};
use crate::shot::{Blur, Collage, Emblem, Ground, ImageMeta, Overlay, OverlayKind, Role};

/// Below this share of the picture's side a product is too small.
const SMALLEST: f32 = 0.4;

/// The first fault that an image has wherever it stands in a sequence.
#[must_use]
pub fn content_fault(meta: &ImageMeta) -> Option<Violation> {
    let overlay = meta.overlays.iter().map(of_overlay).next();
    overlay
        .or_else(|| of_collage(meta))
        .or_else(|| of_blur(meta))
        .or_else(|| of_clutter(meta))
        .or_else(|| of_size(meta))
}

pub(super) fn content(case: Case<'_>) -> Option<Violation> {
    let at = |(i, meta)| content_fault(meta).map(|fault| Violation { images: vec![i], ..fault });
    case.images.iter().enumerate().find_map(at)
}

/// A setting is welcome, but not in the first image.
pub(super) fn scene_first(case: Case<'_>) -> Option<Violation> {
    let Ground::Setting { scene, .. } = case.images.first()?.ground else { return None };
    Some(Violation::new("S13", vec![0], scene.words()))
}

fn of_overlay(overlay: &Overlay) -> Violation {
    let (rule, what) = match overlay.kind {
        OverlayKind::TiledMark => ("S01", "tiled text"),
        OverlayKind::DiagonalMark => ("S01", "diagonal text"),
        OverlayKind::Stamp => ("S01", "stamp"),
        OverlayKind::Logo(Emblem::Round) => ("S02", "round"),
        OverlayKind::Logo(Emblem::Shield) => ("S02", "shield"),
        OverlayKind::Logo(Emblem::Text) => ("S02", "text"),
        OverlayKind::Logo(Emblem::Bird) => ("S02", "bird-shaped"),
        OverlayKind::Caption { plate: true } => ("S03", "framed"),
        OverlayKind::Caption { plate: false } => ("S03", "slogan"),
        OverlayKind::Badge { .. } => ("S04", "discount badge"),
        OverlayKind::Banner => ("S04", "promotion strip"),
        OverlayKind::Ribbon => ("S04", "corner ribbon"),
        OverlayKind::Border { lines: 1, .. } => ("S05", "plain"),
        OverlayKind::Border { .. } => ("S05", "double"),
    };
    Violation { cell: Some(overlay.cell()), ..Violation::new(rule, vec![0], what) }
}

fn of_collage(meta: &ImageMeta) -> Option<Violation> {
    let what = match meta.collage.as_ref()? {
        Collage::SideBySide(_) => "two views side by side",
        Collage::Grid(_) => "a four-picture grid",
        Collage::Inset { .. } => "an inset",
    };
    Some(Violation::new("S06", vec![0], what))
}

fn of_blur(meta: &ImageMeta) -> Option<Violation> {
    let what = match meta.blur? {
        Blur::OutOfFocus(_) => "out of focus",
        Blur::Motion(..) => "motion-blurred",
    };
    Some(Violation::new("S08", vec![0], what))
}

fn of_clutter(meta: &ImageMeta) -> Option<Violation> {
    let Ground::Setting { scene, clutter: 1.., .. } = meta.ground else { return None };
    Some(Violation::new("S13", vec![0], format!("loose objects on {}", scene.words())))
}

fn of_size(meta: &ImageMeta) -> Option<Violation> {
    let small = meta.shows_whole() && meta.scale < SMALLEST && meta.role != Role::Scene;
    let share = (meta.scale * meta.scale * 10.0 + 0.5) as u32 * 10;
    small.then(|| Violation::new("S15", vec![0], format!("{}%", share.max(5))))
}
