//! The best of the neighbours that a search comes across.

use super::Neighbour;

/// The nearest `k` within a radius so far.
pub(super) struct Nearest {
    k: usize,
    squared_radius: f32,
    /// Sorted; as a heap would cost more than it saves for the few neighbours that are asked for.
    found: Vec<Neighbour>,
    sorted: bool,
}

/// More neighbours than that are sorted once, in the end.
const FEW: usize = 64;

impl Nearest {
    pub(super) fn new(k: usize, squared_radius: f32) -> Self {
        Self { k, squared_radius, found: Vec::new(), sorted: k <= FEW }
    }

    /// A squared distance beyond which nothing can be among the best.
    pub(super) fn reach(&self) -> f32 {
        let worst = self.found.last().filter(|_| self.sorted && self.found.len() == self.k);
        worst.map_or(self.squared_radius, |worst| worst.squared_distance)
    }

    pub(super) fn offer(&mut self, neighbour: Neighbour) {
        if neighbour.squared_distance > self.squared_radius {
            return;
        }
        if !self.sorted {
            self.found.push(neighbour);
            return;
        }
        let place = self.found.partition_point(|other| order(other, &neighbour).is_lt());
        if place < self.k {
            self.found.truncate(self.k - 1);
            self.found.insert(place, neighbour);
        }
    }

    pub(super) fn into_sorted(mut self) -> Vec<Neighbour> {
        self.found.sort_by(order);
        self.found.truncate(self.k);
        self.found
    }
}

fn order(a: &Neighbour, b: &Neighbour) -> std::cmp::Ordering {
    a.squared_distance.total_cmp(&b.squared_distance).then(a.index.cmp(&b.index))
}
