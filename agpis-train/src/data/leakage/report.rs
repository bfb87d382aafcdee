//! The findings, for programs and for people.

use std::fmt;

/// Where a picture is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The name of the set.
    pub set: String,
    /// The id of the example.
    pub id: String,
    /// 0-based position in its sequence.
    pub image: usize,
}

/// A product in several sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedSku {
    /// The product.
    pub sku: String,
    /// The names of the sets, at least two.
    pub sets: Vec<String>,
}

/// An id of several examples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepeatedId {
    /// The id.
    pub id: String,
    /// The set of every one of them, possibly the same.
    pub sets: Vec<String>,
}

/// One picture in several sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedPicture {
    /// The first place in every set.
    pub places: Vec<Place>,
}

/// Two pictures of two sets that look alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearPictures {
    /// Where they are.
    pub places: [Place; 2],
    /// In how many of 128 bits their hashes differ.
    pub bits: u32,
}

/// What is in two sets. Lists are cut to a length, numbers are of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeakageReport {
    /// The sets by name, with their numbers of examples.
    pub sets: Vec<(String, usize)>,
    /// Pictures that were looked at.
    pub pictures: usize,
    /// Examples with pictures that cannot be read.
    pub unreadable: usize,
    /// Products in several sets, by SKU.
    pub shared_skus: Vec<SharedSku>,
    /// How many there are.
    pub num_shared_skus: usize,
    /// Ids that come twice, in one set or several.
    pub repeated_ids: Vec<RepeatedId>,
    /// How many there are.
    pub num_repeated_ids: usize,
    /// Identical pictures in several sets.
    pub shared_pictures: Vec<SharedPicture>,
    /// How many there are.
    pub num_shared_pictures: usize,
    /// A warning, not a leak: pictures in two sets that look alike, nearest first. Plain pictures of similar
    /// products may.
    pub near_pictures: Vec<NearPictures>,
    /// How many pairs there are.
    pub num_near_pictures: usize,
    /// Whether there were too many pairs to compare all for being alike.
    pub near_is_incomplete: bool,
}

impl LeakageReport {
    /// Whether nothing leaks. Pictures that merely look alike do not count, nor does what could not be read.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.num_shared_skus + self.num_repeated_ids + self.num_shared_pictures == 0
    }
}

impl fmt::Display for LeakageReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sets: Vec<String> = self.sets.iter().map(|(name, count)| format!("{name} ({count})")).collect();
        writeln!(f, "sets: {}; {} pictures", sets.join(", "), self.pictures)?;
        let skus =
            self.shared_skus.iter().map(|shared| format!("{} in {}", shared.sku, shared.sets.join(", ")));
        section(f, "products in several sets", self.num_shared_skus, skus)?;
        let ids = self
            .repeated_ids
            .iter()
            .map(|repeated| format!("{} in {}", repeated.id, repeated.sets.join(", ")));
        section(f, "repeated ids", self.num_repeated_ids, ids)?;
        let pictures = self.shared_pictures.iter().map(|shared| listed(&shared.places));
        section(f, "identical pictures in several sets", self.num_shared_pictures, pictures)?;
        let near =
            self.near_pictures.iter().map(|near| format!("{} ({} bits)", listed(&near.places), near.bits));
        section(f, "warning: pictures that look alike", self.num_near_pictures, near)?;
        if self.near_is_incomplete {
            writeln!(f, "warning: too many pictures to compare all of them for looking alike")?;
        }
        if self.unreadable > 0 {
            writeln!(f, "warning: {} examples with unreadable pictures", self.unreadable)?;
        }
        write!(f, "{}", if self.is_clean() { "no leak" } else { "LEAK" })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} image {}", self.set, self.id, self.image + 1)
    }
}

fn listed(places: &[Place]) -> String {
    places.iter().map(ToString::to_string).collect::<Vec<_>>().join(" = ")
}

fn section(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    count: usize,
    lines: impl ExactSizeIterator<Item = String>,
) -> fmt::Result {
    writeln!(f, "{name}: {count}")?;
    let more = count - lines.len().min(count);
    for line in lines {
        writeln!(f, "  {line}")?;
    }
    if more > 0 { writeln!(f, "  and {more} more") } else { Ok(()) }
}
