//! Why the augmentation leaves every label alone, rule by rule.

/// Why no rule of a group is broken or mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Safety {
    /// Ids of rules of AGPIS-bench.
    pub rules: &'static [&'static str],
    /// What the rules look at.
    pub looks_at: &'static str,
    /// Which strength is bounded by that, and why it is enough.
    pub bound: &'static str,
}

const fn safety(rules: &'static [&'static str], looks_at: &'static str, bound: &'static str) -> Safety {
    Safety { rules, looks_at, bound }
}

/// Every rule of AGPIS-bench once.
pub const SAFETY: [Safety; 14] = [
    safety(
        &["S01", "S02", "S03", "S04", "S07"],
        "marks drawn over the picture",
        "levels: marks keep nine tenths of their contrast; noise: two levels are less than the faintest mark",
    ),
    safety(
        &["S05"],
        "lines along the edges",
        "shift: one pixel may take a line of one pixel away on two sides and leaves it on the others",
    ),
    safety(
        &["S06", "S20"],
        "what kind of picture it is",
        "nothing that is done changes what a picture is made of",
    ),
    safety(
        &["S08", "S09"],
        "sharpness and blocks",
        "shift: in whole pixels, so nothing is interpolated; noise: no picture gets sharper by two levels",
    ),
    safety(
        &["S10"],
        "fringes along the outline",
        "levels: a fringe keeps nine tenths of its contrast; noise: two levels make no fringe",
    ),
    safety(
        &["S11"],
        "histograms crushed at an end",
        "levels: a tenth less contrast at most, nothing is clipped; wrong light is several times that",
    ),
    safety(
        &["S12", "P06", "M09"],
        "hue",
        "levels: the same for red, green and blue, so that grey stays grey",
    ),
    safety(
        &["S13", "S14", "S18", "S19", "M07", "M13"],
        "what else is in the picture",
        "nothing is added, hidden or taken away",
    ),
    safety(
        &["S15", "S16", "S17", "P09"],
        "size and place of the product",
        "shift: one pixel of at least 48, no zoom and no rotation; what is cut at an edge stays cut",
    ),
    safety(
        &["P01", "P02", "P05"],
        "whether two images show the same",
        "all: the same change with the same noise for all images of a sequence, so equal images stay equal",
    ),
    safety(
        &["P03", "M02", "M05", "M06"],
        "from where the product is seen",
        "no mirroring, no rotation, no other order",
    ),
    safety(&["P04"], "a mirrored copy", "no mirroring"),
    safety(
        &["P07", "P08", "P10", "M08", "M10", "M11", "M12"],
        "what products, how many, and in what style",
        "levels: the same for all images of a sequence, so that none stands out from the others",
    ),
    safety(&["M01", "M03", "M04"], "wholes and details, and their order", "no crop, no zoom, no other order"),
];
