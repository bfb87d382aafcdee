//! How likely two neighbouring segments belong to one contour (equation 1 of the EdgeBoxes paper).

use std::f32::consts::FRAC_PI_2;

use super::groups::{EdgeGroups, Group, Point};

/// Products of affinities below this do not count.
pub(super) const MIN_AFFINITY: f32 = 0.05;
/// Segments with pixels this near, by the larger of both coordinates, are neighbours.
const REACH: usize = 2;

/// A segment near another one, with all that scoring asks of it side by side in memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Neighbour {
    pub(super) id: u32,
    pub(super) affinity: f32,
    pub(super) at: Point,
}

/// The neighbours of every segment, in the order of discovery.
#[derive(Debug)]
pub(super) struct Affinities {
    lists: Vec<List>,
    neighbours: Vec<Neighbour>,
}

/// Where the neighbours of a segment are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct List {
    start: u32,
    end: u32,
    /// No affinity of them is larger.
    pub(super) largest: f32,
}

impl Affinities {
    pub(super) fn new(groups: &EdgeGroups, gamma: f32) -> Self {
        let mut lists = vec![Vec::new(); groups.groups.len()];
        for (a, b) in neighbouring_pairs(groups) {
            let affinity = affinity(&groups.groups[a], &groups.groups[b], gamma);
            // Exact: such an affinity makes every product with it too small.
            if affinity >= MIN_AFFINITY {
                lists[a].push(Neighbour::new(b, affinity, &groups.groups[b]));
                lists[b].push(Neighbour::new(a, affinity, &groups.groups[a]));
            }
        }
        Self::joined(&lists)
    }

    fn joined(lists: &[Vec<Neighbour>]) -> Self {
        let mut joined = Self { lists: Vec::with_capacity(lists.len()), neighbours: Vec::new() };
        for list in lists {
            let start = joined.neighbours.len() as u32;
            joined.neighbours.extend(list);
            let largest = list.iter().map(|n| n.affinity).fold(0.0, f32::max);
            joined.lists.push(List { start, end: joined.neighbours.len() as u32, largest });
        }
        joined
    }

    #[inline]
    pub(super) fn list(&self, id: u32) -> List {
        self.lists[id as usize]
    }

    #[inline]
    pub(super) fn of(&self, list: List) -> &[Neighbour] {
        &self.neighbours[list.start as usize..list.end as usize]
    }
}

impl Neighbour {
    fn new(id: usize, affinity: f32, group: &Group) -> Self {
        Self { id: id as u32, affinity, at: Point::of(group) }
    }
}

/// Every pair once, the smaller id first.
fn neighbouring_pairs(EdgeGroups { width, height, ids, groups, .. }: &EdgeGroups) -> Vec<(usize, usize)> {
    let mut larger = vec![Vec::new(); groups.len()];
    let mut pairs = Vec::new();
    for x in REACH..width.saturating_sub(REACH) {
        for y in REACH..height.saturating_sub(REACH) {
            let a = ids[x * height + y];
            if a <= 0 {
                continue;
            }
            for column in x - REACH..=x + REACH {
                for &b in &ids[column * height + y - REACH..=column * height + y + REACH] {
                    if b > a && !larger[a as usize].contains(&b) {
                        larger[a as usize].push(b);
                        pairs.push((a as usize, b as usize));
                    }
                }
            }
        }
    }
    pairs
}

fn affinity(a: &Group, b: &Group, gamma: f32) -> f32 {
    let between = (a.mean_y - b.mean_y).atan2(a.mean_x - b.mean_x) + FRAC_PI_2;
    ((a.orientation - between).cos() * (b.orientation - between).cos()).abs().powf(gamma)
}
