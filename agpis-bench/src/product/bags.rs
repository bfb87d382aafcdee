//! Backpack, tote.

use super::look::Slot::{Accent, Body, Dark, Light, Metal, Print, Trim};
use crate::render::mesh::Mesh;
use crate::render::shapes::{arc, block, disc, panel, tube};
use crate::render::vec3::{Vec3, vec3};
use crate::stream::Stream;

const X: Vec3 = vec3(1.0, 0.0, 0.0);
const Y: Vec3 = vec3(0.0, 1.0, 0.0);

pub(super) fn backpack(stream: &mut Stream) -> Mesh {
    let half = vec3(stream.range(0.32, 0.4), stream.range(0.46, 0.56), stream.range(0.16, 0.22));
    let mut mesh = Mesh::default();
    let middle = vec3(0.0, half.y, 0.0);
    mesh.add("body", Body, block(middle, half, 0.14));
    let pocket = vec3(half.x * 0.74, half.y * 0.4, 0.07);
    mesh.add("pocket", Trim, block(vec3(0.0, half.y * 0.62, half.z + 0.03), pocket, 0.06));
    mesh.add("zip", Accent, panel(vec3(0.0, half.y * 0.92, half.z + 0.102), X * (half.x * 0.62), Y * 0.018));
    mesh.add(
        "logo",
        Print,
        panel(vec3(0.0, half.y * 0.55, half.z + 0.104), X * (half.x * 0.38), Y * (half.y * 0.22)),
    );
    mesh.add("handle", Dark, tube(&arc(middle + Y * half.y, X * 0.12, Y * 0.12, 0.0, 180.0, 10), 0.025));
    let bow = stream.range(0.16, 0.24);
    for side in [-1.0, 1.0] {
        let foot = vec3(side * half.x * 0.6, half.y * 0.95, -half.z);
        let strap = arc(foot, Y * (half.y * 0.78), vec3(side * 0.08, 0.0, -bow), 0.0, 180.0, 14);
        mesh.add("straps", Dark, tube(&strap, 0.045));
    }
    mesh.add(
        "back panel",
        Accent,
        block(middle - vec3(0.0, 0.0, half.z), vec3(half.x * 0.7, half.y * 0.75, 0.02), 0.018),
    );
    mesh
}

pub(super) fn tote(stream: &mut Stream) -> Mesh {
    let (wide, tall, deep) = (stream.range(0.42, 0.55), stream.range(0.34, 0.44), stream.range(0.12, 0.18));
    let flare = stream.range(0.0, 0.2);
    let mut mesh = Mesh::default();
    let middle = vec3(0.0, tall, 0.0);
    let opening = |p: Vec3| vec3(p.x * (1.0 + flare * (p.y / tall - 1.0)), p.y, p.z);
    mesh.add("body", Body, block(middle, vec3(wide, tall, deep), 0.05).warp(opening));
    let rise = stream.range(0.3, 0.5);
    for z in [deep * 0.7, -deep * 0.7] {
        let grip = arc(vec3(0.0, tall * 1.95, z), X * (wide * 0.45), Y * rise, 0.0, 180.0, 14);
        mesh.add("handles", Dark, tube(&grip, 0.03));
    }
    mesh.add(
        "print",
        Print,
        panel(vec3(0.0, tall * 0.95, deep + 0.005), X * (wide * 0.45), Y * (tall * 0.5)),
    );
    mesh.add(
        "base",
        Accent,
        block(vec3(0.0, 0.07, 0.0), vec3(wide * (1.01 - flare * 0.9), 0.07, deep + 0.01), 0.03),
    );
    mesh.add("care label", Light, panel(vec3(wide * 0.5, tall * 0.6, -deep - 0.005), X * -0.08, Y * 0.06));
    mesh.add("clasp", Metal, disc(vec3(0.0, tall * 1.75, deep + 0.006), X * 0.045, Y * 0.045));
    mesh
}
