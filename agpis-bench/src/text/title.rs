//! Titles from a grammar.

use crate::product::{Colour, Family, Sku, Style};
use crate::stream::Stream;

/// A title, and what it promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// As customers read it.
    pub text: String,
    /// What kind of thing it names.
    pub family: Family,
    /// The colour it names, if any.
    pub colour: Option<Colour>,
}

impl Title {
    /// A title for the product: brand, colour, pattern, material, noun and attribute, in one of a few
    /// orders.
    pub(crate) fn compose(sku: Sku, colour: Option<Colour>, stream: &mut Stream) -> Self {
        let style = Style::of(sku);
        let colour_word = colour.map(Colour::word);
        let pattern = style.pattern.word().filter(|_| stream.chance(0.8));
        let material = Some(style.material).filter(|_| stream.chance(0.8));
        let Style { brand, noun, attribute, .. } = &style;
        let join = |words: &[Option<&str>]| words.iter().copied().flatten().collect::<Vec<_>>().join(" ");
        let text = match stream.below(4) {
            0 => join(&[Some(brand), colour_word, pattern, material, Some(noun)]) + ", " + attribute,
            1 => join(&[Some(brand), pattern, material, Some(noun), Some(attribute), colour_word]),
            2 => join(&[
                pattern,
                material,
                Some(noun),
                Some("by"),
                Some(brand),
                colour_word.map(|_| "in"),
                colour_word,
            ]),
            _ => {
                join(&[Some("new"), Some(brand), Some(noun), Some(attribute)])
                    + ", "
                    + &join(&[colour_word, pattern, material.or(Some("quality"))])
            }
        };
        Self { text, family: sku.family, colour }
    }
}
