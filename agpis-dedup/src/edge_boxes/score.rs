//! The score of a box (§3.2 of the EdgeBoxes paper).

use super::affinity::{Affinities, MIN_AFFINITY};
use super::groups::{EdgeGroups, Group, by_columns};
use super::runs::Runs;
use super::sums::RectangleSums;
use super::{EdgeBoxesParams, Window};
use crate::EdgeMap;
use crate::edge_map::MAX_SIDE;

/// Relative slack when a running sum stands in for the final one, far above the rounding error of both.
const SLACK: f32 = 1e-3;

/// Everything about a map that scoring looks up.
pub(super) struct Scorer<'a> {
    pub(super) width: i32,
    pub(super) height: i32,
    min_score: f32,
    groups: &'a [Group],
    affinities: &'a Affinities,
    rows: Runs,
    columns: Runs,
    /// Magnitudes of segments, each at the pixel that stands for it.
    segment_sums: RectangleSums,
    edge_sums: RectangleSums,
    /// `norms[i]` is (1/i)^κ.
    norms: Vec<f32>,
}

impl<'a> Scorer<'a> {
    pub(super) fn new(
        edges: &EdgeMap,
        groups: &'a EdgeGroups,
        affinities: &'a Affinities,
        params: &EdgeBoxesParams,
    ) -> Self {
        let EdgeGroups { width, height, ids, groups } = groups;
        let (width, height) = (*width, *height);
        let mut segments = vec![0.0; width * height];
        for group in &groups[1..] {
            segments[group.x as usize * height + group.y as usize] = group.magnitude;
        }
        let mut strength = by_columns(edges.strength(), width, height);
        strength.iter_mut().filter(|e| **e <= params.edge_min_mag).for_each(|e| *e = 0.0);
        Self {
            width: width as i32,
            height: height as i32,
            min_score: params.min_score,
            groups,
            affinities,
            rows: Runs::new(height, width, |y, x| ids[x * height + y]),
            columns: Runs::new(width, height, |x, y| ids[x * height + y]),
            segment_sums: RectangleSums::new(width, height, &segments),
            edge_sums: RectangleSums::new(width, height, &strength),
            norms: norms(params.kappa),
        }
    }

    /// Clips a box to the map and scores it, if it scores more than `floor` and at least the minimum;
    /// otherwise its score is 0.
    pub(super) fn score(&self, window: &mut Window, floor: f32, scratch: &mut Scratch) {
        let (x1, y1) = self.clip(window);
        window.score = 0.0;
        if window.w < 0 || window.h < 0 {
            return;
        }
        let norm = self.norms[(window.w / 2 + window.h / 2) as usize];
        let passes = |v: f32| v * norm >= self.min_score && v * norm > floor;
        let mut v = self.upper_bound(window, x1, y1);
        if !passes(v) {
            return;
        }
        let inside = |g: &Group| g.x >= window.x && g.x <= x1 && g.y >= window.y && g.y <= y1;
        scratch.start(self.groups.len());
        v = self.cross_border(window, (x1, y1), v, inside, scratch);
        if !passes(v) || !self.propagate(v, inside, passes, scratch) {
            return;
        }
        for entry in &scratch.queue[scratch.crossing..] {
            v -= entry.weight * self.groups[entry.id as usize].magnitude;
        }
        if passes(v) {
            window.score = v * norm;
        }
    }

    fn clip(&self, window: &mut Window) -> (i32, i32) {
        let x1 = (window.x + window.w).clamp(0, self.width - 1);
        let y1 = (window.y + window.h).clamp(0, self.height - 1);
        window.x = window.x.clamp(0, self.width - 1);
        window.y = window.y.clamp(0, self.height - 1);
        (window.w, window.h) = (x1 - window.x, y1 - window.y);
        (x1, y1)
    }

    /// All segments in the box count, less the edges in its central half.
    fn upper_bound(&self, window: &Window, x1: i32, y1: i32) -> f32 {
        let (half_w, half_h) = (window.w / 2, window.h / 2);
        let (x, y) = (window.x + half_w / 2, window.y + half_h / 2);
        let segments = self.segment_sums.sum(window.x, window.y, x1, y1);
        segments - self.edge_sums.sum(x, y, x + half_w, y + half_h)
    }

    /// Queues the segments on the border with weight 1, and takes their magnitudes off `v`.
    fn cross_border(
        &self,
        window: &Window,
        (x1, y1): (i32, i32),
        mut v: f32,
        inside: impl Fn(&Group) -> bool,
        scratch: &mut Scratch,
    ) -> f32 {
        let sides = [
            self.rows.crossing(window.y, window.x, x1),
            self.rows.crossing(y1, window.x, x1),
            self.columns.crossing(window.x, window.y, y1),
            self.columns.crossing(x1, window.y, y1),
        ];
        for &id in sides.into_iter().flatten() {
            if scratch.position(id).is_none() {
                scratch.push(id, 1.0);
                let group = &self.groups[id as usize];
                if inside(group) {
                    v -= group.magnitude;
                }
            }
        }
        scratch.crossing = scratch.queue.len();
        v
    }

    /// From the border inwards: the weight of a segment is the largest product of affinities over paths to
    /// the border. False as soon as the box can no longer pass.
    fn propagate(
        &self,
        v: f32,
        inside: impl Fn(&Group) -> bool,
        passes: impl Fn(f32) -> bool,
        scratch: &mut Scratch,
    ) -> bool {
        let slack = v * SLACK;
        let mut rest = v;
        let mut cursor = 0;
        while let Some(entry) = scratch.queue.get_mut(cursor) {
            cursor += 1;
            // When the cursor has stepped back, most entries are as they were.
            if !std::mem::take(&mut entry.dirty) {
                continue;
            }
            let Entry { id, weight, .. } = *entry;
            for &(neighbour, affinity) in self.affinities.of(id) {
                let reached = weight * affinity;
                if reached < MIN_AFFINITY {
                    continue;
                }
                let group = &self.groups[neighbour as usize];
                if let Some(position) = scratch.position(neighbour) {
                    let known = &mut scratch.queue[position];
                    if reached > known.weight {
                        rest -= (reached - known.weight) * group.magnitude;
                        (known.weight, known.dirty) = (reached, true);
                        cursor = cursor.min(position);
                    }
                } else if inside(group) {
                    scratch.push(neighbour, reached);
                    rest -= reached * group.magnitude;
                }
            }
            if !passes(rest + slack) {
                return false;
            }
        }
        true
    }
}

/// (1/i)^κ for every sum of half sides; 0 for a box of no size.
fn norms(kappa: f32) -> Vec<f32> {
    std::iter::once(0.0).chain((1..=MAX_SIDE).map(|i| (1.0 / i as f32).powf(kappa))).collect()
}

/// A segment that does not count fully.
#[derive(Clone, Copy, Debug)]
struct Entry {
    id: u32,
    weight: f32,
    /// Its neighbours have not seen its weight yet.
    dirty: bool,
}

/// Working memory of scoring, one a thread.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    queue: Vec<Entry>,
    /// So many entries at the front cross the border.
    crossing: usize,
    /// For every segment: the last box that queued it, and where.
    queued: Vec<(u32, u32)>,
    current: u32,
}

impl Scratch {
    fn start(&mut self, groups: usize) {
        self.queue.clear();
        self.queued.resize(groups, (0, 0));
        if self.current == u32::MAX {
            self.queued.fill((0, 0));
            self.current = 0;
        }
        self.current += 1;
    }

    fn position(&self, id: u32) -> Option<usize> {
        let (queued_by, position) = self.queued[id as usize];
        (queued_by == self.current).then_some(position as usize)
    }

    fn push(&mut self, id: u32, weight: f32) {
        self.queued[id as usize] = (self.current, self.queue.len() as u32);
        self.queue.push(Entry { id, weight, dirty: true });
    }
}
