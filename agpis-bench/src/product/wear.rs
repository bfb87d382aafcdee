//! Backpack, tote, shoe, tee.

use super::look::Slot::{Accent, Body, Dark, Light, Metal, Print, Trim};
use crate::render::mesh::{Mesh, Patch};
use crate::render::shapes::{arc, block, disc, grid, panel, pillow, tube};
use crate::render::vec3::{Vec3, sin_cos, vec3};
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

/// Rings along `x`, each given by its height, half width and how high it stands on the sole.
fn upper(length: f32, ankle: f32, sole: f32) -> Patch {
    // Heel, collar, tongue, instep, toe: [x, top, half width].
    let rings = [
        [-0.5, 0.5, 0.05],
        [-0.48, 0.95, 0.13],
        [-0.36, 1.0, 0.16],
        [-0.2, 0.94, 0.165],
        [-0.04, 0.8, 0.17],
        [0.14, 0.56, 0.185],
        [0.3, 0.42, 0.19],
        [0.42, 0.34, 0.15],
        [0.5, 0.12, 0.04],
    ];
    grid(16, rings.len() - 1, true, |u, v| {
        let [x, top, half] = rings[(v * (rings.len() - 1) as f32 + 0.5) as usize];
        let (sin, cos) = sin_cos(360.0 * u);
        let rise = (0.5 + 0.5 * cos) * top * ankle;
        let narrow = 1.0 - 0.35 * (rise / ankle) * (rise / ankle);
        vec3(x * length, sole + rise, half * narrow * sin.signum() * sin.abs().sqrt())
    })
}

pub(super) fn shoe(stream: &mut Stream) -> Mesh {
    let (length, ankle, sole) = (stream.range(1.1, 1.25), stream.range(0.34, 0.5), stream.range(0.09, 0.13));
    let mut mesh = Mesh::default();
    mesh.add("upper", Body, upper(length, ankle, sole * 0.8));
    let flat = |x: f32| 0.12 + 0.09 * (1.0 - (x * 2.0 - 0.25) * (x * 2.0 - 0.25)).max(0.0);
    let outline = grid(24, 3, true, |u, v| {
        let (sin, cos) = sin_cos(360.0 * u);
        let level = [0.0, 0.02, 0.96, 1.0][(v * 3.0 + 0.5) as usize];
        let lip = [0.0, 1.0, 1.0, 0.0][(v * 3.0 + 0.5) as usize];
        let x = 0.52 * cos;
        vec3(x * length * lip, level * sole, flat(x) * sin.signum() * sin.abs().sqrt() * lip)
    });
    mesh.add("sole", Light, outline);
    let collar = arc(
        vec3(-0.3 * length, sole + ankle * 0.86, 0.0),
        X * (0.16 * length),
        vec3(0.0, 0.0, 0.1),
        0.0,
        360.0,
        16,
    );
    mesh.add("collar", Dark, tube(&collar, 0.035));
    for i in 0..4 {
        let t = i as f32 / 3.0;
        let (x, y) = ((-0.06 + 0.24 * t) * length, sole * 0.8 + ankle * (0.86 - 0.32 * t));
        mesh.add(
            "laces",
            Accent,
            tube(
                &[
                    vec3(x - 0.02, y - 0.03, 0.11),
                    vec3(x + 0.02, y + 0.02, 0.0),
                    vec3(x - 0.02, y - 0.03, -0.11),
                ],
                0.016,
            ),
        );
    }
    let badge = [vec3(-0.2, 0.6, 0.145), vec3(0.0, 0.3, 0.185), vec3(0.2, 0.34, 0.185)];
    let badge: Vec<Vec3> = badge.iter().map(|p| vec3(p.x * length, sole + p.y * ankle, p.z)).collect();
    mesh.add("logo", Accent, tube(&badge, 0.035));
    mesh.add(
        "heel tab",
        Accent,
        block(vec3(-0.49 * length, sole + ankle * 0.55, 0.0), vec3(0.03, 0.09, 0.06), 0.02),
    );
    mesh
}

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
