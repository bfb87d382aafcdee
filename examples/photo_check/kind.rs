//! What can be wrong with a sequence, a picture or a pair, and which rule that breaks.

use std::fmt;

use agpis::RuleSet;

/// A violation that this program can make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Watermark,
    Stamp,
    Words,
    Badge,
    Border,
    Code,
    SameShot,
    NearCopy,
    Mirrored,
    OtherProduct,
    CloseUpFirst,
    WrongOrder,
    WrongTitle,
    /// Of a pair: a photograph and a close-up of it.
    CloseUp,
}

impl Kind {
    /// Those that one picture shows.
    pub(crate) const OF_PICTURES: [Self; 6] =
        [Self::Watermark, Self::Stamp, Self::Words, Self::Badge, Self::Border, Self::Code];
    /// Those that two pictures of a sequence show, and then those that take the whole sequence or its title.
    pub(crate) const OF_SEQUENCES: [Self; 7] = [
        Self::SameShot,
        Self::NearCopy,
        Self::Mirrored,
        Self::OtherProduct,
        Self::CloseUpFirst,
        Self::WrongOrder,
        Self::WrongTitle,
    ];
    /// Ways of duplicating a picture.
    pub(crate) const OF_PAIRS: [Self; 4] = [Self::SameShot, Self::NearCopy, Self::Mirrored, Self::CloseUp];

    /// A short name for ids.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Watermark => "watermark",
            Self::Stamp => "stamp",
            Self::Words => "words",
            Self::Badge => "badge",
            Self::Border => "border",
            Self::Code => "code",
            Self::SameShot => "same-shot",
            Self::NearCopy => "near-copy",
            Self::Mirrored => "mirrored",
            Self::OtherProduct => "other-product",
            Self::CloseUpFirst => "close-up-first",
            Self::WrongOrder => "wrong-order",
            Self::WrongTitle => "wrong-title",
            Self::CloseUp => "close-up",
        }
    }

    fn rule(self) -> &'static str {
        match self {
            Self::Watermark => "S01",
            Self::Stamp => "S02",
            Self::Words => "S03",
            Self::Badge => "S04",
            Self::Border => "S05",
            Self::Code => "S07",
            Self::SameShot => "P01",
            Self::NearCopy => "P02",
            Self::Mirrored => "P04",
            Self::CloseUp => "P05",
            Self::OtherProduct => "P07",
            Self::CloseUpFirst => "M01",
            Self::WrongOrder => "M02",
            Self::WrongTitle => "M10",
        }
    }

    /// The class of its rule; "other" if the rules do not have it.
    pub(crate) fn class(self, rules: &RuleSet) -> usize {
        rules.class_of(self.rule()).unwrap_or(rules.other())
    }

    /// As a reviewer would write it of these pictures, counted from 0.
    pub(crate) fn feedback(self, rules: &RuleSet, pictures: &[usize]) -> String {
        let rule = rules.rules().iter().find(|rule| rule.id == self.rule());
        let name = rule.map_or(self.name(), |rule| rule.name.as_str());
        let places: Vec<String> = pictures.iter().map(|place| format!("image {}", place + 1)).collect();
        if places.is_empty() { name.to_owned() } else { format!("{name}: {}", places.join(" and ")) }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
