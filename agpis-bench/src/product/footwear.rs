//! Shoe, boot.

use super::look::Slot::{Accent, Body, Dark, Light, Metal, Print, Trim};
use crate::render::mesh::{Mesh, Patch};
use crate::render::shapes::{arc, block, disc, grid, tube};
use crate::render::vec3::{Vec3, sin_cos, vec3};
use crate::stream::Stream;

const X: Vec3 = vec3(1.0, 0.0, 0.0);
const Y: Vec3 = vec3(0.0, 1.0, 0.0);
const Z: Vec3 = vec3(0.0, 0.0, 1.0);

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

/// A slab in the outline of a foot.
fn outsole(length: f32, thick: f32) -> Patch {
    let wide = |x: f32| 0.12 + 0.09 * (1.0 - (x * 2.0 - 0.25) * (x * 2.0 - 0.25)).max(0.0);
    grid(24, 3, true, |u, v| {
        let (sin, cos) = sin_cos(360.0 * u);
        let level = [0.0, 0.02, 0.96, 1.0][(v * 3.0 + 0.5) as usize];
        let lip = [0.0, 1.0, 1.0, 0.0][(v * 3.0 + 0.5) as usize];
        let x = 0.52 * cos;
        vec3(x * length * lip, level * thick, wide(x) * sin.signum() * sin.abs().sqrt() * lip)
    })
}

pub(super) fn shoe(stream: &mut Stream) -> Mesh {
    let (length, ankle, sole) = (stream.range(1.1, 1.25), stream.range(0.34, 0.5), stream.range(0.09, 0.13));
    let mut mesh = Mesh::default();
    mesh.add("upper", Body, upper(length, ankle, sole * 0.8));
    mesh.add("sole", Light, outsole(length, sole));
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

pub(super) fn boot(stream: &mut Stream) -> Mesh {
    let (length, sole, heel) = (stream.range(0.86, 0.98), stream.range(0.07, 0.1), stream.range(0.04, 0.12));
    let (tall, leg) = (stream.range(0.95, 1.2), stream.range(0.2, 0.24));
    let ankle = -0.27 * length;
    let mut mesh = Mesh::default();
    let raised = |p: Vec3| vec3(p.x, p.y + heel * (0.4 - 3.0 * p.x / length).clamp(0.0, 1.0), p.z);
    mesh.add("foot", Body, upper(length, 0.5, sole * 0.8).warp(raised));
    let on_shaft = |angle: f32, v: f32, above: f32| {
        let ((sin, cos), t) = (sin_cos(angle), v * v);
        let (wide, deep) = (leg * (0.95 + 0.2 * t) + above, leg * (0.72 + 0.22 * t) + above);
        vec3(ankle + wide * cos, heel + 0.2 + (tall - 0.2) * v, -deep * sin)
    };
    mesh.add("shaft", Body, grid(20, 5, true, |u, v| on_shaft(360.0 * u, v, 0.0)));
    let rim = vec3(ankle, heel + tall, 0.0);
    mesh.add("lining", Light, disc(rim - Y * 0.07, X * (leg * 1.1), Z * (-leg * 0.92)));
    let collar = arc(rim, X * (leg * 1.14), Z * (leg * 0.93), 0.0, 360.0, 20);
    mesh.add("collar", Trim, tube(&collar, 0.03));
    mesh.add("sole", Dark, outsole(length, sole).warp(raised));
    let under_heel = vec3(0.15 * length, heel * 0.5 + 0.02, 0.13);
    mesh.add("sole", Dark, block(vec3(-0.35 * length, under_heel.y, 0.0), under_heel, 0.018));
    let crest = grid(6, 3, false, |u, v| on_shaft(230.0 + 80.0 * u, 0.48 + 0.36 * v, 0.006));
    mesh.add("crest", Print, crest);
    mesh.add("zip", Metal, tube(&[0.0, 0.5, 0.92].map(|v| on_shaft(90.0, v, 0.005)), 0.03));
    let heel_tab = rim + vec3(-leg * 1.13, -0.02, 0.0);
    mesh.add("pull tab", Accent, block(heel_tab, vec3(0.022, 0.09, 0.055), 0.02));
    mesh
}
