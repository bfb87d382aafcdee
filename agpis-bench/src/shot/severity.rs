//! How plain a fault is, told from the record of a picture alone.

use super::{
    Blur, Cell, Collage, Damage, Extra, ExtraKind, Ground, ImageMeta, Photo, Rendition, Role, Scene, Shadow,
};

/// The value of a record that is hardly visible, and the one that is glaring.
pub(crate) type Span = [f32; 2];

pub(crate) const INSET: Span = [0.18, 0.44];
pub(crate) const BLUR: Span = [0.009, 0.042];
pub(crate) const MOTION: Span = [0.02, 0.1];
pub(crate) const RESOLUTION: Span = [0.52, 0.15];
pub(crate) const DARK: Span = [0.62, 0.22];
pub(crate) const BRIGHT: Span = [1.45, 2.15];
pub(crate) const FLAT: Span = [0.55, 0.16];
pub(crate) const CLUTTER: Span = [2.0, 22.0];
pub(crate) const SMALL: Span = [0.38, 0.16];
pub(crate) const CUT: Span = [0.015, 0.35];
pub(crate) const PUSHED: Span = [0.15, 0.26];
pub(crate) const TILTED: Span = [14.0, 40.0];
pub(crate) const STRETCH: Span = [1.15, 1.9];
pub(crate) const BLOCKS: Span = [0.04, 0.4];

/// Below this share of the picture's side a product is too small.
const SMALLEST: f32 = 0.4;
/// Further from the middle than any clean picture, in fractions of the side.
const FAR: f32 = 0.14;
/// As many objects as a loud setting is worth.
const LOUD: f32 = 3.0;

/// The value of a span at a strength.
pub(crate) fn value([from, to]: Span, strength: f32) -> f32 {
    from + (to - from) * strength.clamp(0.0, 1.0)
}

/// The strength of a value of a span.
pub(crate) fn strength([from, to]: Span, value: f32) -> f32 {
    ((value - from) / (to - from)).clamp(0.0, 1.0)
}

impl Blur {
    /// How plain it is, `0.0..=1.0`.
    #[must_use]
    pub fn severity(self) -> f32 {
        match self {
            Self::OutOfFocus(sigma) => strength(BLUR, sigma),
            Self::Motion(reach, _) => strength(MOTION, reach),
        }
    }
}

impl Photo {
    /// Too dark, overexposed or flat: how plain that is, or `None` of a photograph as it should be.
    #[must_use]
    pub fn severity(&self) -> Option<f32> {
        if self.exposure < 0.64 {
            Some(strength(DARK, self.exposure))
        } else if self.exposure > 1.42 {
            Some(strength(BRIGHT, self.exposure))
        } else {
            (self.contrast < 0.57).then(|| strength(FLAT, self.contrast))
        }
    }
}

impl Shadow {
    /// How plain it is that this is no studio shadow, or `None` of one.
    #[must_use]
    pub fn severity(self) -> Option<f32> {
        match self {
            Self::Soft => None,
            Self::Hard(strength) | Self::Mirror(strength) => Some(strength),
        }
    }
}

impl Rendition {
    /// How plain it is that this is no photograph, or `None` of one.
    #[must_use]
    pub fn severity(self) -> Option<f32> {
        match self {
            Self::Photo => None,
            Self::FlatDrawing => Some(0.35),
            Self::LineDrawing => Some(0.65),
            Self::Placeholder => Some(0.95),
        }
    }
}

impl Collage {
    /// How plain it is, `0.0..=1.0`.
    #[must_use]
    pub fn severity(&self) -> f32 {
        match self {
            Self::SideBySide(_) | Self::Grid(_) => 0.85,
            Self::Inset { area, .. } => strength(INSET, area[2]),
        }
    }

    /// Where the added shot is.
    #[must_use]
    pub fn cell(&self) -> Cell {
        match *self {
            Self::SideBySide(_) | Self::Grid(_) => Cell::Whole,
            Self::Inset { area: [x, y, side], .. } => Cell::of([x, y, side, side]),
        }
    }
}

impl ExtraKind {
    /// The longer side of its area, from hardly visible to glaring.
    pub(crate) fn span(self) -> Span {
        match self {
            Self::Polybag => [0.42, 1.0],
            Self::Stand => [0.45, 0.95],
            Self::Hanger => [0.2, 0.6],
            Self::Tag => [0.13, 0.38],
            _ => [0.14, 0.46],
        }
    }
}

impl Extra {
    /// How plain it is, `0.0..=1.0`.
    #[must_use]
    pub fn severity(&self) -> f32 {
        strength(self.kind.span(), self.area[2].max(self.area[3]))
    }

    /// Where it is.
    #[must_use]
    pub fn cell(&self) -> Cell {
        let [x, y, w, h] = self.area;
        // Only the part that is in the picture counts.
        let (left, top) = (x.max(0.0), y.max(0.0));
        Cell::of([left, top, (x + w).min(1.0) - left, (y + h).min(1.0) - top])
    }
}

impl Damage {
    /// How plain it is, `0.0..=1.0`.
    #[must_use]
    pub fn severity(self) -> f32 {
        match self {
            Self::Stretched(ratio) => strength(STRETCH, if ratio < 1.0 { 1.0 / ratio } else { ratio }),
            Self::Blocks(share) => strength(BLOCKS, share),
            Self::ForeignLabel => 0.6,
            Self::UpsideDown => 0.8,
        }
    }
}

impl Ground {
    /// How cluttered it is, or `None` if nothing unrelated lies about.
    #[must_use]
    pub fn severity(&self) -> Option<f32> {
        let Self::Setting { scene, clutter: clutter @ 1.., .. } = self else { return None };
        Some(strength(CLUTTER, *clutter as f32 + scene.loudness()))
    }
}

impl Scene {
    /// As many objects as the setting itself is worth.
    pub(crate) fn loudness(self) -> f32 {
        if matches!(self, Self::PatternedCloth | Self::Shelves) { LOUD } else { 0.0 }
    }
}

impl ImageMeta {
    /// `[left, top, right, bottom]` of the whole product, or of a box around it where it leans; fractions
    /// of the side. Says nothing of a close look.
    #[must_use]
    pub fn frame(&self) -> [f32; 4] {
        let (sin, cos) = crate::render::vec3::sin_cos(self.roll);
        let [w, h] = self.extent.map(|side| 0.5 * self.scale * side);
        let [across, down] = self.squeeze();
        let (w, h) = ((w * cos.abs() + h * sin.abs()) * across, (w * sin.abs() + h * cos.abs()) * down);
        let [x, y] =
            [0.5 + if self.mirrored { -self.offset[0] } else { self.offset[0] }, 0.5 + self.offset[1]];
        [x - w, y - h, x + w, y + h]
    }

    /// The factors by which a stretched picture is squeezed.
    pub(super) fn squeeze(&self) -> [f32; 2] {
        match self.damage {
            Some(Damage::Stretched(ratio)) => [ratio.min(1.0), 1.0 / ratio.max(1.0)],
            _ => [1.0; 2],
        }
    }

    /// The share of the product beyond the edge where most of it is cut off, and that edge; `None` of a
    /// close look and of a product that is all in the picture.
    #[must_use]
    pub fn cut(&self) -> Option<(f32, Cell)> {
        let [left, top, right, bottom] = self.frame();
        let (w, h) = (right - left, bottom - top);
        let cells = [Cell::Part(0, 1), Cell::Part(1, 0), Cell::Part(2, 1), Cell::Part(1, 2)];
        let beyond = [-left / w, -top / h, (right - 1.0) / w, (bottom - 1.0) / h];
        let (share, cell) = beyond.into_iter().zip(cells).max_by(|a, b| a.0.total_cmp(&b.0))?;
        (self.close.is_none() && share > CUT[0] * 0.7).then_some((share, cell))
    }

    /// How far the whole product is from the middle, in fractions of the side, and towards which edge;
    /// `None` of a close look and of a product that is about in the middle.
    #[must_use]
    pub fn pushed(&self) -> Option<(f32, Cell)> {
        // Settings show the product a little lower.
        let lower = if self.role == Role::Scene { 0.06 } else { 0.0 };
        let right = if self.mirrored { -self.offset[0] } else { self.offset[0] };
        let down = self.offset[1] - lower;
        let (far, cell) = if right.abs() > down.abs() {
            (right.abs(), Cell::Part(if right < 0.0 { 0 } else { 2 }, 1))
        } else {
            (down.abs(), Cell::Part(1, if down < 0.0 { 0 } else { 2 }))
        };
        (self.close.is_none() && far > FAR).then_some((far, cell))
    }

    /// Whether it leans, and how far: degrees, clockwise; `None` if about upright.
    #[must_use]
    pub fn tilted(&self) -> Option<f32> {
        let roll = if self.mirrored { -self.roll } else { self.roll };
        (self.close.is_none() && roll.abs() > 0.75 * TILTED[0]).then_some(roll)
    }

    /// How plain it is that this picture breaks a rule about single images, `S01` to `S20` or `H01` to
    /// `H04`, in `0.0..=1.0`; `None` if it does not. The setting of a first image is a matter of its place.
    #[must_use]
    pub fn severity(&self, rule: &str) -> Option<f32> {
        let whole = self.close.is_none();
        match rule {
            "S01" | "S02" | "S03" | "S04" | "S05" | "S07" => {
                let of_rule = self.overlays.iter().filter(|overlay| overlay.rule() == rule);
                of_rule.map(|overlay| overlay.severity()).reduce(f32::max)
            }
            "S06" => self.collage.as_ref().map(Collage::severity),
            "S08" => self.blur.map(Blur::severity),
            "S09" => (self.resolution < 0.75).then(|| strength(RESOLUTION, self.resolution)),
            "S10" => self.cutout.map(|cutout| cutout.strength),
            "S11" => self.photo.severity(),
            "S12" => self.tint.map(|tint| tint.strength),
            "S13" => self.ground.severity(),
            "S14" => self.shadow.severity(),
            "S15" => (whole && self.role != Role::Scene && self.scale < SMALLEST)
                .then(|| strength(SMALL, self.scale)),
            "S16" => self.cut().map(|(share, _)| strength(CUT, share)),
            "S17" if whole && self.cut().is_none() => self.misplaced(),
            "S18" | "S19" => {
                let of_rule = self.extras.iter().filter(|extra| extra.kind.is_packaging() == (rule == "S19"));
                of_rule.map(Extra::severity).reduce(f32::max)
            }
            "S20" => self.rendition.severity(),
            "H01" | "H02" | "H03" | "H04" => {
                self.damage.filter(|damage| damage.rule() == rule).map(Damage::severity)
            }
            _ => None,
        }
    }

    fn misplaced(&self) -> Option<f32> {
        let pushed = self.pushed().map(|(far, _)| strength(PUSHED, far));
        let tilted = self.tilted().map(|roll| strength(TILTED, roll.abs()));
        pushed.into_iter().chain(tilted).reduce(f32::max)
    }
}

impl Damage {
    /// `H01` to `H04`.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::Stretched(_) => "H01",
            Self::Blocks(_) => "H02",
            Self::ForeignLabel => "H03",
            Self::UpsideDown => "H04",
        }
    }
}
