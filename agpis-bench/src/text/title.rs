//! Titles from a grammar.

use super::grammar::Wording;
use super::{Language, Word, vocabulary};
use crate::product::{Accessory, Colour, Family, Material, Pattern, Sku, Style};
use crate::stream::Stream;

/// What a title promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// What kind of thing.
    pub family: Family,
    /// The colour, if it names one.
    pub colour: Option<Colour>,
    /// The material, if it names one.
    pub material: Option<Material>,
    /// The pattern, if it names one.
    pub pattern: Option<Pattern>,
    /// How many pieces; a title that names no number means 1.
    pub pieces: u32,
    /// What else belongs to the offer.
    pub accessory: Option<Accessory>,
}

/// What a phrase of a title is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClaimKind {
    Family,
    Colour,
    Material,
    Pattern,
    Pieces,
    Accessory,
}

/// A title, and what it promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// As customers read it.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// What it says of the product.
    pub claims: Claims,
    /// The words of each kind of claim, as they stand in the text.
    phrases: [Option<String>; 6],
}

impl Claims {
    /// Everything that is true of a SKU in one of its colours, in one piece, without accessory.
    #[must_use]
    pub fn of(sku: Sku, colour: Colour) -> Self {
        let style = Style::of(sku);
        Self {
            family: sku.family,
            colour: Some(colour),
            material: Some(style.material),
            pattern: style.pattern.word().map(|_| style.pattern),
            pieces: 1,
            accessory: None,
        }
    }
}

impl Title {
    /// A title for `sku` that makes these claims. Noun and attribute are the SKU's, or of the family that
    /// is claimed instead. `wording` decides the order of words, noise words and typos, and draws the same
    /// numbers whatever is claimed.
    pub(crate) fn compose(sku: Sku, claims: &Claims, language: Language, wording: &mut Stream) -> Self {
        let (style, spec) = (Style::of(sku), claims.family.spec());
        let other = [wording.pick(spec.nouns), wording.pick(spec.attributes)];
        let own = claims.family == sku.family;
        let [noun, attribute] = if own { [style.noun, style.attribute] } else { other };
        let brand = match language {
            Language::English => &style.brand,
            Language::Chinese => &style.brand_zh,
        };
        let wording = Wording::draw(wording);
        let fixed = wording.fix(brand, noun, attribute, language);
        let material = claims.material.map(|material| match material {
            known if own && known == style.material => style.material_word,
            other => material_word(claims.family, other, wording.synonym),
        });
        let said = |word: Option<Word>| word.map(|word| word.of(language).to_owned());
        // In the order of `ClaimKind`.
        let phrases = [
            said(Some(noun)),
            said(claims.colour.map(Colour::word)),
            said(material),
            said(claims.pattern.and_then(Pattern::word)),
            quantity(claims, wording.quantity, language),
            claims.accessory.map(|accessory| offer(accessory, wording.accessory, language)),
        ];
        let claimed = |slot| "NCMPQX".find(slot).and_then(|kind| phrases[kind].as_deref());
        Self { text: wording.arrange(&fixed, claimed, language), language, claims: claims.clone(), phrases }
    }

    /// The words that make a claim, exactly as they stand in the title.
    pub(crate) fn quote_of(&self, what: ClaimKind) -> Option<&str> {
        self.phrases[what as usize].as_deref()
    }
}

/// The family's own word for a material if it has one: the word that a true title would use.
fn material_word(family: Family, material: Material, synonym: usize) -> Word {
    let words = || family.spec().materials.iter().filter(|(_, own)| *own == material).map(|(word, _)| *word);
    let index = synonym % words().count().max(1);
    words().nth(index).unwrap_or_else(|| vocabulary::material(material))
}

fn quantity(claims: &Claims, form: usize, language: Language) -> Option<String> {
    let n = claims.pieces;
    if n < 2 {
        return None;
    }
    // Beside an accessory a short one, or the title gets too long.
    let form = if claims.accessory.is_some() { form / 2 } else { form };
    Some(match (language, form, n) {
        (Language::English, 0, 2) => "pair".to_owned(),
        (Language::English, 0 | 1, _) => format!("{n}-pack"),
        (Language::English, 2, _) => format!("set of {n}"),
        (Language::English, ..) => format!("pack of {n}"),
        (Language::Chinese, 0, 2) if matches!(claims.family, Family::Shoe | Family::Boot) => {
            "一双".to_owned()
        }
        (Language::Chinese, 0, 2) => "一对".to_owned(),
        (Language::Chinese, 0 | 1, _) => format!("{n}件装"),
        (Language::Chinese, 2, _) => format!("{}件套", vocabulary::spelled(n)),
        (Language::Chinese, ..) => format!("共{n}件"),
    })
}

fn offer(accessory: Accessory, form: usize, language: Language) -> String {
    let lead = match language {
        Language::English => ["with ", "plus ", "incl. "],
        Language::Chinese => ["配", "含", "送"],
    };
    format!("{}{}", lead[form], accessory.word().of(language))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::Key;

    const LANGUAGES: [Language; 2] = [Language::English, Language::Chinese];

    fn sku(number: u64) -> Sku {
        let family = Family::ALL[number as usize % Family::ALL.len()];
        Sku { family, seed: number }
    }

    fn title(number: u64, language: Language, change: impl Fn(&mut Claims)) -> Title {
        let mut claims = Claims::of(sku(number), Colour::Red);
        change(&mut claims);
        Title::compose(sku(number), &claims, language, &mut Key::new(number).stream())
    }

    /// Everything that can be said, of some products more than of others.
    fn full(number: u64, language: Language) -> Title {
        title(number, language, |claims| {
            claims.pieces = 1 + (number / 3 % 4) as u32;
            claims.accessory = number.is_multiple_of(5).then_some(Accessory::Cloth);
            claims.colour = (!number.is_multiple_of(7)).then_some(Colour::Red);
        })
    }

    #[test]
    fn titles_are_neither_short_nor_long() {
        for number in 0..3_000 {
            let text = full(number, Language::English).text;
            let words = text.split(' ').filter(|word| *word != "-").count();
            assert!((6..=15).contains(&words), "{text}");
            let text = full(number, Language::Chinese).text;
            assert!((10..=36).contains(&text.chars().count()), "{text}");
            assert!(!text.contains("  ") && text.trim() == text, "{text}");
        }
    }

    #[test]
    fn claims_stand_in_the_text() {
        for (number, language) in (0..600).flat_map(|number| LANGUAGES.map(|language| (number, language))) {
            let title = full(number, language);
            assert!(title.phrases.iter().flatten().all(|phrase| title.text.contains(phrase)), "{title:?}");
            assert_eq!(title.quote_of(ClaimKind::Pieces).is_some(), title.claims.pieces > 1);
            assert_eq!(title.quote_of(ClaimKind::Accessory).is_some(), title.claims.accessory.is_some());
            assert_eq!(title.quote_of(ClaimKind::Pattern).is_some(), title.claims.pattern.is_some());
        }
    }

    /// Titles that differ in one claim differ in its words alone.
    #[test]
    fn twins_differ_only_where_their_claims_do() {
        type Change = fn(&mut Claims);
        let changes: [(ClaimKind, Change, Change); 5] = [
            (ClaimKind::Colour, |_| {}, |claims| claims.colour = Some(Colour::Blue)),
            (ClaimKind::Material, |_| {}, |claims| claims.material = Some(Material::Glass)),
            (ClaimKind::Pattern, |c| c.pattern = Some(Pattern::Dots), |c| c.pattern = Some(Pattern::Check)),
            (ClaimKind::Pieces, |claims| claims.pieces = 3, |claims| claims.pieces = 4),
            (
                ClaimKind::Accessory,
                |claims| claims.accessory = Some(Accessory::Tray),
                |claims| claims.accessory = Some(Accessory::Candle),
            ),
        ];
        for (number, language) in (0..300).flat_map(|number| LANGUAGES.map(|language| (number, language))) {
            for (kind, one, other) in changes {
                let [a, b] = [title(number, language, one), title(number, language, other)];
                let [from, to] = [&a, &b].map(|title| title.quote_of(kind).unwrap_or_default());
                assert_eq!(a.text.replacen(from, to, 1), b.text);
            }
        }
    }

    #[test]
    fn claims_do_not_move_the_stream() {
        let next = |claims: &Claims| {
            let stream = &mut Key::new(9).stream();
            Title::compose(sku(3), claims, Language::English, stream);
            stream.bits()
        };
        let claims = Claims::of(sku(3), Colour::Red);
        let silent = Claims { colour: None, material: None, pattern: None, pieces: 4, ..claims.clone() };
        let other = Claims { accessory: Some(Accessory::Tray), ..Claims::of(sku(8), Colour::Blue) };
        assert!([silent, other].iter().all(|other| next(other) == next(&claims)));
    }

    #[test]
    fn a_word_of_a_false_claim_is_that_of_a_true_one() {
        for number in 0..200 {
            let title = title(number, Language::English, |_| {});
            let material = Style::of(sku(number)).material;
            let said = material_word(sku(number).family, material, 0);
            assert_eq!(title.quote_of(ClaimKind::Material), Some(said.en));
        }
    }
}
