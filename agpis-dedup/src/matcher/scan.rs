//! All points within a radius, by looking at every one in few dimensions.

use super::projection::{FAR, NEAR};
use super::sums::squared_distance;

/// Points whose distances are computed at once.
const LANES: usize = 16;
/// After so many dimensions most points are out of reach where the radius is small.
const FIRST: usize = 8;

/// Blocks after which candidates are looked at closely: together, because then the memory that they lie in is
/// waited for once.
const BATCH: usize = 32;

/// Projected points.
pub(super) struct Scan {
    /// In blocks, each dimension of a block side by side.
    near: Vec<[[f32; LANES]; NEAR]>,
    far: Vec<[f32; FAR]>,
    /// Which point is where: neighbours share blocks, so that most blocks are out of reach as a whole.
    order: Vec<u32>,
}

impl Scan {
    pub(super) fn new(near: &[[f32; NEAR]], far: &[[f32; FAR]]) -> Self {
        let mut order: Vec<u32> = (0..near.len() as u32).collect();
        split(&mut order, near);
        let block = |points: &[u32]| {
            // Not nearer than any distance, not even an infinite one.
            let mut block = [[f32::NAN; LANES]; NEAR];
            for (lane, &point) in points.iter().enumerate() {
                (0..NEAR).for_each(|d| block[d][lane] = near[point as usize][d]);
            }
            block
        };
        Self {
            near: order.chunks(LANES).map(block).collect(),
            far: order.iter().map(|&point| far[point as usize]).collect(),
            order,
        }
    }

    /// Calls `visit` for every point that is nearer than a squared distance, at first `limit`; what `visit`
    /// returns is the one for the points that follow.
    pub(super) fn within(
        &self,
        near: &[f32; NEAR],
        far: &[f32; FAR],
        mut limit: f32,
        mut visit: impl FnMut(usize) -> f32,
    ) {
        let mut candidates = Vec::with_capacity(BATCH * LANES);
        for (batch, blocks) in self.near.chunks(BATCH).enumerate() {
            candidates.clear();
            for (i, block) in blocks.iter().enumerate() {
                candidates_of(block, near, limit, (batch * BATCH + i) * LANES, &mut candidates);
            }
            candidates.retain(|&(place, d)| d + squared_distance(&self.far[place], far) <= limit);
            for &(place, _) in &candidates {
                limit = visit(self.order[place] as usize);
            }
        }
    }
}

/// Sorts points so that those of a block, and of neighbouring blocks, lie together: halves at the median of
/// the dimension in which they differ most, over and over.
fn split(order: &mut [u32], points: &[[f32; NEAR]]) {
    if order.len() <= LANES {
        return;
    }
    let spread = |axis: usize| {
        let values = order.iter().map(|&point| points[point as usize][axis]);
        let (low, high) = values.fold((f32::MAX, f32::MIN), |(low, high), v| (low.min(v), high.max(v)));
        high - low
    };
    let spreads: [f32; FIRST] = std::array::from_fn(spread);
    let axis = (0..FIRST).max_by(|&a, &b| spreads[a].total_cmp(&spreads[b])).unwrap_or(0);
    let middle = (order.len() / 2).next_multiple_of(LANES);
    let along = |&point: &u32| points[point as usize][axis];
    order.select_nth_unstable_by(middle, |a, b| along(a).total_cmp(&along(b)));
    let (low, high) = order.split_at_mut(middle);
    split(low, points);
    split(high, points);
}

/// Appends the places of a block, the first of which is `first`, whose points are near enough so far.
fn candidates_of(
    block: &[[f32; LANES]; NEAR],
    query: &[f32; NEAR],
    limit: f32,
    first: usize,
    candidates: &mut Vec<(usize, f32)>,
) {
    let mut squared = [0.0; LANES];
    add(&mut squared, &block[..FIRST], &query[..FIRST]);
    if squared.iter().all(|&d| d > limit) {
        return;
    }
    add(&mut squared, &block[FIRST..], &query[FIRST..]);
    let points = squared.iter().enumerate().map(|(lane, &d)| (first + lane, d));
    candidates.extend(points.filter(|&(_, d)| d <= limit));
}

fn add(squared: &mut [f32; LANES], block: &[[f32; LANES]], query: &[f32]) {
    for (values, &q) in block.iter().zip(query) {
        for (squared, v) in squared.iter_mut().zip(values) {
            *squared += (v - q) * (v - q);
        }
    }
}
