//! Non-maximal suppression of edges across their direction.

use crate::plane::Plane;

/// Keeps a pixel if no sample within `radius` pixels along the edge normal is larger.
pub(super) fn thin(strength: &Plane, orientation: &[f32], radius: usize) -> Vec<f32> {
    let &Plane { width, .. } = strength;
    let survives = |i: usize, e: f32| {
        let (sin, cos) = orientation[i].sin_cos();
        let (x, y) = ((i % width) as f32, (i / width) as f32);
        (1..=radius).all(|d| {
            let d = d as f32;
            [d, -d].iter().all(|d| e >= strength.bilinear(x + d * cos, y + d * sin))
        })
    };
    let kept = |(i, &e): (usize, &f32)| if e > 0.0 && survives(i, e) { e } else { 0.0 };
    strength.values.iter().enumerate().map(kept).collect()
}
