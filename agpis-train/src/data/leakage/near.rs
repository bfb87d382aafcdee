//! Pictures that look alike: hashes of coarse differences that survive another encoding or size.

use std::collections::{BTreeMap, BTreeSet};

use agpis_core::Image;

use super::{LeakageOptions, LeakageReport, NearPictures, Place};

/// Cells of a side: their neighbours make 8 times 8 differences in either direction.
const CELLS: usize = 9;
/// A difference in levels below which a cell counts as level with its neighbour, so that noise decides nothing.
const LEVEL: i32 = 3;
/// Differences of mean colours, in levels, above which pictures do not look alike.
const MAX_COLOUR: u8 = 8;
/// Bits of a piece of the hash. Hashes that differ in fewer bits than there are pieces share one piece.
const PIECE: u32 = 16;
const PIECES: u32 = 128 / PIECE;

/// What a picture looks like from far away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Look {
    bits: u128,
    colour: [u8; 3],
}

/// `None` if there is too little to be seen: all plain pictures look alike.
pub(super) fn look(image: &Image) -> Option<Look> {
    let cells = cells(image);
    let grey: Vec<i32> = cells.iter().map(|[r, g, b]| (299 * r + 587 * g + 114 * b) / 1000).collect();
    let mut bits = 0_u128;
    for y in 0..CELLS - 1 {
        for x in 0..CELLS - 1 {
            let here = grey[y * CELLS + x];
            let (right, below) = (grey[y * CELLS + x + 1], grey[(y + 1) * CELLS + x]);
            bits = bits << 2 | u128::from(right - here > LEVEL) << 1 | u128::from(below - here > LEVEL);
        }
    }
    let mean = |channel: usize| {
        let sum: i32 = cells.iter().map(|cell| cell[channel]).sum();
        (sum / cells.len() as i32).clamp(0, 255) as u8
    };
    (bits.count_ones() >= PIECES).then(|| Look { bits, colour: [0, 1, 2].map(mean) })
}

/// Mean colours of the cells, row by row. A picture smaller than the grid has cells that share pixels.
fn cells(image: &Image) -> Vec<[i32; 3]> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let range = |cell: usize, length: usize| {
        let from = cell * length / CELLS;
        from..((cell + 1) * length / CELLS).max(from + 1)
    };
    let mean = |cell: usize| {
        let (xs, ys) = (range(cell % CELLS, width), range(cell / CELLS, height));
        let count = (xs.len() * ys.len()) as u64;
        let mut sums = [0_u64; 3];
        for y in ys {
            let row = &image.pixels()[3 * (y * width + xs.start)..3 * (y * width + xs.end)];
            row.iter().enumerate().for_each(|(i, &level)| sums[i % 3] += u64::from(level));
        }
        sums.map(|sum| (sum / count) as i32)
    };
    (0..CELLS * CELLS).map(mean).collect()
}

/// Where a picture is, and the hash of its pixels.
type Seen = (Place, [u8; 16]);

/// Looks with the pictures that have them.
#[derive(Default)]
pub(super) struct Looks(BTreeMap<Look, Vec<Seen>>);

impl Looks {
    pub(super) fn add(&mut self, look: Look, place: Place, pixels: [u8; 16]) {
        let places = self.0.entry(look).or_default();
        if !places.iter().any(|(known, of)| known.set == place.set && *of == pixels) {
            places.push((place, pixels));
        }
    }
}

/// Adds the pairs of pictures in two sets that look alike and are not identical.
pub(super) fn near(looks: &Looks, options: &LeakageOptions, report: &mut LeakageReport) {
    let most = options.near_bits.min(PIECES - 1);
    let all: Vec<(&Look, &Vec<Seen>)> = looks.0.iter().collect();
    let mut found: Vec<NearPictures> = Vec::new();
    let mut left = options.max_pairs;
    for (a, b) in neighbours(&all, most, &mut left) {
        let bits = (all[a].0.bits ^ all[b].0.bits).count_ones();
        for (i, (one, pixels)) in all[a].1.iter().enumerate() {
            // Of one look each pair once.
            let others = if a == b { &all[b].1[i + 1..] } else { all[b].1 };
            let apart = others.iter().filter(|(other, of)| other.set != one.set && of != pixels);
            found.extend(apart.map(|(other, _)| {
                let mut places = [one.clone(), other.clone()];
                places.sort();
                NearPictures { places, bits }
            }));
        }
    }
    report.near_is_incomplete = left == 0;
    report.num_near_pictures = found.len();
    found.sort_by(|a, b| a.bits.cmp(&b.bits).then_with(|| a.places.cmp(&b.places)));
    found.truncate(options.max_listed);
    report.near_pictures = found;
}

/// Pairs of looks that differ in at most so many bits and hardly in colour, each once, the same look included.
fn neighbours(all: &[(&Look, &Vec<Seen>)], most: u32, left: &mut usize) -> BTreeSet<(usize, usize)> {
    let mut pairs: BTreeSet<(usize, usize)> = (0..all.len()).map(|i| (i, i)).collect();
    for piece in 0..PIECES {
        let mut alike: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
        for (index, (look, _)) in all.iter().enumerate() {
            alike.entry((look.bits >> (piece * PIECE)) as u16).or_default().push(index);
        }
        for group in alike.into_values() {
            for (i, &a) in group.iter().enumerate() {
                for &b in &group[i + 1..] {
                    if *left == 0 {
                        return pairs;
                    }
                    *left -= 1;
                    if are_alike(all[a].0, all[b].0, most) {
                        pairs.insert((a, b));
                    }
                }
            }
        }
    }
    pairs
}

fn are_alike(a: &Look, b: &Look, most: u32) -> bool {
    let colours = a.colour.iter().zip(b.colour).all(|(a, b)| a.abs_diff(b) <= MAX_COLOUR);
    colours && (a.bits ^ b.bits).count_ones() <= most
}
