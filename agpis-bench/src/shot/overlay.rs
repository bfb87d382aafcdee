//! What sellers draw over pictures.

mod paint;
mod shape;

use super::severity::{Span, strength};
use crate::text::{Word, words};

/// Something drawn over a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlay {
    /// What it is.
    pub kind: OverlayKind,
    /// `[x, y, width, height]` in fractions of the picture's side.
    pub area: [f32; 4],
    /// The fill, sRGB.
    pub fill: [f32; 3],
    /// Opacity of fill and ink.
    pub opacity: f32,
    /// The text and its style.
    pub text: Lettering,
}

/// What an overlay is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OverlayKind {
    /// Semi-transparent text, repeated over the whole picture.
    TiledMark,
    /// Semi-transparent text, once across the picture.
    DiagonalMark,
    /// Semi-transparent text in a ring.
    Stamp,
    /// Semi-transparent text along all four edges.
    RimMark,
    /// A shop's sign.
    Logo(Emblem),
    /// Text, on a plate if its fill is visible.
    Caption {
        /// Whether there is a plate behind the text.
        plate: bool,
    },
    /// A round or many-pointed sticker with text.
    Badge {
        /// Points of the star; 0 for a round one.
        points: u32,
    },
    /// A sticker of another shape.
    Label(Outline),
    /// A strip along an edge with text.
    Banner,
    /// A short strip with a price.
    PriceStrip,
    /// A triangle in a corner with text.
    Ribbon,
    /// A frame: how many lines, and how thick.
    Border {
        /// Number of lines.
        lines: u32,
        /// Thickness of each.
        width: f32,
    },
    /// A square code with three finder marks; the text decides its modules.
    QrCode,
    /// A telephone number.
    Phone,
    /// The address of a site.
    WebAddress,
    /// A card with a head and two lines.
    SellerCard,
}

/// The shape of an added logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Emblem {
    Round,
    Shield,
    Text,
    Bird,
    Leaf,
    BarredRing,
}

/// The shape of a sticker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outline {
    /// A tag with a bow, for gifts.
    Gift,
    /// A flame, for what sells well.
    Flame,
    /// Six corners.
    Hexagon,
    /// A scalloped rim.
    Cloud,
    /// Pointed at one end.
    Arrow,
}

/// How letters are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Face {
    /// Full strokes.
    #[default]
    Plain,
    /// A round dot for every bit.
    Dots,
    /// The rims of the strokes.
    Outline,
}

/// Text and how it is set.
#[derive(Clone, Debug, PartialEq)]
pub struct Lettering {
    /// ASCII; other characters are blank.
    pub text: String,
    /// sRGB.
    pub ink: [f32; 3],
    /// Lighter above .5, bolder below.
    pub threshold: f32,
    /// How far letters lean.
    pub slant: f32,
    /// Degrees, counter-clockwise.
    pub angle: f32,
    /// Full strokes, unless the overlay is held out of training.
    pub face: Face,
}

/// One of nine cells of a picture, or all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    /// Column and row, `0..3` each.
    Part(u8, u8),
    /// Everywhere.
    Whole,
}

impl Cell {
    /// Where an area `[x, y, width, height]` is.
    #[must_use]
    pub fn of([x, y, w, h]: [f32; 4]) -> Self {
        let third = |v: f32| (v * 3.0).clamp(0.0, 2.0) as u8;
        if w * h > 0.5 { Self::Whole } else { Self::Part(third(x + w / 2.0), third(y + h / 2.0)) }
    }
}

impl Overlay {
    /// Where it is.
    #[must_use]
    pub fn cell(&self) -> Cell {
        match self.kind {
            OverlayKind::RimMark => Cell::Whole,
            _ => Cell::of(self.area),
        }
    }

    /// Which rule forbids it.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        use OverlayKind as K;
        match self.kind {
            K::TiledMark | K::DiagonalMark | K::Stamp | K::RimMark => "S01",
            K::Logo(_) => "S02",
            K::Caption { .. } => "S03",
            K::Badge { .. } | K::Label(_) | K::Banner | K::PriceStrip | K::Ribbon => "S04",
            K::Border { .. } => "S05",
            K::QrCode | K::Phone | K::WebAddress | K::SellerCard => "S07",
        }
    }

    /// What it is, in words.
    #[must_use]
    pub fn what(&self) -> Word {
        use OverlayKind as K;
        let text = self.text.text.as_str();
        let (en, zh) = match self.kind {
            K::TiledMark => ("tiled text", "平铺文字"),
            K::DiagonalMark => ("diagonal text", "斜排文字"),
            K::Stamp => ("stamp", "印章"),
            K::RimMark => ("border text", "边缘文字"),
            K::Logo(Emblem::Round) => ("round", "圆形"),
            K::Logo(Emblem::Shield) => ("shield", "盾形"),
            K::Logo(Emblem::Text) => ("text", "文字"),
            K::Logo(Emblem::Bird) => ("bird-shaped", "鸟形"),
            K::Logo(Emblem::Leaf) => ("leaf-shaped", "叶形"),
            K::Logo(Emblem::BarredRing) => ("ring-shaped", "环形"),
            K::Caption { .. } if words::FEATURES.contains(&text) => ("feature", "卖点"),
            K::Caption { .. } if words::SIZES.contains(&text) => ("size", "尺寸"),
            K::Caption { .. } if words::MATERIALS.contains(&text) => ("material", "材质"),
            K::Caption { .. } => ("slogan", "广告语"),
            _ if words::SHIPPING.contains(&text) => ("free-shipping banner", "包邮横幅"),
            K::Label(Outline::Gift) => ("gift label", "赠品标签"),
            K::Label(Outline::Flame) => ("\"hot\" sticker", "热卖贴纸"),
            K::Badge { .. } | K::Label(_) => ("discount badge", "折扣角标"),
            K::Banner => ("promotion strip", "促销横幅"),
            K::PriceStrip => ("price strip", "价格条"),
            K::Ribbon => ("corner ribbon", "角落丝带"),
            K::Border { lines: 1, .. } => ("plain", "单线"),
            K::Border { .. } => ("double", "双线"),
            K::QrCode => ("QR code", "二维码"),
            K::Phone => ("phone number", "电话号码"),
            K::WebAddress => ("web address", "网址"),
            K::SellerCard => ("seller card", "店铺名片"),
        };
        Word { en, zh }
    }

    /// How plain it is, `0.0..=1.0`: half for its size, half for its opacity.
    #[must_use]
    pub fn severity(&self) -> f32 {
        let (opacity, size) = self.kind.spans();
        let seen = strength(opacity, self.opacity);
        let size = size.map(|span| strength(span, self.size()));
        size.map_or(seen, |size| 0.5 * (seen + size))
    }

    /// Whether it looks like nothing in the training data.
    #[must_use]
    pub fn is_novel(&self) -> bool {
        use OverlayKind as K;
        let shape = match self.kind {
            K::RimMark | K::Logo(Emblem::Leaf | Emblem::BarredRing) => true,
            K::Label(outline) => matches!(outline, Outline::Hexagon | Outline::Cloud | Outline::Arrow),
            _ => false,
        };
        shape || self.text.face != Face::Plain || words::RARE_MARKS.contains(&self.text.text.as_str())
    }

    /// The side of a square of the same area, or the share of the side that lines of a border take.
    fn size(&self) -> f32 {
        match self.kind {
            OverlayKind::Border { lines, width } => width * lines as f32,
            OverlayKind::DiagonalMark => self.area[2],
            _ => (self.area[2] * self.area[3]).sqrt(),
        }
    }
}

impl OverlayKind {
    /// Opacity and size, from hardly visible to glaring; no size for what is everywhere.
    pub(crate) fn spans(self) -> (Span, Option<Span>) {
        match self {
            Self::TiledMark | Self::RimMark => ([0.12, 0.6], None),
            Self::DiagonalMark => ([0.12, 0.6], Some([0.5, 1.0])),
            Self::Stamp => ([0.12, 0.6], Some([0.26, 0.72])),
            Self::Logo(_) => ([0.18, 1.0], Some([0.12, 0.3])),
            Self::Caption { .. } => ([0.18, 1.0], Some([0.17, 0.38])),
            Self::Banner => ([0.2, 1.0], Some([0.28, 0.48])),
            Self::Ribbon => ([0.2, 1.0], Some([0.2, 0.48])),
            Self::PriceStrip | Self::Badge { .. } | Self::Label(_) => ([0.2, 1.0], Some([0.15, 0.4])),
            Self::Border { .. } => ([0.2, 1.0], Some([0.007, 0.055])),
            Self::QrCode => ([0.2, 1.0], Some([0.16, 0.42])),
            Self::Phone | Self::WebAddress => ([0.2, 1.0], Some([0.15, 0.34])),
            Self::SellerCard => ([0.2, 1.0], Some([0.17, 0.42])),
        }
    }
}
