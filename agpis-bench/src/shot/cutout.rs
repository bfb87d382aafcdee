//! What a careless cut-out leaves along the outline of a product.

use super::fault::{Cutout, Edge};
use super::{Cell, scenery};
use crate::render::canvas::Canvas;
use crate::render::colour::{blend, hsv, scale, to_linear};
use crate::stream::{Key, Stream};

impl Cutout {
    /// On which side of the product it is seen, or all around.
    #[must_use]
    pub fn cell(&self) -> Cell {
        match self.seed % 8 {
            0 => Cell::Part(0, 1),
            1 => Cell::Part(1, 0),
            2 => Cell::Part(2, 1),
            3 => Cell::Part(1, 2),
            _ => Cell::Whole,
        }
    }

    /// Whether its side is that of a point, seen from the middle.
    fn touches(&self, [x, y]: [f32; 2]) -> bool {
        match self.cell() {
            Cell::Whole => true,
            Cell::Part(0, _) => -x > 0.6 * y.abs(),
            Cell::Part(2, _) => x > 0.6 * y.abs(),
            Cell::Part(_, 0) => -y > 0.6 * x.abs(),
            Cell::Part(..) => y > 0.6 * x.abs(),
        }
    }

    /// Reworks a picture, linear, given where the product is and what the ground was; flips with it.
    pub(super) fn rework(&self, canvas: &mut Canvas, ground: &Canvas, mask: &[bool], mirrored: bool) {
        let size = canvas.size;
        let Some(middle) = middle(mask, size) else { return };
        let wide = size as f32 * (0.007 + 0.026 * self.strength);
        let stream = &mut Key::new(self.seed).child("cutout", 0).stream();
        let here = |i: usize| {
            let [x, y] = [(i % size) as f32 - middle[0], (i / size) as f32 - middle[1]];
            self.touches([if mirrored { -x } else { x }, y])
        };
        match self.kind {
            Edge::Fringe => self.fringe(canvas, mask, wide, here, stream),
            Edge::Leftover => self.leftover(canvas, mask, wide * 2.2, here, stream),
            Edge::Jagged => jagged(canvas, ground, mask, wide * 1.7, here, self.seed),
        }
    }

    fn fringe(
        &self,
        canvas: &mut Canvas,
        mask: &[bool],
        wide: f32,
        here: impl Fn(usize) -> bool,
        stream: &mut Stream,
    ) {
        let size = canvas.size;
        let hue = stream.pick(&[0.33, 0.38, 0.55, 0.62, 0.83, 0.92, 0.0, 0.13]);
        let colour = to_linear(hsv(hue, stream.range(0.75, 1.0), stream.range(0.6, 1.0)));
        let (outside, inside) =
            (grown(mask, size, wide as usize + 1), shrunk(mask, size, wide as usize / 2 + 1));
        for i in 0..mask.len() {
            if outside[i] && !inside[i] && here(i) {
                canvas.pixels[i] = blend(canvas.pixels[i], colour, 0.45 + 0.5 * self.strength);
            }
        }
    }

    fn leftover(
        &self,
        canvas: &mut Canvas,
        mask: &[bool],
        wide: f32,
        here: impl Fn(usize) -> bool,
        stream: &mut Stream,
    ) {
        let size = canvas.size;
        let colour = to_linear(hsv(stream.unit(), stream.range(0.15, 0.7), stream.range(0.2, 0.7)));
        let (salt, pitch) = (stream.bits(), 9.0);
        let [near, far] = [wide * 0.5, wide].map(|reach| grown(mask, size, reach as usize + 1));
        for i in 0..mask.len() {
            let [x, y] = [i % size, i / size].map(|v| v as f32 / size as f32 * pitch);
            // Tufts of two lengths, between them nothing.
            let tuft = scenery::noise(x, y, salt);
            let reached = if tuft < 0.45 { far[i] } else { near[i] && tuft < 0.75 };
            if reached && !mask[i] && here(i) {
                let grain = 0.7 + 0.6 * scenery::noise(x * 7.0, y * 7.0, !salt);
                canvas.pixels[i] = blend(canvas.pixels[i], scale(colour, grain), 0.5 + 0.5 * self.strength);
            }
        }
    }
}

/// The outline follows coarse blocks that are a little out of place: what sticks out is lost, what is
/// missing is filled.
fn jagged(
    canvas: &mut Canvas,
    ground: &Canvas,
    mask: &[bool],
    wide: f32,
    here: impl Fn(usize) -> bool,
    seed: u64,
) {
    let (size, block) = (canvas.size, (wide as usize).max(2));
    let sharp = canvas.clone();
    // Blocks alone leave edges that are level or upright as they are.
    let slip = |x: usize, y: usize, salt: u64| {
        let cell = [x, y].map(|v| (v / block) as f32);
        ((scenery::noise(cell[0], cell[1], salt) - 0.5) * 1.8 * wide) as i64
    };
    for i in 0..mask.len() {
        let (x, y) = (i % size, i / size);
        let centre = |v: usize, slip: i64| {
            ((v / block * block + block / 2) as i64 + slip).clamp(0, size as i64 - 1) as usize
        };
        let from = centre(y, slip(x, y, seed)) * size + centre(x, slip(x, y, !seed));
        if mask[from] != mask[i] && here(i) {
            canvas.pixels[i] = if mask[from] { sharp.pixels[from] } else { ground.pixels[i] };
        }
    }
}

/// The middle of the box around the mask.
fn middle(mask: &[bool], size: usize) -> Option<[f32; 2]> {
    let inside = || (0..mask.len()).filter(|&i| mask[i]);
    let of = |axis: fn(usize, usize) -> usize| {
        let (low, high) = (inside().map(|i| axis(i, size)).min()?, inside().map(|i| axis(i, size)).max()?);
        Some((low + high) as f32 / 2.0)
    };
    Some([of(|i, size| i % size)?, of(|i, size| i / size)?])
}

/// Everything within `reach` samples of the mask, about as an octagon.
pub(super) fn grown(mask: &[bool], size: usize, reach: usize) -> Vec<bool> {
    let spread = |mask: &[bool], offsets: &dyn Fn(i64) -> [i64; 2], reach: i64| -> Vec<bool> {
        let side = size as i64;
        (0..side * side)
            .map(|i| {
                (-reach..=reach).any(|step| {
                    let [dx, dy] = offsets(step);
                    let (x, y) = (i % side + dx, i / side + dy);
                    (0..side).contains(&x) && (0..side).contains(&y) && mask[(y * side + x) as usize]
                })
            })
            .collect()
    };
    // A square and a diamond of these sides overlap in an octagon; one after the other they add up.
    let straight = (reach as i64 * 4 / 7).max(1);
    let slanted = (reach as i64 - straight) / 2 + (reach as i64 - straight) % 2;
    let rows = spread(mask, &|step| [step, 0], straight);
    let square = spread(&rows, &|step| [0, step], straight);
    let falling = spread(&square, &|step| [step, step], slanted);
    spread(&falling, &|step| [step, -step], slanted)
}

fn shrunk(mask: &[bool], size: usize, reach: usize) -> Vec<bool> {
    let outside: Vec<bool> = mask.iter().map(|inside| !inside).collect();
    grown(&outside, size, reach).iter().map(|near| !near).collect()
}

#[cfg(test)]
mod tests {
    use super::{Cell, Cutout, Edge};
    use crate::render::canvas::Canvas;

    #[test]
    fn only_the_side_that_the_record_names_is_reworked() {
        const SIZE: usize = 48;
        let square = |i: usize| (12..36).contains(&(i % SIZE)) && (12..36).contains(&(i / SIZE));
        let mask: Vec<bool> = (0..SIZE * SIZE).map(square).collect();
        let ground = Canvas::new(SIZE, [0.9; 3]);
        let mut shot = ground.clone();
        (0..SIZE * SIZE).filter(|&i| mask[i]).for_each(|i| shot.pixels[i] = [0.2; 3]);
        for kind in [Edge::Fringe, Edge::Leftover, Edge::Jagged] {
            for seed in 0..24 {
                let cutout = Cutout { kind, strength: 0.9, seed };
                let mut reworked = shot.clone();
                cutout.rework(&mut reworked, &ground, &mask, false);
                let changed: Vec<usize> =
                    (0..SIZE * SIZE).filter(|&i| reworked.pixels[i] != shot.pixels[i]).collect();
                assert!(!changed.is_empty(), "{cutout:?}");
                let left = changed.iter().all(|i| i % SIZE < SIZE / 2);
                let low = changed.iter().all(|i| i / SIZE >= SIZE / 2);
                assert_eq!(left, cutout.cell() == Cell::Part(0, 1), "{cutout:?}");
                assert_eq!(low, cutout.cell() == Cell::Part(1, 2), "{cutout:?}");
            }
        }
    }
}
