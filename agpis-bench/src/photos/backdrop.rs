//! The colour of the ground behind a product, estimated from the border of the photograph.

use super::lab::{Lab, distance};

/// Initial tolerance, wide enough for a ground that fades from top to bottom, then narrower ones.
const TOLERANCES: [f32; 4] = [14.0, 8.0, 5.0, 4.0];
/// The share of the border that has to have the colour of the ground.
const PLAIN: f32 = 0.45;
/// How far a plain ground is from one colour at most: cloth, wood and walls at home are farther.
const EVEN: f32 = 1.5;

/// A colour that changes evenly over the picture.
#[derive(Clone, Debug)]
pub(super) struct Backdrop {
    /// For every channel: the value in the middle, and its change to the right and downwards.
    plane: [[f32; 3]; 3],
    /// How far the ground itself is from this, as a standard deviation.
    pub(super) spread: f32,
}

impl Backdrop {
    /// `None` if the border has no colour that most of it shares.
    pub(super) fn of(pixels: &[Lab], width: usize, height: usize) -> Option<Self> {
        let border = border(width, height);
        let mut plane = [0, 1, 2].map(|c| [median(border.iter().map(|&i| pixels[i][c])), 0.0, 0.0]);
        let mut backdrop = Self { plane, spread: 0.0 };
        for tolerance in TOLERANCES {
            let near = |&i: &usize| distance(pixels[i], backdrop.at(place(i, width, height))) < tolerance;
            let near: Vec<usize> = border.iter().copied().filter(near).collect();
            if (near.len() as f32) < PLAIN * border.len() as f32 {
                return None;
            }
            let points: Vec<[f32; 2]> = near.iter().map(|&i| place(i, width, height)).collect();
            for (channel, plane) in plane.iter_mut().enumerate() {
                *plane = fit(&points, near.iter().map(|&i| pixels[i][channel]), *plane);
            }
            backdrop = Self { plane, spread: 0.0 };
            let far = |i: usize| {
                let d = distance(pixels[i], backdrop.at(place(i, width, height)));
                d * d
            };
            backdrop.spread = (near.iter().map(|&i| far(i)).sum::<f32>() / near.len() as f32).sqrt();
        }
        (backdrop.spread <= EVEN).then_some(backdrop)
    }

    /// At fractions of the sides from the middle.
    pub(super) fn at(&self, [x, y]: [f32; 2]) -> Lab {
        self.plane.map(|[middle, right, down]| middle + right * x + down * y)
    }
}

/// Fractions of the sides from the middle.
pub(super) fn place(i: usize, width: usize, height: usize) -> [f32; 2] {
    let fraction = |at: usize, of: usize| (at as f32 + 0.5) / of as f32 - 0.5;
    [fraction(i % width, width), fraction(i / width, height)]
}

/// Indices of the pixels along the edges.
pub(super) fn border(width: usize, height: usize) -> Vec<usize> {
    let deep = (width.min(height) / 64).max(1);
    let inside = |at: usize, of: usize| (deep..of.saturating_sub(deep)).contains(&at);
    (0..width * height).filter(|i| !(inside(i % width, width) && inside(i / width, height))).collect()
}

fn median(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values[values.len() / 2]
}

/// Least squares; `before` where the points do not determine a plane.
fn fit(points: &[[f32; 2]], values: impl Iterator<Item = f32>, before: [f32; 3]) -> [f32; 3] {
    let (mut m, mut v) = ([[0.0f64; 3]; 3], [0.0f64; 3]);
    for (&[x, y], value) in points.iter().zip(values) {
        let row = [1.0, f64::from(x), f64::from(y)];
        for i in 0..3 {
            v[i] += row[i] * f64::from(value);
            (0..3).for_each(|j| m[i][j] += row[i] * row[j]);
        }
    }
    let with = |column: usize| {
        let mut changed = m;
        (0..3).for_each(|i| changed[i][column] = v[i]);
        determinant(&changed)
    };
    let whole = determinant(&m);
    let count = points.len() as f64;
    if whole < 1e-4 * count * count * count {
        return before;
    }
    [0, 1, 2].map(|i| (with(i) / whole) as f32)
}

fn determinant(m: &[[f64; 3]; 3]) -> f64 {
    let minor = |a: usize, b: usize| m[1][a] * m[2][b] - m[1][b] * m[2][a];
    m[0][0] * minor(1, 2) - m[0][1] * minor(0, 2) + m[0][2] * minor(0, 1)
}
