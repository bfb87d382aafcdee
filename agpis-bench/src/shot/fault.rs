//! What can be wrong with one picture beside overlays, collages and blur. Strengths are `0.0..=1.0`.

/// What a product casts on its ground.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shadow {
    /// A soft dark spot: studio light.
    Soft,
    /// A dark shape with a sharp edge, thrown to the side away from the lamp.
    Hard(f32),
    /// A mirror image on the ground.
    Mirror(f32),
}

/// How a picture came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rendition {
    /// A photograph.
    Photo,
    /// A grey card that says that there is no image.
    Placeholder,
    /// Dark outlines on white.
    LineDrawing,
    /// Flat colours and outlines.
    FlatDrawing,
}

/// What a careless cut-out leaves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cutout {
    /// What is seen along the outline.
    pub kind: Edge,
    /// How wide and how visible it is.
    pub strength: f32,
    /// Decides its colour and shape.
    pub seed: u64,
}

/// What is seen along a careless outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// A coloured seam.
    Fringe,
    /// Rests of another ground.
    Leftover,
    /// Steps and bites.
    Jagged,
}

/// A thing that does not belong in the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extra {
    /// What it is.
    pub kind: ExtraKind,
    /// `[x, y, width, height]` in fractions of the picture's side.
    pub area: [f32; 4],
    /// Decides its colours.
    pub seed: u64,
}

/// Unrelated things, and what a product is sold on or in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum ExtraKind {
    Hand,
    Flower,
    Cup,
    Book,
    Toy,
    Tag,
    Hanger,
    Polybag,
    Stand,
}

/// A colour that lies over everything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tint {
    /// Which colour.
    pub colour: Cast,
    /// How strong it is.
    pub strength: f32,
}

/// The colour of a tint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Cast {
    Yellow,
    Blue,
    Green,
    Pink,
}

/// Faults that no rule has a name for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Damage {
    /// Squeezed in one direction: width over height of what was square.
    Stretched(f32),
    /// Blocks of a broken file, as a share of the picture.
    Blocks(f32),
    /// The product's print is in a script that its market does not read.
    ForeignLabel,
    /// The product stands on its head.
    UpsideDown,
}

impl ExtraKind {
    /// Whether it is a tag, a hanger or packaging, and not a prop.
    #[must_use]
    pub fn is_packaging(self) -> bool {
        matches!(self, Self::Tag | Self::Hanger | Self::Polybag | Self::Stand)
    }
}
