//! Something like a QR code: three finder patterns and modules by chance. It says nothing.

use crate::chance::Chance;

/// Modules on a side.
pub(crate) const SIDE: usize = 25;
const FINDER: usize = 7;

/// Whether a module is dark.
pub(crate) struct Code(Vec<bool>);

impl Code {
    pub(crate) fn new(chance: &mut Chance) -> Self {
        let module = |i: usize| {
            let (x, y) = (i % SIDE, i / SIDE);
            finder(x, y).unwrap_or_else(|| chance.below(2) == 0)
        };
        Self((0..SIDE * SIDE).map(module).collect())
    }

    /// At a place in modules; light around the code.
    pub(crate) fn is_dark(&self, x: f32, y: f32) -> bool {
        let inside = |v: f32| (0.0..SIDE as f32).contains(&v);
        inside(x) && inside(y) && self.0[y as usize * SIDE + x as usize]
    }
}

/// What a finder pattern says of a module, with its light rim; nothing elsewhere.
fn finder(x: usize, y: usize) -> Option<bool> {
    let corners = [(0, 0), (SIDE - FINDER, 0), (0, SIDE - FINDER)];
    corners.into_iter().find_map(|(left, top)| {
        let (x, y) = (x as isize - left as isize, y as isize - top as isize);
        let middle = FINDER as isize / 2;
        let ring = (x - middle).abs().max((y - middle).abs());
        (ring <= middle + 1).then_some(matches!(ring, 0 | 1 | 3))
    })
}
