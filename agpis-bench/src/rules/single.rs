//! What one image is enough to see.

use super::review::{Case, Violation};
use crate::shot::{Blur, Cell, Collage, Damage, Ground, ImageMeta, Rendition, Scene, Shadow};
use crate::text::{Word, cast, edge, extra, percent, what};

/// Rules about content, and the faults that no rule has a name for.
const RULES: [&str; 24] = [
    "S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S10", "S11", "S12", "S13", "S14", "S15",
    "S16", "S17", "S18", "S19", "S20", "H01", "H02", "H03", "H04",
];
/// A fault that no rule has a name for counts as one, as in a reviewer's "other".
const NAMELESS: char = 'H';

/// The first rule that an image breaks wherever it stands in a sequence.
#[must_use]
pub fn content_fault(meta: &ImageMeta) -> Option<Violation> {
    faults(meta).find(|violation| !violation.rule.starts_with(NAMELESS))
}

/// All of them, of all images.
pub(super) fn all(images: &[ImageMeta]) -> Vec<Violation> {
    let at = |(i, meta)| faults(meta).map(move |fault| Violation { images: vec![i], ..fault });
    let mut found: Vec<Violation> = images.iter().enumerate().flat_map(at).collect();
    found.sort_by_key(|violation| violation.rule.starts_with(NAMELESS));
    found
}

/// A setting is welcome, but not in the first image.
pub(super) fn scene_first(case: Case<'_>) -> Option<Violation> {
    let Ground::Setting { scene, clutter: 0, .. } = case.images.first()?.ground else { return None };
    Some(Violation::new("S13", 0.5, vec![0]).what(of_scene(scene)))
}

fn faults(meta: &ImageMeta) -> impl Iterator<Item = Violation> {
    RULES.into_iter().filter_map(|rule| {
        let violation = Violation::new(rule, meta.severity(rule)?, vec![0]);
        Some(Violation { what: what_of(meta, rule), cell: cell_of(meta, rule), ..violation })
    })
}

fn what_of(meta: &ImageMeta, rule: &str) -> Option<Word> {
    Some(match rule {
        "S06" => of_collage(meta.collage.as_ref()?),
        "S08" => match meta.blur? {
            Blur::OutOfFocus(_) => what::OUT_OF_FOCUS,
            Blur::Motion(..) => what::MOTION_BLURRED,
        },
        "S09" => what::PIXELATED,
        "S10" => edge(meta.cutout?.kind),
        "S11" => of_exposure(meta),
        "S12" => cast(meta.tint?.colour),
        "S13" => match meta.ground {
            Ground::Setting { scene, .. } => of_scene(scene),
            _ => return None,
        },
        "S14" => match meta.shadow {
            Shadow::Mirror(_) => what::MIRROR_IMAGE,
            _ => what::HARD_SHADOW,
        },
        "S15" => percent(meta.scale * meta.scale * meta.extent[0] * meta.extent[1]),
        // Where it is cut says it all.
        "S16" => return None,
        "S17" => of_place(meta)?,
        "S18" | "S19" => extra(meta.extras.iter().find(|x| x.kind.is_packaging() == (rule == "S19"))?.kind),
        "S20" => match meta.rendition {
            Rendition::Placeholder => what::PLACEHOLDER,
            Rendition::LineDrawing => what::LINE_DRAWING,
            _ => what::FLAT_DRAWING,
        },
        "H01" => match meta.damage? {
            Damage::Stretched(ratio) if ratio < 1.0 => what::SQUEEZED,
            _ => what::STRETCHED,
        },
        _ => meta.overlays.iter().find(|overlay| overlay.rule() == rule)?.what(),
    })
}

fn cell_of(meta: &ImageMeta, rule: &str) -> Option<Cell> {
    match rule {
        "S06" => meta.collage.as_ref().map(Collage::cell),
        "S10" => meta.cutout.map(|cutout| cutout.cell()),
        "S16" => meta.cut().map(|(_, cell)| cell),
        "S18" | "S19" => {
            meta.extras.iter().find(|x| x.kind.is_packaging() == (rule == "S19")).map(|x| x.cell())
        }
        _ => meta.overlays.iter().find(|overlay| overlay.rule() == rule).map(|overlay| overlay.cell()),
    }
}

fn of_collage(collage: &Collage) -> Word {
    match collage {
        Collage::SideBySide(_) => what::SIDE_BY_SIDE,
        Collage::Grid(_) => what::GRID,
        Collage::Inset { .. } => what::INSET,
    }
}

fn of_exposure(meta: &ImageMeta) -> Word {
    match meta.photo.exposure {
        dark if dark < 0.7 => what::TOO_DARK,
        bright if bright > 1.3 => what::OVEREXPOSED,
        _ => what::FLAT_GREY,
    }
}

fn of_scene(scene: Scene) -> Word {
    match scene {
        Scene::WoodenFloor => what::WOODEN_FLOOR,
        Scene::PatternedCloth => what::PATTERNED_CLOTH,
        Scene::Shelves => what::SHELVES,
        Scene::Grass => what::GRASS,
    }
}

/// Tilted, or where it was pushed to.
fn of_place(meta: &ImageMeta) -> Option<Word> {
    if meta.tilted().is_some() {
        return Some(what::TILTED);
    }
    let (_, towards) = meta.pushed()?;
    Some(match towards {
        Cell::Part(0, _) => what::OFF_LEFT,
        Cell::Part(2, _) => what::OFF_RIGHT,
        Cell::Part(_, 0) => what::TOO_HIGH,
        _ => what::TOO_LOW,
    })
}
