//! The photographs of a product, in the order that counts as a good one.

use agpis::Product;
use agpis::core::Candidate;

/// A product's photographs.
pub(crate) struct Photos {
    pub(crate) sku: String,
    pub(crate) title: String,
    pub(crate) pictures: Vec<Candidate>,
}

impl Photos {
    /// The order is the catalogue's, but for names that say what they show: `front` or `main` come first, `back`, `side`,
    /// `bottom` or `detail` last. It is assumed to be one that a reviewer would accept.
    pub(crate) fn of(product: &Product) -> Self {
        let mut pictures = product.candidates().to_vec();
        pictures.sort_by_key(|picture| rank(picture.id.as_str()));
        Self { sku: product.id().to_string(), title: product.title().to_owned(), pictures }
    }

    /// Whether the titles have no word in common, and both have one: then they hardly name the same kind of thing.
    pub(crate) fn is_unlike(&self, other: &Self) -> bool {
        let words =
            |title: &str| title.to_lowercase().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let [mine, others] = [&self.title, &other.title].map(|title| words(title));
        !mine.is_empty() && !others.is_empty() && mine.iter().all(|word| !others.contains(word))
    }
}

/// By the file's name without its folder, because a folder may have any name.
fn rank(id: &str) -> u8 {
    let name = id.rsplit(['/', '\\']).next().unwrap_or(id).to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if says(&["front", "main"]) {
        0
    } else if says(&["back", "side", "bottom", "detail"]) {
        2
    } else {
        1
    }
}
