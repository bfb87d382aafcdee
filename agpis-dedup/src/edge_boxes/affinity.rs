//! How likely two neighbouring segments belong to one contour (equation 1 of the EdgeBoxes paper).

use std::f32::consts::FRAC_PI_2;

use super::groups::{EdgeGroups, Group};

/// Products of affinities below this do not count.
pub(super) const MIN_AFFINITY: f32 = 0.05;
/// Segments with pixels this near, by the larger of both coordinates, are neighbours.
const REACH: usize = 2;

/// The neighbours of every segment with their affinities, in the order of discovery.
#[derive(Debug)]
pub(super) struct Affinities {
    starts: Vec<usize>,
    neighbours: Vec<(u32, f32)>,
}

impl Affinities {
    pub(super) fn new(groups: &EdgeGroups, gamma: f32) -> Self {
        let mut lists = vec![Vec::new(); groups.groups.len()];
        for (a, b) in neighbouring_pairs(groups) {
            let affinity = affinity(&groups.groups[a], &groups.groups[b], gamma);
            // Exact: such an affinity makes every product with it too small.
            if affinity >= MIN_AFFINITY {
                lists[a].push((b as u32, affinity));
                lists[b].push((a as u32, affinity));
            }
        }
        let mut starts = vec![0];
        let mut neighbours = Vec::new();
        for list in lists {
            neighbours.extend(list);
            starts.push(neighbours.len());
        }
        Self { starts, neighbours }
    }

    /// Neighbours of a segment.
    pub(super) fn of(&self, id: u32) -> &[(u32, f32)] {
        &self.neighbours[self.starts[id as usize]..self.starts[id as usize + 1]]
    }
}

/// Every pair once, the smaller id first.
fn neighbouring_pairs(EdgeGroups { width, height, ids, groups }: &EdgeGroups) -> Vec<(usize, usize)> {
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
