//! How a title is worded: order, separators, fillers, noise words and typos. None of it depends on claims.

use super::{Language, Word};
use crate::stream::Stream;

/// Slots of a title: brand, colour, pattern, material, noun, attribute, filler, quantity and accessory.
/// Groups come apart by commas, dashes or spaces.
const ORDERS: [&str; 8] = [
    "BCPMN|Q|A|F|X",
    "BCPMN|A|X|F|Q",
    "BN|CPM|A|F|Q|X",
    "CPMN|A|B|Q|X|F",
    "Q|BCPMN|X|A|F",
    "BMN|CP|A|X|F|Q",
    "BPMN|A|C|Q|F|X",
    "BCN|PM|F|A|Q|X",
];

const JOINTS: [&str; 6] = [", ", ", ", ", ", " ", " ", " - "];

const NOISE: [Word; 8] = [
    w("new", "新款"),
    w("hot", "热卖"),
    w("2026", "2026新款"),
    w("official", "官方"),
    w("original", "正品"),
    w("bestseller", "爆款"),
    w("sale", "包邮"),
    w("genuine", "现货"),
];

/// One, two and three words each: a title has at least six.
const FILLERS_EN: [[&str; 6]; 3] = [
    ["modern", "classic", "minimalist", "durable", "elegant", "sturdy"],
    ["modern design", "classic style", "gift idea", "premium quality", "great value", "simple style"],
    ["a lovely gift", "made to last", "easy to use", "a good choice", "a fine choice", "built to last"],
];

/// Two and four characters each.
const FILLERS_ZH: [[&str; 6]; 2] = [
    ["简约", "时尚", "经典", "耐用", "精致", "优质"],
    ["简约时尚", "经久耐用", "送礼佳品", "做工精细", "品质之选", "经典百搭"],
];

const fn w(en: &'static str, zh: &'static str) -> Word {
    Word { en, zh }
}

/// The choices of one title.
pub(super) struct Wording {
    order: &'static str,
    joint: &'static str,
    filler: usize,
    noise: Option<Word>,
    noise_leads: bool,
    typo: Option<usize>,
    typo_at: usize,
    typo_drops: bool,
    /// Which of several words or phrases of a claim.
    pub(super) synonym: usize,
    pub(super) quantity: usize,
    pub(super) accessory: usize,
}

/// The words that no claim decides.
pub(super) struct Fixed {
    pub(super) brand: String,
    pub(super) attribute: String,
    filler: String,
    noise: Option<String>,
}

impl Wording {
    /// Always the same count of numbers.
    pub(super) fn draw(stream: &mut Stream) -> Self {
        let (noise, noisy, typo, mistyped) =
            (stream.pick(&NOISE), stream.chance(0.1), stream.below(1 << 16), stream.chance(0.05));
        Self {
            order: stream.pick(&ORDERS),
            joint: stream.pick(&JOINTS),
            filler: stream.below(6),
            noise: noisy.then_some(noise),
            noise_leads: stream.chance(0.5),
            typo: mistyped.then_some(typo),
            typo_at: stream.below(1 << 16),
            typo_drops: stream.chance(0.5),
            synonym: stream.below(12),
            quantity: stream.below(4),
            accessory: stream.below(3),
        }
    }

    /// Filler and noise beside brand and attribute, and the typo in one of them.
    pub(super) fn fix(&self, brand: &str, noun: Word, attribute: Word, language: Language) -> Fixed {
        let mut fixed = Fixed {
            brand: brand.to_owned(),
            attribute: attribute.of(language).to_owned(),
            filler: self.filler(brand, noun, attribute, language),
            noise: self.noise.map(|word| word.of(language).to_owned()),
        };
        match (self.typo, language) {
            (Some(which), Language::English) => self.mistype(&mut fixed, which),
            (Some(which), Language::Chinese) => self.double(&mut fixed, which),
            (None, _) => {}
        }
        fixed
    }

    /// As long as it takes for a title that claims nothing.
    fn filler(&self, brand: &str, noun: Word, attribute: Word, language: Language) -> String {
        let list = match language {
            Language::English => {
                let words = |word: Word| word.en.split(' ').count();
                5usize
                    .checked_sub(words(noun) + words(attribute))
                    .and_then(|n| FILLERS_EN.get(n.wrapping_sub(1)))
            }
            Language::Chinese => {
                let characters = [brand, noun.zh, attribute.zh].map(|text| text.chars().count()).iter().sum();
                8usize.checked_sub(characters).and_then(|n| FILLERS_ZH.get(n.div_ceil(2).wrapping_sub(1)))
            }
        };
        let fresh = |list: &[&'static str; 6]| {
            let next = (0..2).map(|i| list[(self.filler + i) % list.len()]);
            next.into_iter().find(|&filler| filler != attribute.of(language))
        };
        list.and_then(fresh).unwrap_or_default().to_owned()
    }

    /// Two neighbouring letters swapped, or one dropped, inside a word of at least five.
    fn mistype(&self, fixed: &mut Fixed, which: usize) {
        let long = |word: &&str| word.len() >= 5 && word.bytes().all(|letter| letter.is_ascii_alphabetic());
        let words: Vec<String> =
            fixed.all().iter().flat_map(|text| text.split(' ')).filter(long).map(str::to_owned).collect();
        let Some(word) = words.get(which % words.len().max(1)) else { return };
        let at = 1 + self.typo_at % (word.len() - 3);
        let mut letters: Vec<char> = word.chars().collect();
        if self.typo_drops || letters[at] == letters[at + 1] {
            letters.remove(at);
        } else {
            letters.swap(at, at + 1);
        }
        let wrong: String = letters.into_iter().collect();
        let text = fixed.all_mut().into_iter().find(|text| text.split(' ').any(|other| other == word));
        if let Some(text) = text {
            *text = text.replacen(word.as_str(), &wrong, 1);
        }
    }

    /// One character of a noise word, a filler or the attribute twice.
    fn double(&self, fixed: &mut Fixed, which: usize) {
        let mut texts: Vec<&mut String> = fixed.all_mut().into_iter().skip(1).collect();
        texts.retain(|text| !text.is_ascii());
        let count = texts.len().max(1);
        let Some(text) = texts.get_mut(which % count) else { return };
        let letters: Vec<(usize, char)> =
            text.char_indices().filter(|(_, letter)| !letter.is_ascii()).collect();
        let (at, letter) = letters[self.typo_at % letters.len()];
        text.insert(at, letter);
    }

    /// The title; `claimed` gives the words of the slots that depend on claims.
    pub(super) fn arrange<'a>(
        &self,
        fixed: &'a Fixed,
        claimed: impl Fn(char) -> Option<&'a str>,
        language: Language,
    ) -> String {
        let (inner, joint) = match language {
            Language::English => (" ", self.joint),
            Language::Chinese => ("", " "),
        };
        let word = |slot| match slot {
            'B' => Some(fixed.brand.as_str()),
            'A' => Some(fixed.attribute.as_str()),
            'F' => Some(fixed.filler.as_str()),
            _ => claimed(slot),
        };
        let group = |slots: &str| -> String {
            let words = slots.chars().filter_map(word).filter(|word| !word.is_empty());
            words.collect::<Vec<_>>().join(inner)
        };
        let mut groups: Vec<String> = self.order.split('|').map(group).filter(|g| !g.is_empty()).collect();
        match &fixed.noise {
            Some(noise) if self.noise_leads => groups[0] = format!("{noise} {}", groups[0]),
            Some(noise) => groups.push(noise.clone()),
            None => {}
        }
        groups.join(joint)
    }
}

impl Fixed {
    fn all(&self) -> [&str; 4] {
        [&self.brand, &self.attribute, &self.filler, self.noise.as_deref().unwrap_or_default()]
    }

    fn all_mut(&mut self) -> Vec<&mut String> {
        [&mut self.brand, &mut self.attribute, &mut self.filler].into_iter().chain(&mut self.noise).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_has_every_slot_once() {
        for order in ORDERS {
            let mut slots: Vec<char> = order.chars().filter(|&slot| slot != '|').collect();
            slots.sort_unstable();
            assert_eq!(slots.into_iter().collect::<String>(), "ABCFMNPQX");
        }
    }

    #[test]
    fn fillers_are_as_long_as_they_should_be() {
        for (i, list) in FILLERS_EN.iter().enumerate() {
            assert!(list.iter().all(|filler| filler.split(' ').count() == i + 1));
        }
        for (i, list) in FILLERS_ZH.iter().enumerate() {
            assert!(list.iter().all(|filler| filler.chars().count() == 2 * i + 2));
        }
    }
}
