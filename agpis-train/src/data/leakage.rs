//! What is in two parts of the data and must not be.

mod near;
mod report;

use std::collections::BTreeMap;

use agpis_core::Image;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use self::near::{Look, look};
pub use self::report::{LeakageReport, NearPictures, Place, RepeatedId, SharedPicture, SharedSku};
use super::Examples;

/// Examples whose pictures are hashed side by side.
const AT_A_TIME: usize = 256;

/// How to look for leaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeakageOptions {
    /// Whether to look at pictures at all; yes.
    pub pictures: bool,
    /// Bits of 128 in which the hashes of near-identical pictures differ at most, `0..=7`; 4. Larger ones count as 7.
    pub near_bits: u32,
    /// Largest number of pairs to compare for being near-identical; 50 million. The report says if that was too few.
    pub max_pairs: usize,
    /// How many findings of each kind to list; 100. All are counted.
    pub max_listed: usize,
}

impl Default for LeakageOptions {
    fn default() -> Self {
        Self { pictures: true, near_bits: 4, max_pairs: 50_000_000, max_listed: 100 }
    }
}

impl LeakageOptions {
    /// Whether to look at pictures.
    #[must_use]
    pub fn with_pictures(self, pictures: bool) -> Self {
        Self { pictures, ..self }
    }

    /// Another number of differing bits.
    #[must_use]
    pub fn with_near_bits(self, near_bits: u32) -> Self {
        Self { near_bits, ..self }
    }

    /// Another number of pairs.
    #[must_use]
    pub fn with_max_pairs(self, max_pairs: usize) -> Self {
        Self { max_pairs, ..self }
    }
}

/// Compares named parts of the data: products and pictures that are in two of them, and ids that come twice anywhere.
///
/// Pictures are compared as they are decoded, byte for byte; so the same picture in another encoding or size is not
/// identical, but it may be near-identical. Pictures are read once, in parallel on rayon's current thread pool; those
/// that cannot be read are counted. The result does not depend on the number of threads.
#[must_use]
pub fn check_leakage(sets: &[(&str, &dyn Examples)], options: &LeakageOptions) -> LeakageReport {
    let mut report = LeakageReport {
        sets: sets.iter().map(|(name, set)| ((*name).to_owned(), set.examples().len())).collect(),
        ..LeakageReport::default()
    };
    shared_skus(sets, options, &mut report);
    repeated_ids(sets, options, &mut report);
    if options.pictures {
        let seen = Seen::all(sets, &mut report);
        seen.identical(options, &mut report);
        near::near(&seen.looks, options, &mut report);
    }
    report
}

fn shared_skus(sets: &[(&str, &dyn Examples)], options: &LeakageOptions, report: &mut LeakageReport) {
    let mut homes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (set, (_, examples)) in sets.iter().enumerate() {
        for example in examples.examples() {
            let homes = homes.entry(&example.sku).or_default();
            if homes.last() != Some(&set) {
                homes.push(set);
            }
        }
    }
    for (sku, homes) in homes.into_iter().filter(|(_, homes)| homes.len() > 1) {
        report.num_shared_skus += 1;
        if report.shared_skus.len() < options.max_listed {
            let sets = homes.into_iter().map(|set| report.sets[set].0.clone()).collect();
            report.shared_skus.push(SharedSku { sku: sku.to_owned(), sets });
        }
    }
}

fn repeated_ids(sets: &[(&str, &dyn Examples)], options: &LeakageOptions, report: &mut LeakageReport) {
    let mut homes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (set, (_, examples)) in sets.iter().enumerate() {
        examples.examples().iter().for_each(|example| homes.entry(&example.id).or_default().push(set));
    }
    for (id, homes) in homes.into_iter().filter(|(_, homes)| homes.len() > 1) {
        report.num_repeated_ids += 1;
        if report.repeated_ids.len() < options.max_listed {
            let sets = homes.into_iter().map(|set| report.sets[set].0.clone()).collect();
            report.repeated_ids.push(RepeatedId { id: id.to_owned(), sets });
        }
    }
}

/// A place by number: set, example, image.
type At = [u32; 3];

/// What all pictures look like.
struct Seen {
    names: Vec<String>,
    ids: Vec<Vec<String>>,
    hashes: BTreeMap<[u8; 16], Vec<At>>,
    looks: near::Looks,
}

impl Seen {
    fn all(sets: &[(&str, &dyn Examples)], report: &mut LeakageReport) -> Self {
        let ids = |set: &dyn Examples| set.examples().iter().map(|example| example.id.clone()).collect();
        let mut seen = Self {
            names: sets.iter().map(|(name, _)| (*name).to_owned()).collect(),
            ids: sets.iter().map(|(_, set)| ids(*set)).collect(),
            hashes: BTreeMap::new(),
            looks: near::Looks::default(),
        };
        for (set, (_, examples)) in sets.iter().enumerate() {
            let indices: Vec<usize> = (0..examples.examples().len()).collect();
            for some in indices.chunks(AT_A_TIME) {
                let hashed: Vec<_> = some.par_iter().map(|&index| hashed(*examples, index)).collect();
                for (&index, pictures) in some.iter().zip(hashed) {
                    seen.add([set, index], pictures, report);
                }
            }
        }
        seen
    }

    fn add(&mut self, [set, index]: [usize; 2], pictures: Option<Vec<Hashed>>, report: &mut LeakageReport) {
        let Some(pictures) = pictures else {
            report.unreadable += 1;
            return;
        };
        report.pictures += pictures.len();
        for (image, picture) in pictures.into_iter().enumerate() {
            let at = [set, index, image].map(|number| u32::try_from(number).unwrap_or(u32::MAX));
            let places = self.hashes.entry(picture.pixels).or_default();
            // One place in a set is enough.
            if places.last().is_none_or(|last| last[0] != at[0]) {
                places.push(at);
                if let Some(look) = picture.look {
                    self.looks.add(look, self.place(at), picture.pixels);
                }
            }
        }
    }

    fn identical(&self, options: &LeakageOptions, report: &mut LeakageReport) {
        let mut shared: Vec<&Vec<At>> = self.hashes.values().filter(|places| places.len() > 1).collect();
        shared.sort();
        report.num_shared_pictures = shared.len();
        let places =
            |places: &Vec<At>| SharedPicture { places: places.iter().map(|&at| self.place(at)).collect() };
        report.shared_pictures = shared.into_iter().take(options.max_listed).map(places).collect();
    }

    fn place(&self, [set, index, image]: At) -> Place {
        let (set, index) = (set as usize, index as usize);
        Place { set: self.names[set].clone(), id: self.ids[set][index].clone(), image: image as usize }
    }
}

struct Hashed {
    pixels: [u8; 16],
    look: Option<Look>,
}

/// Hashes of the pictures of an example, if all of them can be read.
fn hashed(set: &dyn Examples, index: usize) -> Option<Vec<Hashed>> {
    let images = set.images(index).ok()?;
    Some(images.iter().map(|image| Hashed { pixels: pixels(image), look: look(image) }).collect())
}

/// Sides belong to a picture: the same bytes may be a tall or a wide one. Half of SHA-256 is enough to tell pictures
/// apart.
fn pixels(image: &Image) -> [u8; 16] {
    let sides = [image.width(), image.height()].map(u32::to_le_bytes).concat();
    let hash = Sha256::new().chain_update(sides).chain_update(image.pixels()).finalize();
    std::array::from_fn(|i| hash[i])
}
