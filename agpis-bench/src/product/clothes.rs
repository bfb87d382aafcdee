//! Tee.

use super::look::Slot::{Accent, Body, Light, Print, Trim};
use crate::render::mesh::Mesh;
use crate::render::shapes::{arc, panel, pillow, tube};
use crate::render::vec3::{Vec3, vec3};
use crate::stream::Stream;

const X: Vec3 = vec3(1.0, 0.0, 0.0);
const Y: Vec3 = vec3(0.0, 1.0, 0.0);

pub(super) fn tee(stream: &mut Stream) -> Mesh {
    let (body, hem, sleeve) = (stream.range(0.28, 0.34), stream.range(0.28, 0.36), stream.range(0.5, 0.6));
    let drop = stream.range(0.62, 0.7);
    let right = [
        [0.0, 0.0],
        [hem * 0.5, 0.0],
        [hem, 0.02],
        [body, 0.35],
        [body, 0.58],
        [sleeve * 0.88, drop - 0.16],
        [sleeve, drop],
        [0.32, 0.92],
        [0.14, 0.98],
    ];
    let left = right[1..].iter().rev().map(|&[x, y]| [-x, y]);
    let outline: Vec<[f32; 2]> =
        right.iter().copied().chain([[0.07, 0.93], [-0.07, 0.93]]).chain(left).collect();
    let mut mesh = Mesh::default();
    mesh.add("fabric", Body, pillow(&outline, [0.0, 0.68], 0.07));
    let neck = |depth: f32, z: f32| arc(vec3(0.0, 0.97, z), X * 0.14, Y * depth, 180.0, 360.0, 10);
    mesh.add("collar", Accent, tube(&neck(0.13, 0.05), 0.02));
    mesh.add("collar", Accent, tube(&neck(0.04, -0.04), 0.02));
    let half = stream.range(0.17, 0.21);
    mesh.add("print", Print, panel(vec3(0.0, 0.56, 0.082), X * half, Y * (half * 1.1)));
    mesh.add("neck label", Light, panel(vec3(0.0, 0.83, -0.078), X * -0.06, Y * 0.03));
    mesh.add("hem", Trim, tube(&[vec3(-hem, 0.02, 0.0), vec3(hem, 0.02, 0.0)], 0.012));
    mesh
}
