//! Chair, sofa, desk, lamp, cushion.

use super::look::Slot::{Accent, Body, Dark, Light, Metal, Print, Trim, Wood};
use crate::render::mesh::Mesh;
use crate::render::shapes::{ball, block, lathe, lathe_arc, panel, pillow, tube};
use crate::render::vec3::vec3;
use crate::stream::Stream;

fn legs(mesh: &mut Mesh, [x, z]: [f32; 2], top: f32, spread: f32, metal: bool) {
    for [sx, sz] in [[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]] {
        let foot = vec3(sx * (x + spread), 0.0, sz * (z + spread));
        let leg = tube(&[foot, vec3(sx * x, top, sz * z)], 0.035);
        mesh.add("legs", if metal { Metal } else { Wood }, leg);
    }
}

pub(super) fn chair(stream: &mut Stream) -> Mesh {
    let (seat, wide, deep) = (stream.range(0.45, 0.55), stream.range(0.25, 0.32), stream.range(0.25, 0.3));
    let (back, lean) = (stream.range(0.24, 0.34), stream.range(0.05, 0.16));
    let mut mesh = Mesh::default();
    mesh.add("seat", Body, block(vec3(0.0, seat, 0.0), vec3(wide, 0.045, deep), 0.04));
    let middle = vec3(0.0, seat + 0.16 + back, -deep);
    let leaning = |p: crate::render::vec3::Vec3| vec3(p.x, p.y, p.z - lean * (p.y - seat));
    mesh.add("backrest", Body, block(middle, vec3(wide * 0.95, back, 0.035), 0.03).warp(leaning));
    for side in [-1.0, 1.0] {
        let post = [vec3(side * wide * 0.75, seat, -deep), vec3(side * wide * 0.75, seat + 0.25, -deep)];
        mesh.add("posts", Metal, tube(&post, 0.028));
    }
    let tag = panel(middle + vec3(0.0, -back * 0.2, -0.04), vec3(-0.13, 0.0, 0.0), vec3(0.0, 0.1, 0.0));
    mesh.add("tag", Light, tag.warp(leaning));
    let pad = stream.range(0.55, 0.75);
    mesh.add("pad", Accent, block(vec3(0.0, seat + 0.05, 0.01), vec3(wide * pad, 0.025, deep * pad), 0.024));
    legs(&mut mesh, [wide * 0.8, deep * 0.8], seat, stream.range(0.0, 0.09), stream.chance(0.4));
    mesh
}

/// Two or three seats; a cushion with the print lies on one of them.
pub(super) fn sofa(stream: &mut Stream) -> Mesh {
    let (seats, wide) = (2 + stream.below(2), stream.range(0.62, 0.7));
    let (deep, arm, tall) = (stream.range(0.32, 0.38), stream.range(0.07, 0.11), stream.range(0.34, 0.42));
    let (half, low, seat_wide) = (wide, 0.1, wide / seats as f32);
    let mut mesh = Mesh::default();
    mesh.add("base", Trim, block(vec3(0.0, low + 0.1, 0.0), vec3(half + arm, 0.1, deep), 0.04));
    let back = vec3(0.0, low + tall, -deep + 0.1);
    mesh.add("backrest", Body, block(back, vec3(half + arm, tall, 0.1), 0.06));
    for side in [-1.0, 1.0] {
        let rest = vec3(side * (half + arm), low + 0.24, 0.02);
        mesh.add("armrests", Body, block(rest, vec3(arm, 0.24, deep), 0.06));
    }
    for seat in 0..seats {
        let x = (2.0 * seat as f32 + 1.0 - seats as f32) * seat_wide;
        let pad = vec3(seat_wide - 0.006, 0.075, deep - 0.1);
        mesh.add("seats", Body, block(vec3(x, low + 0.27, 0.11), pad, 0.055));
        let upright = vec3(seat_wide - 0.012, tall * 0.5, 0.075);
        mesh.add("seats", Body, block(vec3(x, low + 0.3 + tall * 0.55, -deep + 0.25), upright, 0.06));
    }
    let x = stream.sign() * (seats as f32 - 1.0) * seat_wide;
    let throw = vec3(x, low + 0.55, -deep + 0.42);
    mesh.add("throw cushion", Accent, block(throw, vec3(0.2, 0.2, 0.07), 0.06));
    let face = panel(throw + vec3(0.0, 0.0, 0.073), vec3(0.15, 0.0, 0.0), vec3(0.0, 0.15, 0.0));
    mesh.add("throw cushion", Print, face);
    let lining = vec3(0.0, low + tall, -deep - 0.004);
    mesh.add("back lining", Dark, panel(lining, vec3(-half * 0.92, 0.0, 0.0), vec3(0.0, tall * 0.72, 0.0)));
    let rear = vec3(half * 0.6, low + tall * 0.6, -deep - 0.008);
    mesh.add("care label", Light, panel(rear, vec3(-0.1, 0.0, 0.0), vec3(0.0, 0.06, 0.0)));
    legs(&mut mesh, [half, deep * 0.8], low + 0.03, 0.02, stream.chance(0.4));
    mesh
}

pub(super) fn desk(stream: &mut Stream) -> Mesh {
    let (top, wide, deep) = (stream.range(0.6, 0.72), stream.range(0.55, 0.75), stream.range(0.27, 0.36));
    let mut mesh = Mesh::default();
    mesh.add("top", Body, block(vec3(0.0, top, 0.0), vec3(wide, 0.035, deep), 0.02));
    let side = stream.sign() * wide * 0.5;
    let drawer = vec3(side, top - 0.14, 0.0);
    mesh.add("drawers", Trim, block(drawer, vec3(wide * 0.42, 0.12, deep * 0.9), 0.02));
    mesh.add(
        "front",
        Light,
        block(drawer + vec3(0.0, 0.0, deep * 0.9), vec3(wide * 0.37, 0.09, 0.015), 0.012),
    );
    mesh.add("knob", Dark, ball(drawer + vec3(0.0, 0.0, deep * 0.9 + 0.04), vec3(0.03, 0.03, 0.03), 1.0));
    let panel_middle = vec3(0.0, top * 0.72, -deep * 0.9);
    mesh.add("rear panel", Accent, block(panel_middle, vec3(wide * 0.88, top * 0.2, 0.012), 0.01));
    legs(&mut mesh, [wide * 0.9, deep * 0.85], top, 0.0, stream.chance(0.4));
    mesh
}

pub(super) fn lamp(stream: &mut Stream) -> Mesh {
    let (base, height) = (stream.range(0.18, 0.26), stream.range(0.5, 0.75));
    let (low, high, tall) = (stream.range(0.32, 0.42), stream.range(0.16, 0.28), stream.range(0.36, 0.48));
    let mut mesh = Mesh::default();
    mesh.add(
        "base",
        Accent,
        lathe(&[[0.0, 0.0], [base, 0.0], [base, 0.05], [base * 0.3, 0.09], [0.03, 0.12]]),
    );
    mesh.add("stem", Metal, tube(&[vec3(0.0, 0.05, 0.0), vec3(0.0, height + 0.1, 0.0)], 0.03));
    mesh.add(
        "shade",
        Body,
        lathe(&[[low, height], [(low + high) * 0.5, height + tall * 0.5], [high, height + tall]]),
    );
    mesh.add("bulb", Light, ball(vec3(0.0, height + 0.12, 0.0), vec3(0.09, 0.12, 0.09), 1.0));
    let at = |t: f32| [low + (high - low) * t + 0.008, height + tall * t];
    mesh.add("emblem", Print, lathe_arc(&[at(0.2), at(0.8)], -38.0, 38.0));
    mesh.add("switch", Dark, block(vec3(0.0, 0.09, base * 0.55), vec3(0.05, 0.03, 0.035), 0.015));
    let cable = [vec3(0.0, 0.03, -base), vec3(0.04, 0.02, -base - 0.12), vec3(0.14, 0.02, -base - 0.2)];
    mesh.add("cable", Dark, tube(&cable, 0.014));
    mesh
}

pub(super) fn cushion(stream: &mut Stream) -> Mesh {
    let (wide, tall, thick) = (stream.range(0.42, 0.6), stream.range(0.38, 0.46), stream.range(0.13, 0.2));
    let outline: Vec<[f32; 2]> = (0..24)
        .map(|i| {
            let t = i as f32 / 24.0 * 4.0;
            let (side, along) = (t as usize, t.fract() * 2.0 - 1.0);
            let dent = 1.0 - 0.09 * (1.0 - along * along);
            let [x, y] = [[along, -dent], [dent, along], [-along, dent], [-dent, -along]][side];
            [x * wide, tall + y * tall]
        })
        .collect();
    let mut mesh = Mesh::default();
    mesh.add("cover", Body, pillow(&outline, [0.0, tall], thick));
    let mut edge: Vec<_> = outline.iter().map(|p| vec3(p[0], p[1], 0.0)).collect();
    edge.push(edge[0]);
    mesh.add("piping", Accent, tube(&edge, 0.018));
    let flat = |z: f32, up: f32, half: [f32; 2]| {
        panel(vec3(0.0, tall + up, z), vec3(half[0] * z.signum(), 0.0, 0.0), vec3(0.0, half[1], 0.0))
    };
    mesh.add("print", Print, flat(thick + 0.004, 0.0, [wide * 0.5, tall * 0.5]));
    mesh.add("zip", Dark, flat(-thick - 0.004, -tall * 0.45, [wide * 0.6, 0.022]));
    mesh.add("zip", Metal, flat(-thick - 0.008, -tall * 0.45, [0.03, 0.035]));
    mesh.add("care label", Light, flat(-thick - 0.004, tall * 0.3, [0.07, 0.05]));
    mesh
}
