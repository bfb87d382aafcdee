//! Parts of the data that share no product (§4.1).

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};

use super::{DataError, Review};

/// How to part reviews: "randomly split into three subsets without any overlap in product SKUs" (§4.1).
///
/// A product's part follows from a hash of the seed and its SKU, so it does not depend on the other products, nor on
/// the order of the file, and a product that comes again months later comes into the same part.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitPlan {
    seed: u64,
    shares: Vec<(String, f64)>,
}

/// Indices of reviews by part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Splits {
    /// The parts by name, each with its reviews in order. A part of the plan may be empty; a split that reviews
    /// have themselves may be a part that the plan does not have.
    pub parts: BTreeMap<String, Vec<usize>>,
    /// Reviews that name another split than the first review of their product did. They are in no part.
    pub conflicting: Vec<usize>,
}

impl Default for SplitPlan {
    /// Training 80 %, validation 10 %, testing 10 % of the products, with seed 0: `train`, `validation`, `test`.
    fn default() -> Self {
        let shares = [("train", 0.8), ("validation", 0.1), ("test", 0.1)];
        Self { seed: 0, shares: shares.map(|(name, share)| (name.to_owned(), share)).to_vec() }
    }
}

impl SplitPlan {
    /// Parts with these shares of the products. They need not add up to 1: only their proportions count.
    ///
    /// # Errors
    /// If there is none, a name comes twice or is empty, a share is negative or not finite, or all are zero.
    pub fn new(shares: &[(&str, f64)]) -> Result<Self, DataError> {
        let setting = |expected, actual: String| Err(DataError::Setting { expected, actual });
        if let Some((name, share)) = shares.iter().find(|(_, share)| !(share.is_finite() && *share >= 0.0)) {
            return setting("finite shares that are not negative", format!("{share} for {name}"));
        }
        let names: Vec<String> = shares.iter().map(|(name, _)| canonical(name)).collect();
        if let Some(i) = (0..names.len()).find(|&i| names[i].is_empty() || names[..i].contains(&names[i])) {
            return setting("parts with different names", format!("{:?}", names[i]));
        }
        let sum: f64 = shares.iter().map(|(_, share)| share).sum();
        if !(sum.is_finite() && sum > 0.0) {
            return setting("shares with a finite sum above 0", sum.to_string());
        }
        let shares = names.into_iter().zip(shares.iter().map(|(_, share)| share / sum));
        Ok(Self { seed: 0, shares: shares.collect() })
    }

    /// Another seed parts the products anew.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The part of a product that does not name one.
    #[must_use]
    pub fn part_of(&self, sku: &str) -> &str {
        let at = fraction(self.seed, sku);
        let (mut end, mut last) = (0.0, "");
        for (name, share) in self.shares.iter().filter(|(_, share)| *share > 0.0) {
            end += share;
            last = name;
            if at < end {
                break;
            }
        }
        // Rounding may leave the sum a little below 1; then it is the last one.
        last
    }

    /// Parts reviews. A product of which a review names its split comes into that split with all its reviews; `val`,
    /// `valid`, `dev` and `validation` are one, as are `train` and `training`, and `test` and `testing`.
    #[must_use]
    pub fn apply(&self, reviews: &[Review]) -> Splits {
        let mut given: HashMap<&str, String> = HashMap::new();
        for review in reviews {
            if let Some(split) = &review.split {
                given.entry(&review.sku).or_insert_with(|| canonical(split));
            }
        }
        let mut splits = Splits::default();
        splits.parts.extend(self.shares.iter().map(|(name, _)| (name.clone(), Vec::new())));
        for (index, review) in reviews.iter().enumerate() {
            let part =
                given.get(review.sku.as_str()).map_or_else(|| self.part_of(&review.sku), String::as_str);
            if review.split.as_deref().is_some_and(|split| canonical(split) != part) {
                splits.conflicting.push(index);
            } else {
                splits.parts.entry(part.to_owned()).or_default().push(index);
            }
        }
        splits
    }
}

impl Splits {
    /// The reviews of a part, none if there is no such part.
    #[must_use]
    pub fn part(&self, name: &str) -> &[usize] {
        self.parts.get(&canonical(name)).map_or(&[], Vec::as_slice)
    }
}

fn canonical(name: &str) -> String {
    let name = name.trim();
    let known = match name.to_ascii_lowercase().as_str() {
        "train" | "training" => "train",
        "val" | "valid" | "validation" | "dev" => "validation",
        "test" | "testing" => "test",
        _ => name,
    };
    known.to_owned()
}

/// In `0.0..1.0`, by a hash that no product can be chosen for without knowing the seed.
fn fraction(seed: u64, sku: &str) -> f64 {
    let hash = Sha256::new().chain_update(b"agpis split").chain_update(seed.to_le_bytes()).chain_update(sku);
    let hash = hash.finalize();
    let number = hash[..8].iter().fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
    (number >> 11) as f64 / (1_u64 << 53) as f64
}
