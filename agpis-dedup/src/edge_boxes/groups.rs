//! Edge pixels to straight segments (§3.1 of the EdgeBoxes paper, "edge groups").

use std::f32::consts::PI;

use super::EdgeBoxesParams;
use crate::EdgeMap;

const NO_EDGE: i32 = -1;
const UNASSIGNED: i32 = 0;
/// Larger than any cost, so that a candidate with it is never taken.
const CONSUMED: f32 = 1000.0;

/// A segment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Group {
    /// Sum of strengths.
    pub(super) magnitude: f32,
    /// Mean column, weighted by strength.
    pub(super) mean_x: f32,
    /// Mean row, weighted by strength.
    pub(super) mean_y: f32,
    /// Mean orientation, weighted by strength.
    pub(super) orientation: f32,
    /// Column of the pixel that stands for the segment: its last one, column by column.
    pub(super) x: i32,
    /// Row of that pixel.
    pub(super) y: i32,
}

/// A segment as scoring sees it: its magnitude, at the pixel that stands for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) x: u16,
    pub(super) y: u16,
    pub(super) magnitude: f32,
}

impl Point {
    pub(super) fn of(group: &Group) -> Self {
        let &Group { magnitude, x, y, .. } = group;
        // Sides of maps are far below 2¹⁶.
        Self { x: x as u16, y: y as u16, magnitude }
    }
}

/// All segments of a map. Maps are stored column by column here: `ids[x * height + y]`.
#[derive(Debug)]
pub(super) struct EdgeGroups {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Index of the segment of a pixel; 0 or less where there is none.
    pub(super) ids: Vec<i32>,
    /// Strengths of all pixels.
    pub(super) strength: Vec<f32>,
    /// Index 0 is not used.
    pub(super) groups: Vec<Group>,
}

impl EdgeGroups {
    pub(super) fn new(edges: &EdgeMap, params: &EdgeBoxesParams) -> Self {
        let mut grouping = Grouping::new(edges, params.edge_min_mag);
        let count = grouping.grow(params.edge_merge_thr);
        grouping.dissolve_small(count, params.cluster_min_mag);
        grouping.absorb_unassigned();
        let count = grouping.renumber(count);
        let groups = grouping.summarise(count);
        Self {
            width: edges.width(),
            height: edges.height(),
            ids: grouping.ids,
            strength: grouping.strength,
            groups,
        }
    }
}

/// The values of a map column by column.
fn by_columns(rows: &[f32], width: usize, height: usize) -> Vec<f32> {
    /// Squares of so many pixels a side stay in the cache while they are turned.
    const BLOCK: usize = 16;
    let mut columns = vec![0.0; width * height];
    for (y0, x0) in (0..height).step_by(BLOCK).flat_map(|y| (0..width).step_by(BLOCK).map(move |x| (y, x))) {
        for y in y0..height.min(y0 + BLOCK) {
            let row = &rows[y * width..][x0..width.min(x0 + BLOCK)];
            for (x, &v) in (x0..).zip(row) {
                columns[x * height + y] = v;
            }
        }
    }
    columns
}

struct Grouping {
    width: usize,
    height: usize,
    strength: Vec<f32>,
    orientation: Vec<f32>,
    ids: Vec<i32>,
}

impl Grouping {
    fn new(edges: &EdgeMap, min_mag: f32) -> Self {
        let (width, height) = (edges.width(), edges.height());
        let (strength, orientation) = rayon::join(
            || by_columns(edges.strength(), width, height),
            || by_columns(edges.orientation(), width, height),
        );
        let mut ids = vec![NO_EDGE; width * height];
        for x in 1..width.saturating_sub(1) {
            for i in x * height + 1..((x + 1) * height).saturating_sub(1) {
                if strength[i] > min_mag {
                    ids[i] = UNASSIGNED;
                }
            }
        }
        Self { width, height, strength, orientation, ids }
    }

    /// Change of direction between two pixels in units of π, in `0.0..=0.5`.
    fn turn(&self, i: usize, j: usize) -> f32 {
        let v = (self.orientation[i] - self.orientation[j]).abs() / PI;
        if v > 0.5 { 1.0 - v } else { v }
    }

    /// The eight neighbours of a pixel inside the frame, column by column.
    fn neighbours(&self, i: usize) -> [usize; 8] {
        let h = self.height;
        [i - h - 1, i - h, i - h + 1, i - 1, i + 1, i + h - 1, i + h, i + h + 1]
    }

    /// Greedy growth from every edge pixel not assigned yet; returns one more than the last id.
    fn grow(&mut self, merge_thr: f32) -> usize {
        let mut seen_by = vec![UNASSIGNED; self.ids.len()];
        let mut candidates = Vec::new();
        let mut id = 1;
        for i in 0..self.ids.len() {
            if self.ids[i] == UNASSIGNED {
                candidates.clear();
                self.grow_one(i, id, merge_thr, &mut candidates, &mut seen_by);
                id += 1;
            }
        }
        id as usize
    }

    /// Always on to the neighbour that turns least, relative to the pixel from which it was first seen.
    /// The pixel that exceeds the threshold stays unassigned.
    fn grow_one(
        &mut self,
        start: usize,
        id: i32,
        merge_thr: f32,
        candidates: &mut Vec<(f32, usize)>,
        seen_by: &mut [i32],
    ) {
        let (mut current, mut turned) = (start, 0.0);
        while turned < merge_thr {
            self.ids[current] = id;
            for n in self.neighbours(current) {
                if self.ids[n] == UNASSIGNED && seen_by[n] != id {
                    seen_by[n] = id;
                    candidates.push((self.turn(n, current), n));
                }
            }
            let Some(next) = first_min(candidates) else { return };
            current = next.1;
            turned += next.0;
            next.0 = CONSUMED;
        }
    }

    fn magnitudes(&self, count: usize) -> Vec<f32> {
        let mut magnitudes = vec![0.0; count];
        for (&id, &strength) in self.ids.iter().zip(&self.strength) {
            if id > 0 {
                magnitudes[id as usize] += strength;
            }
        }
        magnitudes
    }

    fn dissolve_small(&mut self, count: usize, min_mag: f32) {
        let magnitudes = self.magnitudes(count);
        for id in &mut self.ids {
            if *id > 0 && magnitudes[*id as usize] <= min_mag {
                *id = UNASSIGNED;
            }
        }
    }

    /// Every unassigned pixel joins the neighbour that turns least, as long as there are any to join.
    fn absorb_unassigned(&mut self) {
        let mut waiting: Vec<usize> = (0..self.ids.len()).filter(|&i| self.ids[i] == UNASSIGNED).collect();
        loop {
            let before = waiting.len();
            waiting.retain(|&i| {
                let id = self.nearest_id(i);
                self.ids[i] = id;
                id == UNASSIGNED
            });
            if waiting.len() == before {
                return;
            }
        }
    }

    fn nearest_id(&self, i: usize) -> i32 {
        let (mut best, mut id) = (CONSUMED, UNASSIGNED);
        for n in self.neighbours(i) {
            let turn = self.turn(n, i);
            if self.ids[n] > 0 && turn < best {
                (best, id) = (turn, self.ids[n]);
            }
        }
        id
    }

    /// Closes the gaps that dissolved segments left; returns one more than the last id.
    fn renumber(&mut self, count: usize) -> usize {
        let mut next = 1;
        let new_ids: Vec<i32> = self
            .magnitudes(count)
            .into_iter()
            .map(|magnitude| {
                let id = if magnitude > 0.0 { next } else { UNASSIGNED };
                next += id.min(1);
                id
            })
            .collect();
        for id in self.ids.iter_mut().filter(|id| **id > 0) {
            *id = new_ids[*id as usize];
        }
        next as usize
    }

    fn summarise(&self, count: usize) -> Vec<Group> {
        let mut groups = vec![Group::default(); count];
        let mut directions = vec![(0.0f32, 0.0f32); count];
        for x in 0..self.width {
            for y in 0..self.height {
                let i = x * self.height + y;
                let (id, strength, angle) = (self.ids[i], self.strength[i], 2.0 * self.orientation[i]);
                if id > 0 {
                    let group = &mut groups[id as usize];
                    group.magnitude += strength;
                    group.mean_x += strength * x as f32;
                    group.mean_y += strength * y as f32;
                    (group.x, group.y) = (x as i32, y as i32);
                    let (cos, sin) = &mut directions[id as usize];
                    *cos += strength * angle.cos();
                    *sin += strength * angle.sin();
                }
            }
        }
        for (group, (cos, sin)) in groups.iter_mut().zip(directions).skip(1) {
            group.mean_x /= group.magnitude;
            group.mean_y /= group.magnitude;
            group.orientation = (sin / group.magnitude).atan2(cos / group.magnitude) / 2.0;
        }
        groups
    }
}

/// The first of the cheapest candidates not consumed yet.
fn first_min(candidates: &mut [(f32, usize)]) -> Option<&mut (f32, usize)> {
    candidates
        .iter_mut()
        .filter(|candidate| candidate.0 < CONSUMED)
        .reduce(|best, other| if other.0 < best.0 { other } else { best })
}
