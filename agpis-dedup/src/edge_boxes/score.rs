//! The score of a box (§3.2 of the EdgeBoxes paper).

use super::affinity::{Affinities, List, MIN_AFFINITY, Neighbour};
use super::groups::{EdgeGroups, Point};
use super::runs::Runs;
use super::sums::{RectangleSums, SumsOfRows};
use super::{EdgeBoxesParams, Window};

/// Relative slack when a running sum stands in for the final one, far above the rounding error of both.
const SLACK: f32 = 1e-3;

/// Everything about a map that scoring looks up.
pub(super) struct Scorer {
    pub(super) width: i32,
    pub(super) height: i32,
    min_score: f32,
    points: Vec<Point>,
    affinities: Affinities,
    rows: Runs,
    columns: Runs,
    /// Magnitudes of segments, each at the pixel that stands for it.
    segment_sums: RectangleSums,
    edge_sums: RectangleSums,
    /// `norms[i]` is (1/i)^κ.
    norms: Vec<f32>,
}

/// What a box has to score to be of use.
#[derive(Clone, Copy)]
struct Bar {
    norm: f32,
    at_least: f32,
    more_than: f32,
}

impl Bar {
    fn passes(self, v: f32) -> bool {
        v * self.norm >= self.at_least && v * self.norm > self.more_than
    }
}

/// The pixels of a box, corners included.
#[derive(Clone, Copy)]
struct Extent {
    x0: u32,
    y0: u32,
    w: u32,
    h: u32,
}

impl Extent {
    fn holds(self, x: u16, y: u16) -> bool {
        let (x, y) = (u32::from(x), u32::from(y));
        (x.wrapping_sub(self.x0) <= self.w) & (y.wrapping_sub(self.y0) <= self.h)
    }
}

impl Scorer {
    pub(super) fn new(groups: &EdgeGroups, params: &EdgeBoxesParams) -> Self {
        let (width, height) = (groups.width, groups.height);
        let (affinities, ((rows, columns), (segment_sums, edge_sums))) = rayon::join(
            || Affinities::new(groups, params.gamma),
            || rayon::join(|| runs(groups), || sums(groups, params.edge_min_mag)),
        );
        Self {
            width: width as i32,
            height: height as i32,
            min_score: params.min_score,
            points: groups.groups.iter().map(Point::of).collect(),
            affinities,
            rows,
            columns,
            segment_sums,
            edge_sums,
            norms: norms(params.kappa, width, height),
        }
    }

    /// The columns from `x` to `x + w`, clipped to the map.
    pub(super) fn strip(&self, x: i32, w: i32) -> Strip<'_> {
        let (x, w) = clip(x, w, self.width);
        // A box turned inside out has no score, but it has a place.
        let half_w = w.max(0) / 2;
        let centre = x + half_w / 2;
        Strip {
            scorer: self,
            x,
            w,
            segments: self.segment_sums.strip(x, x + w.max(0)),
            edges: self.edge_sums.strip(centre, centre + half_w),
        }
    }

    /// What of `v` is left without the contours that cross the border, if it passes.
    fn enclosed(&self, extent: Extent, v: f32, bar: Bar, scratch: &mut Scratch) -> Option<f32> {
        let Extent { x0, y0, w, h } = extent;
        let (x1, y1) = (x0 + w, y0 + h);
        scratch.start(self.points.len());
        let mut rest = v;
        for side in [
            self.rows.crossing(y0, x0, x1),
            self.rows.crossing(y1, x0, x1),
            self.columns.crossing(x0, y0, y1),
            self.columns.crossing(x1, y0, y1),
        ] {
            rest = self.cross(side, extent, rest, scratch);
        }
        let crossing = scratch.queue.len();
        if !bar.passes(rest) || !self.propagate(rest, extent, bar, scratch) {
            return None;
        }
        let connected = scratch.queue[crossing..].iter();
        let v = connected.fold(rest, |v, entry| v - entry.weight * entry.magnitude);
        bar.passes(v).then_some(v)
    }

    /// Queues the segments on one side of the border with weight 1, and takes the magnitudes of those that lie
    /// inside off `v`.
    fn cross(&self, side: &[u32], extent: Extent, mut v: f32, scratch: &mut Scratch) -> f32 {
        for &id in side {
            if scratch.position(id).is_none() {
                let Point { x, y, magnitude } = self.points[id as usize];
                scratch.push(id, Entry::new(1.0, magnitude, self.affinities.list(id)));
                // Subtracting nothing changes no bit, and a branch would be hard to predict.
                v -= if extent.holds(x, y) { magnitude } else { 0.0 };
            }
        }
        v
    }

    /// From the border inwards: the weight of a segment is the largest product of affinities over paths to
    /// the border. False as soon as the box can no longer pass.
    fn propagate(&self, v: f32, extent: Extent, bar: Bar, scratch: &mut Scratch) -> bool {
        let mut rest = v + v * SLACK;
        let mut cursor = 0;
        while let Some(entry) = scratch.queue.get_mut(cursor) {
            cursor += 1;
            // When the cursor has stepped back, most entries are as they were.
            if !std::mem::take(&mut entry.dirty) {
                continue;
            }
            let Entry { weight, list, .. } = *entry;
            for &Neighbour { id, affinity, at: Point { x, y, magnitude } } in self.affinities.of(list) {
                let reached = weight * affinity;
                if reached < MIN_AFFINITY {
                    continue;
                }
                if let Some(position) = scratch.position(id) {
                    let known = &mut scratch.queue[position];
                    if reached > known.weight {
                        rest -= (reached - known.weight) * magnitude;
                        known.raise(reached);
                        cursor = cursor.min(position);
                    }
                } else if extent.holds(x, y) {
                    scratch.push(id, Entry::new(reached, magnitude, self.affinities.list(id)));
                    rest -= reached * magnitude;
                }
            }
            if !bar.passes(rest) {
                return false;
            }
        }
        true
    }
}

/// The segments along rows and along columns.
fn runs(EdgeGroups { width, height, ids, .. }: &EdgeGroups) -> (Runs, Runs) {
    rayon::join(
        || Runs::new(*height, *width, |y, x| ids[x * height + y]),
        || Runs::new(*width, *height, |x, y| ids[x * height + y]),
    )
}

/// Sums of the segments, each at the pixel that stands for it, and of the edges.
fn sums(
    EdgeGroups { width, height, strength, groups, .. }: &EdgeGroups,
    edge_min_mag: f32,
) -> (RectangleSums, RectangleSums) {
    let segments = || {
        let mut segments = vec![0.0; width * height];
        for group in groups.iter().skip(1) {
            segments[group.x as usize * height + group.y as usize] = group.magnitude;
        }
        RectangleSums::new(*width, *height, &segments)
    };
    let edges = || {
        let edges: Vec<f32> = strength.iter().map(|&e| if e > edge_min_mag { e } else { 0.0 }).collect();
        RectangleSums::new(*width, *height, &edges)
    };
    rayon::join(segments, edges)
}

/// Boxes above each other, with what they have in common.
pub(super) struct Strip<'a> {
    scorer: &'a Scorer,
    x: i32,
    w: i32,
    segments: SumsOfRows<'a>,
    /// Of the central half.
    edges: SumsOfRows<'a>,
}

impl Strip<'_> {
    /// The box from row `y` to row `y + h`, clipped to the map, if it scores more than `floor` and at least the
    /// minimum.
    pub(super) fn score(&self, y: i32, h: i32, floor: f32, scratch: &mut Scratch) -> Option<Window> {
        let &Self { scorer, x, w, .. } = self;
        let (y, h) = clip(y, h, scorer.height);
        if w < 0 || h < 0 {
            return None;
        }
        let norm = scorer.norms[(w / 2 + h / 2) as usize];
        let bar = Bar { norm, at_least: scorer.min_score, more_than: floor };
        let v = self.upper_bound(y, h);
        if !bar.passes(v) {
            return None;
        }
        let extent = Extent { x0: x as u32, y0: y as u32, w: w as u32, h: h as u32 };
        let v = scorer.enclosed(extent, v, bar, scratch)?;
        Some(Window { x, y, w, h, score: v * norm })
    }

    /// All segments in the box count, less the edges in its central half.
    fn upper_bound(&self, y: i32, h: i32) -> f32 {
        let half_h = h / 2;
        let centre = y + half_h / 2;
        self.segments.sum(y, y + h) - self.edges.sum(centre, centre + half_h)
    }
}

/// The first pixel of a side, and the distance of the last one, within a map of that size.
fn clip(from: i32, length: i32, size: i32) -> (i32, i32) {
    let first = from.clamp(0, size - 1);
    (first, (from + length).clamp(0, size - 1) - first)
}

/// (1/i)^κ for every sum of half sides; 0 for a box of no size.
fn norms(kappa: f32, width: usize, height: usize) -> Vec<f32> {
    std::iter::once(0.0).chain((1..=width / 2 + height / 2).map(|i| (1.0 / i as f32).powf(kappa))).collect()
}

/// A segment that does not count fully.
#[derive(Clone, Copy, Debug)]
struct Entry {
    weight: f32,
    magnitude: f32,
    list: List,
    /// Its neighbours have not seen its weight yet, and some may be reached.
    dirty: bool,
}

impl Entry {
    fn new(weight: f32, magnitude: f32, list: List) -> Self {
        Self { weight, magnitude, list, dirty: weight * list.largest >= MIN_AFFINITY }
    }

    fn raise(&mut self, weight: f32) {
        *self = Self::new(weight, self.magnitude, self.list);
    }
}

/// Working memory of scoring, one a thread.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    queue: Vec<Entry>,
    /// For every segment: the last box that queued it, and where.
    queued: Vec<(u32, u32)>,
    current: u32,
}

impl Scratch {
    fn start(&mut self, segments: usize) {
        self.queue.clear();
        self.queued.resize(segments, (0, 0));
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

    fn push(&mut self, id: u32, entry: Entry) {
        self.queued[id as usize] = (self.current, self.queue.len() as u32);
        self.queue.push(entry);
    }
}
