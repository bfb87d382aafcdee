//! The 43 rules: what they are called, what they look at, how often they are broken.

use agpis_core::{Rule, RuleCategory, RuleSet};

use RuleCategory::{ImagePair, MultiImage, SingleImage};

/// Id, name, category, and how many of 1 000 sequences break it.
#[rustfmt::skip]
const TABLE: [(&str, &str, RuleCategory, u32); 43] = [
    ("S01", "Watermark", SingleImage, 12),
    ("S02", "Added logo", SingleImage, 11),
    ("S03", "Added text", SingleImage, 9),
    ("S04", "Promotion banner or badge", SingleImage, 11),
    ("S05", "Border or frame", SingleImage, 5),
    ("S06", "Collage or inset", SingleImage, 6),
    ("S07", "Contact details or QR code", SingleImage, 4),
    ("S08", "Blurry image", SingleImage, 7),
    ("S09", "Low resolution", SingleImage, 4),
    ("S10", "Bad cut-out", SingleImage, 5),
    ("S11", "Too dark or overexposed", SingleImage, 5),
    ("S12", "Colour cast or filter", SingleImage, 3),
    ("S13", "Cluttered background", SingleImage, 9),
    ("S14", "Hard shadow or reflection", SingleImage, 3),
    ("S15", "Product too small", SingleImage, 6),
    ("S16", "Product cut off", SingleImage, 6),
    ("S17", "Off-centre or tilted", SingleImage, 3),
    ("S18", "Props, hands or other objects", SingleImage, 5),
    ("S19", "Tag, hanger, packaging or mannequin", SingleImage, 3),
    ("S20", "Placeholder or drawing", SingleImage, 3),
    ("P01", "Same image twice", ImagePair, 7),
    ("P02", "Nearly the same image", ImagePair, 12),
    ("P03", "Similar viewing angle", ImagePair, 14),
    ("P04", "Mirrored copy", ImagePair, 4),
    ("P05", "Duplicated content", ImagePair, 9),
    ("P06", "Different colours", ImagePair, 10),
    ("P07", "Different product", ImagePair, 6),
    ("P08", "Inconsistent style", ImagePair, 3),
    ("P09", "Inconsistent size", ImagePair, 2),
    ("P10", "Different quantity", ImagePair, 3),
    ("M01", "Detail before the whole", MultiImage, 16),
    ("M02", "Back or bottom first", MultiImage, 13),
    ("M03", "No whole view", MultiImage, 9),
    ("M04", "No detail view", MultiImage, 9),
    ("M05", "No back view", MultiImage, 8),
    ("M06", "Too few angles", MultiImage, 8),
    ("M07", "No plain packshot", MultiImage, 6),
    ("M08", "Set not shown complete", MultiImage, 7),
    ("M09", "Title and colour differ", MultiImage, 8),
    ("M10", "Title and product type differ", MultiImage, 4),
    ("M11", "Title and material or pattern differ", MultiImage, 4),
    ("M12", "Title and quantity differ", MultiImage, 5),
    ("M13", "Item not in the title", MultiImage, 3),
];

/// The rules that the bench draws now; the others await their pictures.
pub const GENERATED: [&str; 22] = [
    "S01", "S02", "S03", "S04", "S05", "S06", "S08", "S13", "S15", "P01", "P02", "P03", "P04", "P06", "P07",
    "M01", "M02", "M03", "M06", "M07", "M09", "M10",
];

/// All 43 rules in class order.
///
/// # Panics
/// Never: the table holds valid rules.
#[must_use]
pub fn rules() -> RuleSet {
    let rule = |&(id, name, category, _): &(&str, &str, RuleCategory, u32)| Rule {
        id: id.to_owned(),
        name: name.to_owned(),
        category,
    };
    RuleSet::new(TABLE.iter().map(rule).collect()).expect("unique ids and names")
}

/// The name of a rule, as feedback starts with it.
pub(crate) fn name(id: &str) -> &'static str {
    row(id).map_or("Other", |row| row.1)
}

/// The class index of a rule; 44, "other", for an unknown one.
pub(crate) fn class(id: &str) -> usize {
    TABLE.iter().position(|row| row.0 == id).unwrap_or(TABLE.len()) + 1
}

/// The rules of one category that the bench draws, and how often.
pub(crate) fn generated(category: RuleCategory) -> impl Iterator<Item = (&'static str, u32)> + Clone {
    GENERATED.into_iter().filter_map(row).filter(move |row| row.2 == category).map(|row| (row.0, row.3))
}

fn row(id: &str) -> Option<&'static (&'static str, &'static str, RuleCategory, u32)> {
    TABLE.iter().find(|row| row.0 == id)
}
