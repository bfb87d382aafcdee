//! What a SKU looks like apart from its shape.

use crate::render::colour::{Rgb, rgb};
use crate::stream::Stream;
use crate::text::{Word, brand};

use super::{Colour, Material, Motif, Pattern, Sku};

/// One colour a product is sold in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Colourway {
    pub(crate) colour: Colour,
    /// sRGB.
    pub(crate) shade: Rgb,
    /// sRGB.
    pub(crate) accent: Rgb,
    /// The ground of its prints, sRGB.
    pub(crate) paper: Rgb,
}

/// Everything but the shape: brand, colourways, material, pattern, print.
#[derive(Clone, Debug)]
pub struct Style {
    /// An invented word.
    pub brand: String,
    /// How Chinese titles spell it.
    pub brand_zh: String,
    /// What its body is made of.
    pub material: Material,
    /// What titles call that, such as `stoneware`.
    pub material_word: Word,
    /// What repeats on the body.
    pub pattern: Pattern,
    /// What the print shows.
    pub motif: Motif,
    /// Such as `350 ml`.
    pub attribute: Word,
    /// What the family is called in this product's title.
    pub noun: Word,
    pub(crate) motif_inked: bool,
    pub(crate) pitch: f32,
    pub(crate) colourways: Vec<Colourway>,
}

impl Style {
    /// The style of a SKU; cheap.
    #[must_use]
    pub fn of(sku: Sku) -> Self {
        let (spec, stream) = (sku.family.spec(), &mut sku.key().child("style", 0).stream());
        let (material_word, material) = stream.pick(spec.materials);
        let pattern = match stream.below(8) {
            0 => Pattern::Stripe,
            1 => Pattern::Dots,
            2 => Pattern::Check,
            _ => Pattern::Plain,
        };
        let brand = brand(stream);
        Self {
            brand: brand.en,
            brand_zh: brand.zh,
            material,
            material_word,
            pattern,
            motif: stream.pick(&Motif::ALL),
            attribute: stream.pick(spec.attributes),
            noun: stream.pick(spec.nouns),
            motif_inked: stream.chance(0.5),
            pitch: stream.range(7.0, 11.0),
            colourways: colourways(stream),
        }
    }

    /// The colour words it is sold in, two to four.
    pub fn colours(&self) -> impl ExactSizeIterator<Item = Colour> + '_ {
        self.colourways.iter().map(|way| way.colour)
    }
}

fn colourways(stream: &mut Stream) -> Vec<Colourway> {
    let mut colours = Colour::ALL;
    stream.shuffle(&mut colours);
    let count = 2 + stream.below(3);
    colours[..count].iter().map(|&colour| colourway(colour, stream)).collect()
}

fn colourway(colour: Colour, stream: &mut Stream) -> Colourway {
    let accents: &[Rgb] = match colour {
        Colour::Black => &[rgb(205, 205, 205), rgb(150, 150, 155)],
        Colour::White | Colour::Yellow | Colour::Pink | Colour::Orange => {
            &[rgb(60, 60, 64), rgb(120, 122, 126)]
        }
        _ => &[rgb(236, 232, 224), rgb(52, 52, 58)],
    };
    let papers: &[Rgb] = match colour {
        Colour::White | Colour::Yellow => &[rgb(66, 68, 74), rgb(150, 152, 156)],
        _ => &[rgb(248, 247, 243), rgb(236, 228, 208)],
    };
    Colourway {
        colour,
        shade: colour.shade(stream),
        accent: stream.pick(accents),
        paper: stream.pick(papers),
    }
}
